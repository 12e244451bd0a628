from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from halfhour.coverage.assessment import assess
from halfhour.maps.plan_page.cells import populated_cells
from halfhour.maps.plan_page.coarser_cells import coarser_cells
from page_fixtures import city


@pytest.fixture(scope="module")
def states():
    times = city(24, 20, existing=3, candidates=5)
    demand = times.demand.assign(elderly=np.arange(480.0) % 7)
    demand.loc[["c40", "c41"], ["residents", "elderly"]] = 0.0
    times = dataclasses.replace(times, demand=demand)
    today = assess(times, limit_min=20)
    after = assess(times, limit_min=20, open_sites=[*today.open_sites, "s4", "s5"])
    rows = populated_cells(today)
    return today, after, rows, list(coarser_cells(today, after, rows))


def test_every_step_is_coarser_and_the_last_holds_the_study_in_one_square(states):
    today, after, rows, steps = states
    counts = [len(step.rows) for step in steps]
    assert counts[0] < len(rows) / 2
    assert counts == sorted(counts, reverse=True)
    assert [round(step.side_m / steps[0].side_m, 6) for step in steps[:5]] == [1, 1.5, 2, 3, 4]
    kinds = pd.DataFrame(
        {"unit": today.times.demand["county"], "now": today.cells["reason"]}
    ).assign(then=after.cells["reason"])
    assert counts[-1] == len(kinds.iloc[rows].drop_duplicates())


def test_sums_by_unit_and_reason_are_those_of_the_cells(states):
    today, after, rows, steps = states
    demand = today.times.demand
    for step in steps:
        assert set(step.of[rows]) == set(range(len(step.rows)))
        assert (np.delete(step.of, rows) == -1).all()
        for group in ("residents", "elderly"):
            coarse = pd.DataFrame({"people": step.sums(demand[group].to_numpy())})
            whole = pd.DataFrame({"people": demand[group].to_numpy()})
            keys = []
            for name, column in (
                ("unit", demand["county"]),
                ("now", today.cells["reason"]),
                ("then", after.cells["reason"]),
            ):
                coarse[name], whole[name] = column.to_numpy()[step.rows], column.to_numpy()
                keys.append(name)
            pd.testing.assert_series_equal(
                coarse.groupby(keys)["people"].sum(), whole.groupby(keys)["people"].sum()
            )


def test_the_cell_with_most_people_stands_for_its_square(states):
    today, _, _, steps = states
    people = today.cells["people"].to_numpy()
    for step in steps:
        for cell, row in enumerate(step.rows):
            members = np.flatnonzero(step.of == cell)
            assert row == members[np.argmax(people[members])]


def test_no_square_is_wider_than_its_side(states):
    today, _, _, steps = states
    xy = np.column_stack([today.times.demand.geometry.x, today.times.demand.geometry.y])
    step = steps[1]
    middles = step.middles(xy)
    for cell in range(len(step.rows)):
        own = xy[step.of == cell]
        assert (np.ptp(own, axis=0) <= step.side_m).all()
        assert middles[cell] == pytest.approx(own.mean(axis=0))


def test_cells_on_one_spot_are_added_up(states):
    today, after, rows, _ = states
    spot = today.times.demand.geometry.iloc[[0] * len(today.times.demand)].to_numpy()
    times = dataclasses.replace(today.times, demand=today.times.demand.set_geometry(spot))
    on_one, then = (dataclasses.replace(state, times=times) for state in (today, after))
    steps = list(coarser_cells(on_one, then, rows))
    assert len(steps) == 1


def test_several_rows_on_one_spot_leave_the_squares_as_they_are(states):
    today, after, rows, steps = states
    # As demand classes do: each cell three times.
    demand = today.times.demand
    thrice = pd.concat([demand, demand, demand]).set_axis(
        [f"{cell}:{number}" for number in range(3) for cell in demand.index]
    )
    times = dataclasses.replace(today.times, demand=thrice)
    now, then = (
        dataclasses.replace(state, times=times, cells=pd.concat([state.cells] * 3))
        for state in (today, after)
    )
    every = np.concatenate([rows + number * len(demand) for number in range(3)])
    found = list(coarser_cells(now, then, every))
    assert [step.side_m for step in found] == [step.side_m for step in steps]
    assert [len(step.rows) for step in found] == [len(step.rows) for step in steps]


def test_cells_close_together_are_added_up_until_one_square_holds_all(states):
    today, after, rows, _ = states
    demand = today.times.demand
    # Two of three cells stand on each other's heels, in a study as wide as ever.
    xy = np.column_stack([demand.geometry.x, demand.geometry.y])
    xy[1::3], xy[2::3] = xy[::3] + 1e-5, xy[::3] + 2e-5
    close = demand.set_geometry(gpd.points_from_xy(*xy.T, crs=demand.crs))
    times = dataclasses.replace(today.times, demand=close)
    now, then = (dataclasses.replace(state, times=times) for state in (today, after))
    steps = list(coarser_cells(now, then, rows))
    people = today.cells["people"].sum()
    for step in steps:
        assert step.sums(today.cells["people"].to_numpy()).sum() == pytest.approx(people)
    assert steps[0].side_m < 1e-4
    assert len(steps[0].rows) < len(rows)
    assert len(steps[-1].rows) < 20
