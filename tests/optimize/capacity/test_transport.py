"""Assigning people to limited room, against maximum flows, linear programs and by hand."""

import networkx as nx
import numpy as np
import pytest
from halfhour.coverage.assigned_people import AssignmentRule
from halfhour.optimize.capacity.transport import assign_people
from halfhour.optimize.core.problem import Siting
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csc_array, hstack
from sitings import sitings

LIMIT = 1800.0


def sparse(costs: list[list[float]]) -> csc_array:
    """Costs of 1 and more; what is not given is 0."""
    return csc_array(np.array(costs, dtype=np.float32))


def all_sites(problem: Siting) -> tuple[csc_array, np.ndarray]:
    costs = csc_array(hstack([problem.existing_costs, problem.costs], format="csc"))
    return costs, np.concatenate([problem.existing_capacity, problem.capacity])


def dense(costs: csc_array) -> np.ndarray:
    table, coo = np.full(costs.shape, np.inf), costs.tocoo()
    table[coo.row, coo.col] = coo.data
    return table


def most_served(open_pair: np.ndarray, people: np.ndarray, capacity: np.ndarray) -> float:
    graph = nx.DiGraph()
    graph.add_nodes_from(["people", "capacity"])
    for i, j in np.argwhere(open_pair):
        graph.add_edge("people", f"i{i}", capacity=people[i])
        graph.add_edge(f"i{i}", f"j{j}", capacity=people[i])
        graph.add_edge(f"j{j}", "capacity", capacity=capacity[j])
    return float(nx.maximum_flow_value(graph, "people", "capacity"))


def least_travel(
    table: np.ndarray, people: np.ndarray, capacity: np.ndarray, served: float
) -> float:
    pair = np.argwhere(table <= LIMIT)
    if not len(pair) or not served:
        return 0.0
    rows = [pair[:, 0] == i for i in range(len(people))] + [
        pair[:, 1] == j for j in range(len(capacity))
    ]
    found = linprog(
        table[pair[:, 0], pair[:, 1]],
        A_ub=np.array(rows, dtype=float),
        b_ub=[*people, *capacity],
        A_eq=np.ones((1, len(pair))),
        b_eq=[served],
    )
    assert found.success
    return float(found.fun)


@pytest.mark.parametrize("assignment", ["system", "closest"])
@settings(max_examples=80)
@given(data=st.data())
def test_as_many_as_a_maximum_flow_and_no_way_shorter(
    data: st.DataObject, assignment: AssignmentRule
) -> None:
    problem = data.draw(sitings(capacitated=True))
    (costs, capacity), people = all_sites(problem), problem.people
    got = assign_people(costs, people, capacity, limit=LIMIT, assignment=assignment)
    table = dense(costs)
    near = table <= LIMIT
    allowed = (
        near & (table == table.min(axis=1, keepdims=True)) if assignment == "closest" else near
    )
    flows = got.flows.toarray()
    assert (flows >= 0).all()
    assert not flows[~allowed].any()
    assert (flows.sum(axis=1) <= people + 1e-6).all()
    assert (flows.sum(axis=0) <= capacity + 1e-6).all()
    assert got.served == pytest.approx(flows.sum(axis=1))
    assert got.load == pytest.approx(flows.sum(axis=0))
    assert got.served + got.overflow == pytest.approx(np.where(near.any(axis=1), people, 0))
    assert got.people_within_reach == pytest.approx(people[near.any(axis=1)].sum())
    assert got.people_served == pytest.approx(most_served(allowed, people, capacity))
    if assignment == "system":
        travel = float((flows[near] * table[near]).sum())
        least = least_travel(table, people, capacity, most_served(allowed, people, capacity))
        assert travel == pytest.approx(least, abs=1e-3)


@settings(max_examples=40)
@given(problem=sitings(capacitated=True), data=st.data())
def test_relabelling_changes_no_sum_and_more_room_never_serves_fewer(
    problem: Siting, data: st.DataObject
) -> None:
    (costs, capacity), people = all_sites(problem), problem.people
    rows = np.array(data.draw(st.permutations(range(len(people)))))
    columns = np.array(data.draw(st.permutations(range(len(capacity)))))
    for assignment in ("system", "closest"):
        got = assign_people(costs, people, capacity, limit=LIMIT, assignment=assignment)
        other = csc_array(csc_array(costs[rows])[:, columns])
        again = assign_people(
            other, people[rows], capacity[columns], limit=LIMIT, assignment=assignment
        )
        assert again.people_served == pytest.approx(got.people_served)
        more = assign_people(costs, people, capacity + 2, limit=LIMIT, assignment=assignment)
        assert more.people_served >= got.people_served - 1e-6
        enough = assign_people(costs, people, capacity + np.inf, limit=LIMIT, assignment=assignment)
        assert enough.people_served == pytest.approx(got.people_within_reach)
        assert enough.solver == "none needed after exact reduction" or assignment == "closest"


def test_one_more_served_outweighs_the_detours_of_all_others() -> None:
    # Only if everybody moves on to the far site does the last cell find room.
    costs = sparse([[1, 1800, 0, 0], [0, 1, 1800, 0], [0, 0, 1, 1800], [1, 0, 0, 0]])
    got = assign_people(costs, np.ones(4), np.ones(4), limit=LIMIT)
    assert got.people_served == pytest.approx(4)
    assert got.load == pytest.approx([1, 1, 1, 1])


def test_the_surplus_of_an_overfull_site_is_shared_in_proportion_to_people() -> None:
    costs = sparse([[60], [120], [2000]])
    got = assign_people(
        costs, np.array([30.0, 10, 5]), np.array([20.0]), limit=LIMIT, assignment="closest"
    )
    assert got.served == pytest.approx([15, 5, 0])
    assert got.overflow == pytest.approx([15, 5, 0])
    assert got.people_within_reach == 40


def test_nobody_passes_the_nearest_site_though_another_has_room() -> None:
    costs = sparse([[60, 120]])
    people, capacity = np.array([10.0]), np.array([0, np.inf])
    nearest = assign_people(costs, people, capacity, limit=LIMIT, assignment="closest")
    best = assign_people(costs, people, capacity, limit=LIMIT)
    assert (nearest.people_served, best.people_served) == (0, 10)


@pytest.mark.parametrize("assignment", ["system", "closest"])
def test_without_sites_or_people_nobody_is_served(assignment: AssignmentRule) -> None:
    nothing = csc_array((2, 0), dtype=np.float32)
    got = assign_people(nothing, np.ones(2), np.empty(0), limit=LIMIT, assignment=assignment)
    assert (got.people_served, got.people_within_reach, got.status) == (0, 0, "optimal")
    empty = assign_people(
        sparse([[1.0]]), np.zeros(1), np.ones(1), limit=LIMIT, assignment=assignment
    )
    assert (empty.people_served, empty.overflow.sum()) == (0, 0)
