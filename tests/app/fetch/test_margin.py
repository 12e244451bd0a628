"""The margin of a fetch: metres as given, or minutes at the documented speeds."""

from __future__ import annotations

import pytest
from halfhour.app.fetch.margin import DEFAULT_MARGIN_M, margin_of
from halfhour.common.errors import InputError
from halfhour.data.osm.fetch import MARGIN_M
from halfhour.geo.tables import MODES


def test_the_default_is_that_of_the_function_and_metres_stay_as_they_are() -> None:
    assert margin_of(None, None, None) == DEFAULT_MARGIN_M == MARGIN_M
    assert margin_of(1234.5, None, None) == 1234.5


@pytest.mark.parametrize(
    ("minutes", "mode", "metres"),
    [
        (30, None, 2500),
        (30, "walk", 2500),
        (30, "cycle", 7500),
        (15, "ebike", 5000),
        (30, "drive", 30000),
        (0, "drive", 0),
    ],
)
def test_minutes_are_metres_at_the_documented_speed(
    minutes: float, mode: str | None, metres: float
) -> None:
    assert margin_of(None, minutes, mode) == pytest.approx(metres)


def test_every_mode_has_a_speed() -> None:
    assert all(margin_of(None, 60, mode) > 0 for mode in MODES)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ((3000.0, 30.0, None), "--margin-m both"),
        ((None, None, "drive"), "reaches, which is not given"),
        ((None, 30.0, "fly"), "choose from walk"),
        ((None, -1.0, "walk"), "is not 0 or more"),
        ((None, float("nan"), "walk"), "is not 0 or more"),
        ((None, float("inf"), "walk"), "is not 0 or more"),
    ],
)
def test_what_contradicts_itself_is_refused(
    given: tuple[float | None, float | None, str | None], named: str
) -> None:
    with pytest.raises(InputError, match=named):
        margin_of(*given)
