"""Against assessments at the three limits, and counted pair by pair."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.coverage.limit_sensitivity import limit_sensitivity, sensitivity_by_group
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.times_table import travel_times_from_table
from halfhour.optimize.capacity.service_capacity import ServiceCapacity
from halfhour.optimize.example_street import street_times
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import demand_at, grid_town, place, sites_at

TOWN = grid_town()
CELLS = [place(c, r) for c in range(6) for r in range(6)]
PEOPLE = [float(1 + (7 * i) % 13) for i in range(36)]


def town_times(limit_min: float = 60, limit_m: float | None = None):
    demand = demand_at(CELLS, PEOPLE).assign(elderly=np.arange(36.0))
    sites = sites_at([place(0, 0), place(2, 1)], [place(4.3, 4)])
    return travel_times(demand, sites, TOWN, limit_min=limit_min, limit_m=limit_m)


def table_times(pairs: list[tuple[int, int, float]], *, cells: int = 4, limit_min: float = 30):
    """Times of a table: cell, site and minutes."""
    demand = demand_at([place(i, 0) for i in range(cells)], [2.0**i for i in range(cells)])
    sites = sites_at([place(0, 1), place(1, 1)], [place(2, 1)])
    rows = pd.DataFrame(
        {
            "cell_id": [f"cell{cell}" for cell, _, _ in pairs],
            "site_id": [sites.index[site] for _, site, _ in pairs],
            "cost": [60.0 * minutes for _, _, minutes in pairs],
        }
    )
    return travel_times_from_table(demand, sites, rows, limit_min=limit_min)


@pytest.mark.parametrize("sites", [["e0", "e1"], ["e0", "e1", "p0"], ["p0"], []])
@pytest.mark.parametrize(("limit_min", "share"), [(10, 0.1), (15, 0.2), (22, 0.5), (7, 0.0)])
def test_it_equals_assessments_at_the_three_limits(sites, limit_min, share):
    times = town_times()
    own = {
        factor: assess(times, limit_min=limit_min * (1 + factor * share), open_sites=sites)
        for factor in (-1, 0, 1)
    }
    near = limit_sensitivity(own[0], travel_uncertainty=share)
    assert near.reach_lower == own[-1].people_served
    assert near.reach == own[0].people_served
    assert near.reach_upper == own[1].people_served
    assert near.limits == pytest.approx([own[f].limit for f in (-1, 0, 1)])
    assert near.people_total == own[0].people_total


def test_times_that_end_at_the_limit_know_what_lies_beyond_it():
    near = limit_sensitivity(assess(town_times(limit_min=11)))
    assert near.reach_upper == assess(town_times(limit_min=12.1)).people_served
    assert near.people_lost > 0
    assert near.people_gained > 0
    far = limit_sensitivity(assess(town_times(limit_m=900)))
    assert far.unit == "m"
    assert far.reach_upper == assess(town_times(limit_m=990)).people_served


def test_every_group_is_counted_by_its_own_people():
    today = assess(town_times(), limit_min=10)
    by_group = sensitivity_by_group(today)
    assert list(by_group) == ["residents", "elderly"]
    assert by_group["residents"] == limit_sensitivity(today)
    wide = assess(town_times(), limit_min=11, group="elderly")
    assert by_group["elderly"].reach_upper == wide.people_served
    assert by_group["elderly"] == limit_sensitivity(today, group="elderly")


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_it_equals_brute_force_on_random_tables(data):
    minutes = st.sampled_from([5.0, 26.9, 27.0, 27.1, 29.0, 30.0, 30.1, 33.0, 33.1, 50.0])
    pairs = data.draw(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 2)), minutes))
    opened = data.draw(st.sets(st.sampled_from([0, 1, 2])))
    times = table_times([(*pair, cost) for pair, cost in pairs.items()])
    today = assess(times, open_sites=[times.sites.index[site] for site in sorted(opened)])
    near = limit_sensitivity(today)
    least = [
        min((c for (i, j), c in pairs.items() if i == cell and j in opened), default=np.inf)
        for cell in range(4)
    ]
    reach = [sum(2.0**i for i in range(4) if least[i] <= limit) for limit in (27, 30, 33)]
    assert [near.reach_lower, near.reach] == reach[:2]
    ends_before = max(pairs.values(), default=0.0) < 33
    if ends_before and np.inf in least:
        assert near.reach_upper is None
        assert near.people_gained is None
    else:
        assert near.reach_upper == reach[2]


def test_a_table_that_ends_at_the_limit_does_not_know_who_is_just_beyond():
    near = limit_sensitivity(assess(table_times([(0, 0, 28.0), (1, 0, 12.0), (2, 1, 30.0)])))
    assert near.people_lost == 1 + 4
    assert near.people_gained is None
    assert near.clause == (
        "5 of them only just (lost at speeds 10% lower); how many more at speeds 10% higher is not known, "
        "since the table of travel times ends at 30 min"
    )


def test_a_table_without_a_gap_knows_that_nobody_is_beyond():
    near = limit_sensitivity(assess(table_times([(i, 0, 28.0) for i in range(4)])))
    assert near.people_gained == 0


def test_a_cell_of_the_table_with_nobody_leaves_nothing_open():
    times = table_times([(0, 0, 28.0), (1, 0, 12.0), (2, 1, 30.0)])
    nobody = dataclasses.replace(times, demand=times.demand.assign(residents=[1.0, 1.0, 1.0, 0.0]))
    assert limit_sensitivity(assess(nobody)).people_gained == 0


def test_what_is_said_names_the_share_and_both_figures():
    times = dataclasses.replace(town_times(), travel_uncertainty=0.15)
    near = limit_sensitivity(assess(times, limit_min=10))
    assert near.clause == (
        f"{near.people_lost:,.0f} of them only just (lost at speeds 15% lower), "
        f"{near.people_gained:,.0f} more at speeds 15% higher"
    )
    assert str(near).startswith(
        f"{near.reach:,.0f} of {near.people_total:,.0f} residents within reach; "
    )
    off = limit_sensitivity(assess(times, limit_min=10), travel_uncertainty=0)
    assert off.clause == ""
    assert (off.people_lost, off.people_gained) == (0, 0)


@pytest.mark.parametrize("share", [-0.1, 1, 10, float("nan"), "0.1", True])
def test_what_is_no_share_is_refused(share):
    with pytest.raises(InputError, match=r"travel_uncertainty.*no share from 0 to below 1"):
        limit_sensitivity(assess(town_times()), travel_uncertainty=share)


def test_there_is_no_such_group():
    with pytest.raises(InputError, match="there is no such group"):
        limit_sensitivity(assess(town_times()), group="children")


def test_places_do_not_matter_for_who_is_within_reach():
    street = street_times(capacity=[10.0, 55.5, 0.0, 120.0])
    full = assess(street, limit_min=15, capacity=ServiceCapacity(need={"residents": 1.0}))
    assert full.people_served < full.people_within_reach
    assert limit_sensitivity(full) == limit_sensitivity(assess(street, limit_min=15))
