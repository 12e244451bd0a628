"""The assignment of people to places against minimum-cost flow in networkx."""

import networkx as nx
import numpy as np
import pytest
from halfhour.optimize.capacity.transport import assign_people
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 5))
def test_most_people_with_least_travel(seed: int, cells: int, sites: int) -> None:
    random = np.random.default_rng(seed)
    cost = random.integers(1, 40, (cells, sites)) * 60.0
    near = random.random((cells, sites)) < 0.7
    people = random.integers(0, 30, cells)
    capacity = random.integers(0, 40, sites)
    got = assign_people(
        csc_array(np.where(near, cost, 0.0).astype(np.float32)),
        people.astype(float),
        capacity.astype(float),
        limit=1800.0,
    )
    graph = nx.DiGraph()
    graph.add_node("from")
    graph.add_node("to")
    for i in range(cells):
        graph.add_edge("from", ("cell", i), capacity=int(people[i]), weight=0)
    for j in range(sites):
        graph.add_edge(("site", j), "to", capacity=int(capacity[j]), weight=0)
    for i, j in zip(*np.nonzero(near & (cost <= 1800)), strict=True):
        graph.add_edge(("cell", i), ("site", j), weight=int(cost[i, j]))
    flow = nx.max_flow_min_cost(graph, "from", "to")
    served = sum(flow["from"].values())
    assert got.people_served == pytest.approx(served, abs=1e-6)
    travel = float((got.flows.toarray() * cost).sum())
    assert travel == pytest.approx(nx.cost_of_flow(graph, flow), abs=1e-3)
    assert got.load == pytest.approx(got.flows.toarray().sum(axis=0))
    assert (got.load <= capacity + 1e-6).all()
