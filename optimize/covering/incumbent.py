"""The best choice found so far."""

from __future__ import annotations

import numpy as np

from ...common.arrays import Ints
from ..core.covering_problem import Subproblem, people_served
from ..core.tolerances import ROUNDING


class Incumbent:
    """The best choice found so far, by the caller's candidates, while the problem is narrowed."""

    def __init__(self, part: Subproblem, wanted: float | None = None) -> None:
        """Begin with what is open for sure; a choice that serves `wanted` people will do."""
        whole = bool((part.problem.weight == np.rint(part.problem.weight)).all())
        self._step = 1.0 if whole and part.base == round(part.base) else 0.0
        self._wanted = wanted
        self.people = -1.0
        """Whom it serves, with those served by what is open for sure."""
        self.opened: Ints = part.opened

    @property
    def goal(self) -> float:
        """What a better choice must reach at least; fixing may forget all choices below.

        Where people are wanted, and the best choice serves fewer, nothing that serves as many is forgotten.
        """
        better = self.people + self._step * (1 - 1e-6)
        if self._wanted is not None and not self.will_do:
            return max(better, self._wanted)
        return max(better, self.people + ROUNDING * max(1.0, self.people))

    @property
    def will_do(self) -> bool:
        """Whether it serves as many as are wanted, if a number is."""
        return self._wanted is not None and self.people >= self._wanted

    def settles(self, bound: float) -> bool:
        """Tell whether no more needs to be found once nobody serves more than `bound` people."""
        return bound < self.goal or self.will_do

    def keep(self, part: Subproblem, choice: Ints) -> bool:
        """Keep a choice from a part if it is better, and tell whether it is."""
        people = part.base + people_served(part.problem, choice)
        if people <= self.people:
            return False
        self.people = people
        self.opened = np.concatenate([part.opened, part.problem.candidates[choice]])
        return True

    def own(self, part: Subproblem) -> Ints:
        """Return those of it that are left to choose from in a part, and fit."""
        return part.budget.within(np.flatnonzero(np.isin(part.problem.candidates, self.opened)))
