"""Raked people add up as wanted, and keep their odds."""

from __future__ import annotations

import numpy as np
import pytest
from halfhour.geo.people.raking import Margin, raked
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_one_partition_is_met_by_one_factor_each(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 30))
    people = np.array(data.draw(st.lists(st.floats(0, 1e4), min_size=size, max_size=size)))
    unit = np.array(data.draw(st.lists(st.integers(-1, 3), min_size=size, max_size=size)))
    wanted = np.array(data.draw(st.lists(st.floats(0, 1e6), min_size=4, max_size=4)))
    found = raked(people, [Margin(unit, wanted)]).people
    for k in range(4):
        own = people[unit == k]
        if own.sum() > 1e-200:
            # The oracle: the rule of three.
            assert found[unit == k] == pytest.approx(
                own / own.sum() * wanted[k], rel=1e-9, abs=1e-9
            )
    assert (found[unit < 0] == people[unit < 0]).all()


def test_two_partitions_are_met_as_in_a_table_of_rows_and_columns() -> None:
    """Deming and Stephan's rule on a table of 3 x 4, against plain fitting of rows and columns."""
    rng = np.random.default_rng(1)
    start = rng.uniform(1, 50, (3, 4))
    goal = start * rng.uniform(0.5, 2, (3, 4))
    rows, columns = goal.sum(axis=1), goal.sum(axis=0)
    plain = start.copy()
    for _ in range(500):
        plain *= (rows / plain.sum(axis=1))[:, None]
        plain *= columns / plain.sum(axis=0)
    row, column = (one.ravel() for one in np.indices((3, 4)))
    found = raked(start.ravel(), [Margin(row, rows), Margin(column, columns)])
    assert found.fits
    assert found.people.reshape(3, 4) == pytest.approx(plain, rel=1e-6)
    # Odds ratios stay.
    odds = found.people.reshape(3, 4)
    assert odds[0, 0] * odds[1, 1] / (odds[0, 1] * odds[1, 0]) == pytest.approx(
        start[0, 0] * start[1, 1] / (start[0, 1] * start[1, 0])
    )


def test_sums_that_contradict_each_other_do_not_fit() -> None:
    unit = np.array([0, 0, 1])
    found = raked(
        np.ones(3),
        [Margin(unit, np.array([10.0, 20.0])), Margin(np.zeros(3, dtype=int), np.array([50.0]))],
    )
    assert not found.fits


def test_where_no_cell_lies_in_any_unit_nothing_changes() -> None:
    found = raked(np.array([2.0, 3.0]), [Margin(np.array([-1, -1]), np.array([0.0]))])
    assert found.people.tolist() == [2.0, 3.0]
    assert found.fits
