from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.maps.plan_page.cells import cell_table, populated_cells
from page_fixtures import city, packed_text


def numbers(array):
    return np.frombuffer(packed_text(array["data"]), dtype=f"<{array['type']}")


@pytest.fixture(scope="module")
def times():
    town = city(12, 10, existing=3, candidates=5)
    demand = town.demand.assign(elderly=0.0, odd=np.sqrt(np.arange(len(town.demand))))
    demand.iloc[:5, demand.columns.get_loc("residents")] = 0.0
    demand.iloc[0, demand.columns.get_loc("odd")] = 0.0
    demand.iloc[3, demand.columns.get_indexer(["county", "county_name"])] = ""
    return dataclasses.replace(town, demand=demand)


def test_cells_where_nobody_of_any_group_lives_are_left_out(times):
    rows = populated_cells(assess(times))
    assert rows.tolist() == list(range(1, len(times.demand)))


def test_people_units_and_nearest_sites_are_those_of_the_assessments(times):
    today = assess(times)
    after = assess(times, open_sites=[*today.open_sites, "s4"])
    rows = populated_cells(today)
    table = cell_table(today, after, rows)
    for group in ("residents", "elderly", "odd"):
        assert numbers(table["people"][group]).tolist() == times.demand[group].iloc[rows].tolist()
    (level,) = table["levels"]
    ids = [*level["ids"], ""]
    assert [ids[unit] for unit in numbers(level["of"])] == times.demand["county"].iloc[
        rows
    ].tolist()
    for when, state in (("now", today), ("then", after)):
        site = numbers(table[f"{when}_site"])
        names = [table["near_names"][number] if number >= 0 else None for number in site]
        expected = [
            None if one is None else times.sites.loc[one, "name"]
            for one in state.cells["site_id"].iloc[rows]
        ]
        assert names == expected
        cost = numbers(table[f"{when}_cost"]).astype(float)
        true = state.cells["cost"].iloc[rows].to_numpy()
        assert np.where(cost < 0, np.inf, cost) == pytest.approx(true, rel=1e-6)


def test_parts_make_decimal_people_whole_and_sums_exact(times):
    table = cell_table(assess(times), assess(times), populated_cells(assess(times)))
    assert table["parts"]["residents"] == 10
    assert table["parts"]["elderly"] == 1
    odd = table["parts"]["odd"]
    assert odd & (odd - 1) == 0
    assert 2**40 < odd * times.demand["odd"].sum() < 2**52 or odd == 2**30
