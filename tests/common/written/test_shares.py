"""Shares in texts: of nobody there is none."""

from __future__ import annotations

import math

import pytest
from halfhour.common.written.shares import share_text
from halfhour.optimize.example_street import street_times
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.sensitivity.changed_times import with_people
from halfhour.optimize.solve import solve


@pytest.mark.parametrize(
    ("share", "digits", "text"), [(0.5, 1, "50.0%"), (1, 2, "100.00%"), (math.nan, 1, "-")]
)
def test_a_share_is_in_percent(share: float, digits: int, text: str) -> None:
    assert share_text(share, digits) == text


def test_what_is_shown_of_nobody_has_no_nan() -> None:
    plan = solve(Scenario(with_people(street_times(), 0.0), max_new=1, limit_min=15))
    assert "- -> - of residents served" in repr(plan)
    assert "nan" not in repr(plan.after)
