"""Facility location and p-median with capacities, against every choice of sites and minimum-cost flows."""

from itertools import product

import networkx as nx
import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.objectives.capacitated_facility_location import CapacitatedFacilityLocation
from halfhour.optimize.objectives.capacitated_p_median import CapacitatedPMedian
from hypothesis import given, settings
from hypothesis import strategies as st
from sitings import choices, siting, sitings

EFFORT = Effort(threads=1)
PER_MIN = 0.25


def table(problem: Siting) -> np.ndarray:
    """Costs of existing sites, then candidates; infinite beyond the limit."""
    parts = []
    for costs in (problem.existing_costs, problem.costs):
        dense, coo = np.full(costs.shape, np.inf), costs.tocoo()
        dense[coo.row, coo.col] = coo.data
        parts.append(dense)
    whole = np.hstack(parts)
    return np.where(whole <= problem.limit, whole, np.inf)


def open_columns(problem: Siting, opened: np.ndarray) -> np.ndarray:
    existing = problem.existing_costs.shape[1]
    return np.concatenate([np.arange(existing), existing + opened])


def least_way(problem: Siting, opened: np.ndarray) -> float:
    """Person-seconds of everybody within reach of any site, by a minimum-cost flow; infinite if none fits."""
    costs, columns = table(problem), open_columns(problem, opened)
    capacity = np.concatenate([problem.existing_capacity, problem.capacity])
    reached = np.flatnonzero(np.isfinite(costs).any(axis=1) & (problem.people > 0))
    graph = nx.DiGraph()
    graph.add_node("place", demand=int(problem.people[reached].sum()))
    for i in reached:
        graph.add_node(f"i{i}", demand=-int(problem.people[i]))
        for j in columns[np.isfinite(costs[i, columns])]:
            graph.add_edge(f"i{i}", f"j{j}", weight=int(costs[i, j]))
    for j in columns:
        graph.add_edge(f"j{j}", "place", capacity=int(capacity[j]))
    try:
        return float(nx.min_cost_flow_cost(graph))
    except nx.NetworkXUnfeasible:
        return np.inf


def people_within(problem: Siting) -> float:
    return float(problem.people[np.isfinite(table(problem)).any(axis=1)].sum())


@settings(max_examples=40)
@given(problem=sitings(capacitated=True, candidates=4, cells=6))
def test_no_choice_costs_less(problem: Siting) -> None:
    ways = {tuple(one): least_way(problem, one) for one in choices(problem)}
    people = people_within(problem)
    money = {
        one: problem.opening_cost[list(one)].sum() + PER_MIN / 60 * way for one, way in ways.items()
    }
    average = {one: way / people if people else 0.0 * way for one, way in ways.items()}
    for objective, possible in (
        (CapacitatedFacilityLocation(cost_per_person_min=PER_MIN), money),
        (CapacitatedPMedian(), average),
    ):
        got, best = objective.answer(problem, EFFORT), min(possible.values(), default=np.inf)
        if not np.isfinite(best):
            assert got.status == "infeasible"
            assert got.conflicts
            continue
        assert got.status == "optimal"
        assert got.objective_value == pytest.approx(best)
        assert got.bound == pytest.approx(best)
        assert possible[tuple(got.opened)] == pytest.approx(best)


@settings(max_examples=25)
@given(data=st.data())
def test_whole_cells_go_to_one_site_each(data: st.DataObject) -> None:
    problem = data.draw(sitings(capacitated=True, candidates=3, cells=4))
    costs, best = table(problem), np.inf
    capacity = np.concatenate([problem.existing_capacity, problem.capacity])
    reached = np.flatnonzero(np.isfinite(costs).any(axis=1) & (problem.people > 0))
    for opened in choices(problem):
        for to in product(open_columns(problem, opened), repeat=len(reached)):
            chosen = np.array(to, dtype=int)
            load = np.bincount(chosen, problem.people[reached], minlength=len(capacity))
            if (load <= capacity).all():
                best = min(best, float(problem.people[reached] @ costs[reached, chosen]))
    got = CapacitatedPMedian(whole_cells=True).answer(problem, EFFORT)
    if np.isfinite(best):
        people = max(people_within(problem), 1.0)
        assert (got.status, got.objective_value) == ("optimal", pytest.approx(best / people))
    else:
        assert got.status == "infeasible"


def test_who_is_out_of_reach_is_told_and_what_is_missing_is_named() -> None:
    far = siting(np.array([[60.0], [np.inf]]), np.array([7.0, 5]), capacity=np.array([9.0]))
    got = CapacitatedPMedian().answer(far, EFFORT)
    assert (got.status, got.objective_value) == ("optimal", pytest.approx(60))
    assert "1 cell with 5 people reaches no site" in got.conflicts[0]
    small = siting(np.array([[60.0]]), np.array([7.0]), capacity=np.array([4.0]))
    got = CapacitatedPMedian().answer(small, EFFORT)
    assert "4 of 7 people within the limit find a place: add room for 3" in got.conflicts[0]
    apart = siting(np.where(np.eye(3) > 0, 60.0, np.inf), np.ones(3), max_new=2)
    got = CapacitatedPMedian().answer(apart, EFFORT)
    assert "with at most 2 new sites not everybody" in got.conflicts[0]


def test_the_unit_of_the_price_is_that_of_the_ways() -> None:
    with pytest.raises(InputError, match="needs one of the two"):
        CapacitatedFacilityLocation()
    problem = siting(np.array([[60.0]]), np.ones(1))
    with pytest.raises(InputError, match="not in the unit of the travel costs"):
        CapacitatedFacilityLocation(cost_per_person_m=1.0).answer(problem, EFFORT)
