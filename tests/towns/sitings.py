"""Small made siting problems, and every choice of sites there is: the oracle of all questions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from halfhour.optimize.core.problem import Siting
from hypothesis import strategies as st
from scipy.sparse import csc_array


def siting(
    costs: np.ndarray,
    people: np.ndarray,
    *,
    existing: np.ndarray | None = None,
    limit: float = 1800.0,
    opening_cost: np.ndarray | None = None,
    must_open: np.ndarray | None = None,
    capacity: np.ndarray | None = None,
    existing_capacity: np.ndarray | None = None,
    max_new: int | None = None,
    budget: float | None = None,
    unit: np.ndarray | None = None,
) -> Siting:
    """A siting problem from dense costs, (cells, candidates) and (cells, existing); infinite is absent."""
    cells, candidates = costs.shape
    standing = np.empty((cells, 0)) if existing is None else existing
    today = standing.min(axis=1, initial=np.inf)
    unit = np.full(cells, -1) if unit is None else unit
    return Siting(
        costs=_sparse(costs),
        existing_costs=_sparse(standing),
        today=today,
        served_today=today <= limit,
        limit=limit,
        people=np.asarray(people, dtype=float),
        opening_cost=np.ones(candidates) if opening_cost is None else opening_cost,
        must_open=np.zeros(candidates, dtype=bool) if must_open is None else must_open,
        capacity=np.full(candidates, np.inf) if capacity is None else capacity,
        existing_capacity=np.full(standing.shape[1], np.inf)
        if existing_capacity is None
        else existing_capacity,
        max_new=max_new,
        budget=budget,
        unit=unit,
        unit_names=tuple(f"unit{u}" for u in range(unit.max(initial=-1) + 1)),
        candidate_names=tuple(f"c{j}" for j in range(candidates)),
    )


def _sparse(costs: np.ndarray) -> csc_array:
    column, row = np.nonzero(np.isfinite(costs.T))
    indptr = np.searchsorted(column, np.arange(costs.shape[1] + 1))
    return csc_array(
        (costs[row, column].astype(np.float32), row.astype(np.int32), indptr), shape=costs.shape
    )


@st.composite
def sitings(
    draw: st.DrawFn,
    *,
    cells: int = 9,
    candidates: int = 6,
    priced: bool = True,
    capacitated: bool = False,
    units: int = 3,
) -> Siting:
    """Small problems with ties, equal candidates, empty cells, candidates that reach nobody."""
    n, m = draw(st.integers(1, cells)), draw(st.integers(1, candidates))
    cost = st.sampled_from([0.0, 600.0, 1200.0, 1800.0, 2400.0, np.inf, np.inf])
    table = np.array(draw(st.lists(cost, min_size=n * m, max_size=n * m))).reshape(n, m)
    standing = draw(st.integers(0, 2))
    existing = np.array(
        draw(
            st.lists(
                st.sampled_from([900.0, 2000.0, np.inf, np.inf, np.inf]),
                min_size=n * standing,
                max_size=n * standing,
            )
        )
    ).reshape(n, standing)
    whole = st.integers(0, 9).map(float)
    opening_costs = st.integers(1, 4).map(float) if priced else st.just(1.0)
    capacities = st.integers(0, 15).map(float) if capacitated else st.just(np.inf)
    must = (
        draw(st.lists(st.booleans(), min_size=m, max_size=m))
        if draw(st.integers(0, 3)) == 0
        else [False] * m
    )
    return siting(
        table,
        np.array(draw(st.lists(whole, min_size=n, max_size=n))),
        existing=existing,
        opening_cost=np.array(draw(st.lists(opening_costs, min_size=m, max_size=m))),
        must_open=np.array(must),
        capacity=np.array(draw(st.lists(capacities, min_size=m, max_size=m))),
        existing_capacity=np.array(
            draw(st.lists(capacities, min_size=standing, max_size=standing))
        ),
        max_new=draw(st.none() | st.integers(0, m + 1)),
        budget=draw(st.none() | st.integers(0, 10).map(float)) if priced else None,
        unit=np.array(draw(st.lists(st.integers(-1, units - 1), min_size=n, max_size=n))),
    )


def choices(problem: Siting) -> Iterator[np.ndarray]:
    """Every set of candidates that the budget, the number and `must_open` allow."""
    m = len(problem.opening_cost)
    for size in range(m + 1):
        for chosen in combinations(range(m), size):
            columns = np.array(chosen, dtype=np.int64)
            if problem.max_new is not None and size > problem.max_new:
                continue
            if problem.budget is not None and problem.opening_cost[columns].sum() > problem.budget:
                continue
            if set(np.flatnonzero(problem.must_open)) <= set(chosen):
                yield columns


def least_costs(problem: Siting, opened: np.ndarray) -> np.ndarray:
    """By cell the cost of the nearest site, existing or opened; infinite where none was computed."""
    dense = np.full(problem.costs.shape, np.inf)
    coo = problem.costs.tocoo()
    dense[coo.row, coo.col] = coo.data
    return np.minimum(problem.today, dense[:, opened].min(axis=1, initial=np.inf))


def with_a_way(problem: Siting) -> np.ndarray:
    """Cells with people that have a way to an existing site or a candidate: averages are over these."""
    every = np.arange(len(problem.opening_cost))
    return (problem.people > 0) & np.isfinite(least_costs(problem, every))


def people_served(problem: Siting, opened: np.ndarray) -> float:
    """People within the limit of an existing or an opened site."""
    return float(problem.people[least_costs(problem, opened) <= problem.limit].sum())
