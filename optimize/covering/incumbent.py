"""The incumbent: the best feasible solution so far."""

from __future__ import annotations

import numpy as np

from ...common.arrays import Ints
from ..core.covering_problem import Subproblem, people_served
from ..core.tolerances import ROUNDING


class Incumbent:
    """The best feasible solution so far, by the caller's candidates, while fixing reduces the problem."""

    def __init__(self, subproblem: Subproblem, wanted: float | None = None) -> None:
        """Start from the candidates fixed open; a solution that serves `wanted` people is good enough."""
        whole = bool((subproblem.problem.weight == np.rint(subproblem.problem.weight)).all())
        self._step = 1.0 if whole and subproblem.base == round(subproblem.base) else 0.0
        self._wanted = wanted
        self.people = -1.0
        """Its objective: people served, those of the candidates fixed open included."""
        self.opened: Ints = subproblem.opened

    @property
    def goal(self) -> float:
        """Cutoff: the least objective of a better solution; variable fixing may exclude all solutions below.

        While the incumbent serves fewer people than wanted, the cutoff is at least the number wanted.
        """
        better = self.people + self._step * (1 - 1e-6)
        if self._wanted is not None and not self.reaches_target:
            return max(better, self._wanted)
        return max(better, self.people + ROUNDING * max(1.0, self.people))

    @property
    def reaches_target(self) -> bool:
        """Whether it serves the number of people wanted; False if none is set."""
        return self._wanted is not None and self.people >= self._wanted

    def ends_search(self, bound: float) -> bool:
        """Return whether an upper bound of `bound` people ends the search."""
        return bound < self.goal or self.reaches_target

    def keep(self, subproblem: Subproblem, choice: Ints) -> bool:
        """Update the incumbent with a solution of a subproblem, and return whether it is better."""
        people = subproblem.base + people_served(subproblem.problem, choice)
        if people <= self.people:
            return False
        self.people = people
        self.opened = np.concatenate([subproblem.opened, subproblem.problem.candidates[choice]])
        return True

    def own(self, subproblem: Subproblem) -> Ints:
        """Return the incumbent's free candidates in a subproblem, as far as they fit its budget."""
        return subproblem.budget.within(
            np.flatnonzero(np.isin(subproblem.problem.candidates, self.opened))
        )
