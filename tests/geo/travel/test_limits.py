"""Limits carry their unit, and one that is hardly meant is asked about."""

import pytest
from halfhour.common.errors import InputError
from halfhour.geo.travel.limits import limit_in


def test_minutes_become_seconds_and_metres_stay() -> None:
    assert limit_in("s", limit_min=30, limit_m=None) == 1800
    assert limit_in("m", limit_min=None, limit_m=2500) == 2500
    assert limit_in("s", limit_min=None, limit_m=None) is None


@pytest.mark.parametrize(
    ("unit", "limits", "said"),
    [
        (
            "s",
            {"limit_m": 500.0},
            "limit_m = 500.0: time is counted here. give limit_min, in minutes",
        ),
        ("m", {"limit_min": 30.0}, "limit_min = 30.0: distance is counted here. give limit_m"),
        ("s", {"limit_min": 0.5}, "below one minute"),
        ("s", {"limit_min": 1800.0}, "were seconds meant.*1800 seconds are limit_min: 30"),
        ("s", {"limit_min": 0.0}, "must be a number above 0"),
        ("m", {"limit_m": float("nan")}, "must be a number above 0"),
    ],
)
def test_what_is_not_meant_is_refused(unit: str, limits: dict[str, float], said: str) -> None:
    given = {"limit_min": None, "limit_m": None, **limits}
    with pytest.raises(InputError, match=said):
        limit_in(unit, **given)
