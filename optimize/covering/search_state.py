"""State and setup of the maximal covering search."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from ..core.budget import knapsack_of
from ..core.control import SolveControl
from ..core.covering_problem import Subproblem, value_by_candidate
from ..core.effort import Deadline, Effort
from ..core.result import Status
from .lagrangian_bound import DualState, continuous_knapsack
from .params import COVERING_DEFAULTS, CoveringParams

OWN_PROOF: Final = "Lagrangian bound and exact reduction (Halfhour)"
"""The solver's name where the Lagrangian bound proves the incumbent."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SearchSetup:
    """Settings that are constant during a search.

    Parameters
    ----------
    deadline
        Start and time limit of the search; the time limit of `effort` is not used.
    effort
        Threads and progress report.
    control
        Given where the search solves a subproblem of a heuristic, which may stop it; it then runs no heuristic
        search of its own.
    wanted
        Target: the search ends with a solution of this many people, or a bound below; None to optimise.
    params
        Constants of the search.
    """

    deadline: Deadline
    effort: Effort
    control: SolveControl | None = None
    wanted: float | None = None
    params: CoveringParams = COVERING_DEFAULTS

    @property
    def threads(self) -> int:
        """Maximum number of threads."""
        return self.effort.threads or os.cpu_count() or 1

    @property
    def most_searches(self) -> int:
        """Maximum number of heuristic searches: the first is quick, the second thorough."""
        if self.control is not None:
            return 0
        # Without a time limit the solver follows the first search: it proves optimality in the end.
        return 1 if self.deadline.limit_s is None else 2

    @property
    def ended(self) -> Status | None:
        """The status if the search was stopped or its time is over, else None."""
        if self.control is not None and self.control.stopped():
            return "stopped by user"
        return self.deadline.ended


@dataclass(frozen=True, kw_only=True, eq=False)
class SearchState:
    """State of a search, beside its incumbent: each step returns a new one.

    Parameters
    ----------
    subproblem
        The remaining subproblem.
    dual
        State of the Lagrangian bound of `subproblem`.
    bound
        Proven upper bound on the people served.
    status
        Why the search ended; ``"optimal"`` while it runs.
    solver
        What proved the bound.
    groups, kept
        Groups and candidates of the problem that the last method got.
    slow
        Number of consecutive rounds that closed little of the gap and fixed few candidates.
    searches
        Number of heuristic searches so far.
    first_dual
        Dual state before any variable was fixed; None if no bound was computed.
    shadow_prices
        Increase of the bound for one more site, or one more unit of money, before any variable was fixed.
    """

    subproblem: Subproblem
    dual: DualState
    bound: float
    status: Status = "optimal"
    solver: str = "none needed after exact reduction"
    groups: int
    kept: int
    slow: int = 0
    searches: int = 0
    first_dual: DualState | None = None
    shadow_prices: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, subproblem: Subproblem, dual: DualState) -> SearchState:
        """Return the first state of a problem; its multipliers may come from another budget."""
        weight = subproblem.problem.weight
        # Multipliers are valid for any budget, their bound is not.
        fresh = dataclasses.replace(
            dual, bound=float(weight.sum()), proof=np.zeros(len(dual.proof))
        )
        return cls(
            subproblem=subproblem,
            dual=fresh,
            bound=subproblem.base + float(weight.sum()),
            groups=len(weight),
            kept=len(subproblem.problem.candidates),
        )

    def with_sizes(self) -> SearchState:
        """Return the state with the sizes of the current subproblem, for the method that gets it."""
        problem = self.subproblem.problem
        return dataclasses.replace(self, groups=len(problem.weight), kept=len(problem.candidates))

    def proven(self, people: float) -> SearchState:
        """Return the state with this number of people as its proven upper bound."""
        return dataclasses.replace(self, bound=people)


def shadow_prices(subproblem: Subproblem, dual: DualState) -> dict[str, float]:
    """Return the increase of the bound for one more site, or for one more unit of money."""
    ratio = continuous_knapsack(
        value_by_candidate(subproblem.problem, dual.proof), knapsack_of(subproblem.budget)
    )[1]
    number = np.isinf(subproblem.budget.money) or subproblem.budget.uniform
    return {"one more site" if number else "one more unit of money": ratio}
