from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.maps.charts.lorenz import lorenz, lorenz_chart, lorenz_of_travel, lorenz_of_units
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text


def gini_of_pairs(each, people):
    """Mean difference of all pairs of persons, over twice the mean (Gini 1912)."""
    total, mean = people.sum(), (each * people).sum() / people.sum()
    differences = 0.0
    for a, p in zip(each, people, strict=True):
        for b, q in zip(each, people, strict=True):
            differences += p * q * abs(a - b)
    return differences / (2 * total**2 * mean)


groups = st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e5)), min_size=1, max_size=25).filter(
    lambda some: sum(has * who for has, who in some) > 1e-3
)


@given(groups)
def test_gini_equals_that_of_all_pairs(some):
    each, people = (np.array(column) for column in zip(*some, strict=True))
    curve = lorenz(each, people)
    assert curve.gini == pytest.approx(gini_of_pairs(each, people), abs=1e-9)


@given(groups)
def test_curve_runs_from_0_to_1_below_the_diagonal_and_bends_one_way(some):
    each, people = (np.array(column) for column in zip(*some, strict=True))
    curve = lorenz(each, people)
    assert (curve.people[0], curve.amount[0]) == (0, 0)
    assert (curve.people[-1], curve.amount[-1]) == pytest.approx((1, 1))
    assert (curve.amount <= curve.people + 1e-9).all()
    area = np.trapezoid(curve.people - curve.amount, curve.people)
    assert curve.gini == pytest.approx(2 * area, abs=1e-9)


@pytest.mark.parametrize("n", [1, 2, 10, 99])
def test_gini_of_whole_numbers_is_known(n):
    # Of 1, 2 ... n it is (n - 1) / 3n.
    curve = lorenz(np.arange(1.0, n + 1), np.ones(n))
    assert curve.gini == pytest.approx((n - 1) / (3 * n))


def test_a_group_counts_as_that_many_persons():
    grouped = lorenz(np.array([5.0, 1.0, 9.0]), np.array([2.0, 3.0, 1.0]))
    single = lorenz(np.array([5.0, 5.0, 1.0, 1.0, 1.0, 9.0]), np.ones(6))
    assert grouped.gini == pytest.approx(single.gini)


@pytest.mark.parametrize(
    ("each", "people", "cause"),
    [
        ([1.0], [0.0], "nobody to share"),
        ([], [], "nobody to share"),
        ([0.0, 0.0], [1.0, 2.0], "nobody has anything"),
        ([-1.0, 2.0], [1.0, 1.0], "negative or unknown"),
        ([np.inf, 2.0], [1.0, 1.0], "negative or unknown"),
        ([np.nan, 2.0], [1.0, 1.0], "negative or unknown"),
    ],
)
def test_what_has_no_curve_is_an_error(each, people, cause):
    with pytest.raises(InputError, match=cause):
        lorenz(np.array(each), np.array(people))


def test_unreachable_people_are_counted_aside(town):
    after = town.plan.after
    curve = lorenz_of_travel(after)
    cells = after.cells
    reached = cells[np.isfinite(cells["cost"])]
    expected = gini_of_pairs(reached["cost"].to_numpy(), reached["people"].to_numpy())
    assert curve.gini == pytest.approx(expected)
    assert curve.people_aside > 0
    assert curve.people_aside == pytest.approx(after.people_total - reached["people"].sum())


def test_units_are_compared_by_people_served(town):
    before = town.plan.before
    units = before.summary(by="county")
    worst = units.sort_values("share").iloc[0]
    curve = lorenz_of_units(before, "county")
    assert len(curve.people) == len(units) + 1
    assert curve.people[1] == pytest.approx(worst["people"] / before.people_total)
    assert curve.amount[1] == pytest.approx(worst["served"] / before.people_served)


def test_chart_says_the_coefficient_and_who_is_left_aside(town):
    after = town.plan.after
    texts = [t.get_text() for t in lorenz_chart(after).findobj(Text)]
    assert f"Gini coefficient {lorenz_of_travel(after).gini:.3f}" in texts
    people = after.cells["people"][~np.isfinite(after.cells["cost"])].sum()
    assert f"{people:,.0f} unreachable people left aside".replace(",", " ") in texts
    chinese = [t.get_text() for t in lorenz_chart(after, by="county", lang="zh").findobj(Text)]
    assert f"基尼系数 {lorenz_of_units(after, 'county').gini:.3f}" in chinese
    assert not any("left aside" in text for text in chinese)


def test_nobody_served_or_no_such_level_is_an_error(town):
    times = town.plan.before.times
    none_open = assess(times, open_sites=[])
    with pytest.raises(InputError, match="nobody has anything"):
        lorenz_chart(none_open, by="county")
    with pytest.raises(InputError, match="nobody to share"):
        lorenz_chart(none_open)
    with pytest.raises(InputError, match="no such level"):
        lorenz_chart(town.plan.before, by="village")
    empty = dataclasses.replace(town.plan.before, cells=town.plan.before.cells.assign(people=0.0))
    with pytest.raises(InputError, match="nobody to share"):
        lorenz_chart(empty)
