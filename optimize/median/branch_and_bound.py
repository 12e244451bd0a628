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
    """A node: some candidates fixed open, some fixed closed; ordered by upper bound, the largest first.

    `multiplier` is by row of the whole problem, `foremost` the candidate to branch on.
    """

    minus_bound: float
    age: int
    fixed_open: Bools = field(compare=False)
    fixed_closed: Bools = field(compare=False)
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
        open_bound = -self._nodes[0].minus_bound if self._nodes else -np.inf
        return max(open_bound, self.saved + self.tolerance)

    @property
    def proven(self) -> bool:
        """Whether the incumbent is proven optimal within the tolerance."""
        return self.bound <= self.saved + self.tolerance

    def examine(
        self,
        fixed_open: Bools,
        fixed_closed: Bools,
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
        rest, base_savings = narrowed(self.problem, opened=fixed_open, shut=fixed_closed)
        outside = float(base_savings.sum())
        relaxed = median_bound(
            rest,
            saved=self.saved - outside,
            multiplier=np.maximum(0.0, (multiplier - base_savings)[rest.row_number]),
            tolerance=self.tolerance,
            max_steps=self.params.node_steps if max_steps is None else max_steps,
            deadline=deadline,
            report=lambda inside, limit: report(outside + inside, outside + limit),
            params=self.params,
        )
        if relaxed.opened is not None:
            self._update_incumbent(fixed_open, rest.number[relaxed.opened])
        bound = min(outside + relaxed.bound, at_most)
        if relaxed.foremost < 0:
            # All candidates are fixed: at most one solution of this node can be better.
            self._update_incumbent(fixed_open, rest.number[relaxed.fixed_open])
        elif bound > self.saved + self.tolerance:
            fixed_open, fixed_closed = fixed_open.copy(), fixed_closed.copy()
            fixed_open[rest.number[relaxed.fixed_open]] = True
            fixed_closed[rest.number[relaxed.fixed_closed]] = True
            # Any multipliers give a valid bound: single precision saves memory, as there are many nodes.
            whole = multiplier.astype(np.float32)
            whole[rest.row_number] = relaxed.multiplier + base_savings[rest.row_number]
            self._age += 1
            node = Node(
                -bound,
                self._age,
                fixed_open,
                fixed_closed,
                whole,
                int(rest.number[relaxed.foremost]),
            )
            heapq.heappush(self._nodes, node)
        self._bounded = True
        return rest

    def foremost(self) -> Node:
        """Return the open node with the largest upper bound."""
        return self._nodes[0]

    def run(self, *, deadline: Deadline, report: Callable[[float, float], None]) -> None:
        """Branch on the node with the largest upper bound, until none is open or the time is over."""
        reported_s = deadline.spent_s
        while not self.proven and not deadline.over:
            node = self._nodes[0]
            for fixed_open, fixed_closed in self._children(node):
                self.examine(
                    fixed_open,
                    fixed_closed,
                    node.multiplier,
                    at_most=-node.minus_bound,
                    deadline=deadline,
                )
            # The node is removed after its children are added, so that an interrupt loses no node.
            self._nodes.remove(node)
            heapq.heapify(self._nodes)
            if deadline.spent_s > reported_s + 1.0:
                reported_s = deadline.spent_s
                report(self.saved, self.bound)

    def _children(self, node: Node) -> Iterator[tuple[Bools, Bools]]:
        """Yield the node's children: its branching candidate fixed open, if feasible, and fixed closed."""
        fixed_open, fixed_closed = node.fixed_open.copy(), node.fixed_closed.copy()
        fixed_open[node.foremost] = fixed_closed[node.foremost] = True
        if self._allowed(fixed_open):
            yield fixed_open, node.fixed_closed
        yield node.fixed_open, fixed_closed

    def _update_incumbent(self, fixed_open: Bools, more: Ints) -> None:
        """Update the incumbent with a solution if it is feasible and better."""
        opened = fixed_open.copy()
        opened[more] = True
        total = float(self.problem.best_savings(opened).sum())
        if total > self.saved and self._allowed(opened) and self.problem.fulfils(opened):
            self.opened, self.saved = opened, total

    def _allowed(self, opened: Bools) -> bool:
        """Return whether number and budget are kept, with a slack for rounding."""
        slack = 1e-9 * max(1.0, self.problem.budget)
        opening_cost = float(self.problem.opening_cost[opened].sum())
        return bool(
            opened.sum() <= self.problem.max_new and opening_cost <= self.problem.budget + slack
        )
