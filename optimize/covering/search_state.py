"""Where the search for the choice that covers most stands, and what it was set up with."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from ..core.budget import knapsack_of
from ..core.control import SolveControl
from ..core.covering_problem import Subproblem, worth_by_candidate
from ..core.effort import Deadline, Effort
from ..core.result import Status
from .lagrangian_bound import DualState, most_worth
from .params import COVERING_DEFAULTS, CoveringParams

OWN_PROOF: Final = "Lagrangian bound and exact reduction (Halfhour)"


@dataclass(frozen=True, kw_only=True, eq=False)
class SearchSetup:
    """What does not change while a search goes on.

    Parameters
    ----------
    deadline
        When it began, and when it ends: not the time limit of `effort`.
    effort
        On how many threads, and who hears of it.
    control
        For a search within a larger one, which may end it, and searches for better choices itself.
    wanted
        It ends with a choice that serves so many people, or a bound below that; None for the best choice.
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
        """How many threads there are."""
        return self.effort.threads or os.cpu_count() or 1

    @property
    def most_searches(self) -> int:
        """How often better choices are searched for, first quickly and then thoroughly."""
        if self.control is not None:
            return 0
        # Where there is no time limit the solver follows the first search: it will prove the answer at last.
        return 1 if self.deadline.limit_s is None else 2

    @property
    def ended(self) -> Status | None:
        """Why no more may be done, if so."""
        if self.control is not None and self.control.stopped():
            return "stopped by user"
        return "stopped by time" if self.deadline.over else None


@dataclass(frozen=True, kw_only=True, eq=False)
class SearchState:
    """Where a search stands, beside its incumbent: each step returns a new one.

    Parameters
    ----------
    part
        What is still to be chosen.
    dual
        Where the search for the bound of `part` stands.
    bound
        Proven: nobody serves more people.
    status
        Why the search ended; ``"optimal"`` as long as it goes on.
    solver
        Who proved the bound.
    groups, kept
        Groups and candidates that the last method was left with.
    slow
        Rounds in a row that brought the bound little nearer, and fixed few candidates.
    searches
        How often better choices were searched for.
    first_dual
        The dual state before anything was fixed; None if no bound was computed.
    shadow_prices
        What one more site, or one more unit of money, can add to the bound then.
    """

    part: Subproblem
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
    def of(cls, part: Subproblem, dual: DualState) -> SearchState:
        """Begin with a problem, with multipliers that may come from one with another budget."""
        weight = part.problem.weight
        # Multipliers stay valid, the bound that they gave for another budget does not.
        fresh = dataclasses.replace(
            dual, bound=float(weight.sum()), proof=np.zeros(len(dual.proof))
        )
        return cls(
            part=part,
            dual=fresh,
            bound=part.base + float(weight.sum()),
            groups=len(weight),
            kept=len(part.problem.candidates),
        )

    def with_sizes(self) -> SearchState:
        """Return the same, for a method that is handed what is left of the problem."""
        problem = self.part.problem
        return dataclasses.replace(self, groups=len(problem.weight), kept=len(problem.candidates))

    def proven(self, people: float) -> SearchState:
        """Return the same once it is known that no choice serves more than so many."""
        return dataclasses.replace(self, bound=people)


def shadow_prices(part: Subproblem, dual: DualState) -> dict[str, float]:
    """Return what one more site, or one more unit of money, can add to the bound."""
    ratio = most_worth(worth_by_candidate(part.problem, dual.proof), knapsack_of(part.budget))[1]
    number = np.isinf(part.budget.money) or part.budget.uniform
    return {"one more site" if number else "one more unit of money": ratio}
