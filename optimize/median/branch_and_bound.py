"""Branch and bound over candidates with the Lagrangian bound, best bound first (Christofides and Beasley 1982).

For p-median problems whose linear relaxation leaves a gap: there a model for a general solver is large, and the
bound of a part with one candidate decided takes a hundred sweeps over what is left of the pairs.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ...common.arrays import Bools, Ints
from ..core.effort import NO_DEADLINE, Deadline
from .lagrangian_bound import median_bound
from .params import MEDIAN_DEFAULTS, MedianParams
from .problem import MedianProblem, narrowed

Multipliers = npt.NDArray[np.floating]


@dataclass(frozen=True, order=True)
class Node:
    """Those choices that open all of `always` and none of `never`; ordered by what they could save, most first.

    `multiplier` is by row of the whole problem, `foremost` the candidate to decide next.
    """

    minus_bound: float
    age: int
    always: Bools = field(compare=False)
    never: Bools = field(compare=False)
    multiplier: Multipliers = field(compare=False)
    foremost: int = field(compare=False)


@dataclass(eq=False)
class Search:
    """The parts not settled yet, and the best choice found.

    Parameters
    ----------
    problem
        The whole problem.
    opened, saved
        The best choice known and what it saves; fulfils all demands.
    tolerance
        Choices that save no more than this above `saved` are not looked for.
    params
        Constants of the search.
    """

    problem: MedianProblem
    opened: Bools
    saved: float
    tolerance: float
    params: MedianParams = MEDIAN_DEFAULTS
    _nodes: list[Node] = field(default_factory=list)
    _age: int = 0
    _bounded: bool = False

    @property
    def bound(self) -> float:
        """What no choice can exceed, proven; infinite until the whole problem has been bounded."""
        if not self._bounded:
            return np.inf
        open_parts = -self._nodes[0].minus_bound if self._nodes else -np.inf
        return max(open_parts, self.saved + self.tolerance)

    @property
    def settled(self) -> bool:
        """Whether nothing better than the tolerance is left."""
        return self.bound <= self.saved + self.tolerance

    def examine(
        self,
        always: Bools,
        never: Bools,
        multiplier: Multipliers,
        *,
        at_most: float = np.inf,
        max_steps: int | None = None,
        deadline: Deadline = NO_DEADLINE,
        report: Callable[[float, float], None] = lambda _saved, _bound: None,
    ) -> MedianProblem:
        """Bound a part and keep it if it could hold something better; return the problem it narrows to.

        `at_most` is a bound of the part that is known, and `multiplier` by row of the whole problem.
        """
        rest, had = narrowed(self.problem, opened=always, shut=never)
        outside = float(had.sum())
        said = median_bound(
            rest,
            saved=self.saved - outside,
            multiplier=np.maximum(0.0, (multiplier - had)[rest.row_number]),
            tolerance=self.tolerance,
            max_steps=self.params.part_steps if max_steps is None else max_steps,
            deadline=deadline,
            report=lambda inside, limit: report(outside + inside, outside + limit),
            params=self.params,
        )
        if said.opened is not None:
            self._take(always, rest.number[said.opened])
        bound = min(outside + said.bound, at_most)
        if said.foremost < 0:
            # All is decided: only one choice of this part could be better.
            self._take(always, rest.number[said.always])
        elif bound > self.saved + self.tolerance:
            always, never = always.copy(), never.copy()
            always[rest.number[said.always]] = True
            never[rest.number[said.never]] = True
            # Any multipliers give a bound: half the digits are enough, there are many parts.
            whole = multiplier.astype(np.float32)
            whole[rest.row_number] = said.multiplier + had[rest.row_number]
            self._age += 1
            part = Node(-bound, self._age, always, never, whole, int(rest.number[said.foremost]))
            heapq.heappush(self._nodes, part)
        self._bounded = True
        return rest

    def foremost(self) -> Node:
        """Return the part that could save most."""
        return self._nodes[0]

    def run(self, *, deadline: Deadline, report: Callable[[float, float], None]) -> None:
        """Split the part that could save most, until all are settled or the time is over."""
        reported_s = deadline.spent_s
        while not self.settled and not deadline.over:
            part = self._nodes[0]
            for always, never in self._halves(part):
                self.examine(
                    always,
                    never,
                    part.multiplier,
                    at_most=-part.minus_bound,
                    deadline=deadline,
                )
            # Only now, so that an interrupt loses no part.
            self._nodes.remove(part)
            heapq.heapify(self._nodes)
            if deadline.spent_s > reported_s + 1.0:
                reported_s = deadline.spent_s
                report(self.saved, self.bound)

    def _halves(self, part: Node) -> Iterator[tuple[Bools, Bools]]:
        """Yield the part with its foremost candidate opened, as far as that is allowed, and with it shut."""
        always, never = part.always.copy(), part.never.copy()
        always[part.foremost] = never[part.foremost] = True
        if self._allowed(always):
            yield always, part.never
        yield part.always, never

    def _take(self, always: Bools, more: Ints) -> None:
        """Take over a choice if it is allowed and better."""
        opened = always.copy()
        opened[more] = True
        total = float(self.problem.had(opened).sum())
        if total > self.saved and self._allowed(opened) and self.problem.fulfils(opened):
            self.opened, self.saved = opened, total

    def _allowed(self, opened: Bools) -> bool:
        slack = 1e-9 * max(1.0, self.problem.budget)
        opening_cost = float(self.problem.opening_cost[opened].sum())
        return bool(
            opened.sum() <= self.problem.max_new and opening_cost <= self.problem.budget + slack
        )
