"""Branch and bound over candidates with the Lagrangian bound, best bound first (Christofides and Beasley 1982).

For p-median problems whose linear relaxation has a gap: there a model for a general solver is large, whereas
the bound of a node with one more candidate fixed takes a hundred passes over the remaining pairs.
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
    """A node: `always` is fixed open, `never` fixed closed; ordered by upper bound, the largest first.

    `multiplier` is by row of the whole problem, `foremost` the candidate to branch on.
    """

    minus_bound: float
    age: int
    always: Bools = field(compare=False)
    never: Bools = field(compare=False)
    multiplier: Multipliers = field(compare=False)
    foremost: int = field(compare=False)


@dataclass(eq=False)
class Search:
    """The open nodes and the incumbent of a best-bound search.

    Parameters
    ----------
    problem
        The whole problem.
    opened, saved
        The incumbent, which fulfils all demands, and its total saving.
    tolerance
        Absolute optimality tolerance: solutions that save no more than this above `saved` are pruned.
    params
        Parameters of the search.
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
        """Proven upper bound on the saving; infinite until the whole problem has been bounded."""
        if not self._bounded:
            return np.inf
        open_parts = -self._nodes[0].minus_bound if self._nodes else -np.inf
        return max(open_parts, self.saved + self.tolerance)

    @property
    def settled(self) -> bool:
        """Whether the incumbent is proven optimal within the tolerance."""
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
        """Bound a node, and add it to the open nodes unless it is pruned; return its reduced problem.

        `at_most` is a known upper bound of the node, and `multiplier` is by row of the whole problem.
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
            # All candidates are fixed: at most one solution of this node can be better.
            self._take(always, rest.number[said.always])
        elif bound > self.saved + self.tolerance:
            always, never = always.copy(), never.copy()
            always[rest.number[said.always]] = True
            never[rest.number[said.never]] = True
            # Any multipliers give a valid bound: single precision saves memory, as there are many nodes.
            whole = multiplier.astype(np.float32)
            whole[rest.row_number] = said.multiplier + had[rest.row_number]
            self._age += 1
            part = Node(-bound, self._age, always, never, whole, int(rest.number[said.foremost]))
            heapq.heappush(self._nodes, part)
        self._bounded = True
        return rest

    def foremost(self) -> Node:
        """Return the open node with the largest upper bound."""
        return self._nodes[0]

    def run(self, *, deadline: Deadline, report: Callable[[float, float], None]) -> None:
        """Branch on the node with the largest upper bound, until none is open or the time is over."""
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
            # The node is removed after its children are added, so that an interrupt loses no node.
            self._nodes.remove(part)
            heapq.heapify(self._nodes)
            if deadline.spent_s > reported_s + 1.0:
                reported_s = deadline.spent_s
                report(self.saved, self.bound)

    def _halves(self, part: Node) -> Iterator[tuple[Bools, Bools]]:
        """Yield the node's children: its branching candidate fixed open, if feasible, and fixed closed."""
        always, never = part.always.copy(), part.never.copy()
        always[part.foremost] = never[part.foremost] = True
        if self._allowed(always):
            yield always, part.never
        yield part.always, never

    def _take(self, always: Bools, more: Ints) -> None:
        """Update the incumbent with a solution if it is feasible and better."""
        opened = always.copy()
        opened[more] = True
        total = float(self.problem.had(opened).sum())
        if total > self.saved and self._allowed(opened) and self.problem.fulfils(opened):
            self.opened, self.saved = opened, total

    def _allowed(self, opened: Bools) -> bool:
        """Return whether number and budget are kept, with a slack for rounding."""
        slack = 1e-9 * max(1.0, self.problem.budget)
        opening_cost = float(self.problem.opening_cost[opened].sum())
        return bool(
            opened.sum() <= self.problem.max_new and opening_cost <= self.problem.budget + slack
        )
