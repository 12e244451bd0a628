"""Small made covering problems, and the most that any choice serves."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.covering_problem import CoveringProblem
from halfhour.optimize.core.incidence import Incidence
from halfhour.optimize.covering.reduction import reduce_covering
from halfhour.optimize.heuristics.local_search import greedy_choice
from hypothesis import assume
from hypothesis import strategies as st
from scipy.sparse import csc_array


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """Who reaches whom, dense, (cells, candidates), and what may be opened."""

    reach: np.ndarray
    people: np.ndarray
    opening_cost: np.ndarray
    must_open: np.ndarray
    max_new: int | None
    budget: float | None

    def free(self) -> Case:
        """The same where nothing must be open."""
        return dataclasses.replace(self, must_open=np.zeros(len(self.opening_cost), dtype=bool))

    def served(self, opened: np.ndarray) -> float:
        return float(self.people @ self.reach[:, opened].any(axis=1))

    def best(self) -> float:
        count = self.reach.shape[1]
        number = count if self.max_new is None else self.max_new
        budget = np.inf if self.budget is None else self.budget
        must = set(np.flatnonzero(self.must_open).tolist())
        return max(
            self.served(np.array(chosen, dtype=int))
            for k in range(min(count, number) + 1)
            for chosen in combinations(range(count), k)
            if must <= set(chosen) and self.opening_cost[list(chosen)].sum() <= budget
        )


@st.composite
def cases(
    draw: st.DrawFn,
    *,
    cells: int = 12,
    candidates: int = 7,
    opening_costs: tuple[float, ...] = (1.0, 2.0, 3.0),
) -> Case:
    """Problems with equal cells, equal candidates, and ones that reach nobody; what must open fits."""
    n, m = draw(st.integers(1, cells)), draw(st.integers(1, candidates))
    row = st.lists(st.booleans(), min_size=m, max_size=m)
    people = st.sampled_from(
        [0.0, 0.5, 1.0, 3.0, 7.25] if draw(st.booleans()) else [0.0, 1.0, 3.0, 7.0]
    )
    opening_cost = np.array(draw(st.lists(st.sampled_from(opening_costs), min_size=m, max_size=m)))
    must = np.array(draw(row)) & (draw(st.integers(0, 3)) == 0)
    return Case(
        reach=np.array(draw(st.lists(row, min_size=n, max_size=n))),
        people=np.array(draw(st.lists(people, min_size=n, max_size=n))),
        opening_cost=opening_cost,
        must_open=must,
        max_new=draw(st.none() | st.integers(int(must.sum()), m + 1)),
        budget=draw(st.none() | st.integers(int(np.ceil(opening_cost[must].sum())), 20).map(float)),
    )


def town_covering(*, cells: int, candidates: int, radius: float, seed: int) -> CoveringProblem:
    """A reduced problem in which each candidate reaches the cells around it, in a square of 1 x 1."""
    rng = np.random.default_rng(seed)
    at, sites = rng.random((cells, 2)), rng.random((candidates, 2))
    reach = np.hypot(*(at[:, None] - sites[None]).transpose(2, 0, 1)) <= radius
    return reduce_covering(csc_array(reach), rng.integers(1, 100, cells).astype(float))


def begun_town(
    *, cells: int, candidates: int, radius: float, seed: int, sites: int
) -> tuple[CoveringProblem, Budget, np.ndarray]:
    """Such a problem, the room for some sites, and a greedy choice to begin with."""
    problem = town_covering(cells=cells, candidates=candidates, radius=radius, seed=seed)
    budget = Budget(opening_cost=np.ones(len(problem.candidates)), max_new=sites, money=np.inf)
    return problem, budget, greedy_choice(problem, budget)


def reduced(case: Case) -> tuple[CoveringProblem, Budget]:
    """The case without what must open, reduced, and what may be opened."""
    problem = reduce_covering(csc_array(case.reach), case.people, opening_cost=case.opening_cost)
    return problem, Budget(
        opening_cost=case.opening_cost[problem.candidates],
        max_new=case.reach.shape[1] if case.max_new is None else case.max_new,
        money=np.inf if case.budget is None else case.budget,
    )


def begun(case: Case) -> tuple[CoveringProblem, Budget, np.ndarray]:
    """The same, and a greedy choice to begin with; cases in which nothing can be opened are left out."""
    problem, budget = reduced(case)
    start = greedy_choice(problem, budget)
    assume(len(start))
    return problem, budget, start


def table(problem: CoveringProblem) -> np.ndarray:
    """Who reaches whom, dense, (groups, candidates)."""
    return matrix_of(problem.groups_of, len(problem.weight)).toarray() > 0


def matrix_of(columns: Incidence, rows: int) -> csc_array:
    """Lists as the columns of a sparse matrix of ones."""
    return csc_array(
        (np.ones(len(columns.indices)), columns.indices, columns.indptr),
        shape=(rows, len(columns.indptr) - 1),
    )
