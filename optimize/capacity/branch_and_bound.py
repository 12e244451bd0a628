"""Branch and bound over sites with capacities, best bound first, with the Lagrangian bound at each node."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from ...common.arrays import Bools, Floats
from ..core.effort import Deadline
from .interchange import Incumbent, rounded
from .lagrangian_bound import CapacityBound, Steps, Target, capacity_bound
from .params import CAPACITY_DEFAULTS, CapacityParams
from .problem import CapacityProblem, narrowed

Multipliers = npt.NDArray[np.floating]
Report = Callable[[float, float], None]


@dataclass(frozen=True, order=True)
class Node:
    """A node: sites fixed open and fixed closed; ordered by upper bound, the largest first.

    `multiplier` is by row of the whole problem, `foremost` the site to branch on.
    """

    minus_bound: float
    age: int
    fixed_open: Bools = field(compare=False)
    fixed_closed: Bools = field(compare=False)
    multiplier: Multipliers = field(compare=False)
    foremost: int = field(compare=False)


@dataclass(eq=False)
class CapacitySearch:
    """The open nodes and the incumbent of a best-bound search.

    Parameters
    ----------
    problem
        The whole problem.
    incumbent
        The best known solution.
    tolerance
        Relative gap up to which a solution counts as optimal.
    params
        Parameters of the search.
    """

    problem: CapacityProblem
    incumbent: Incumbent
    tolerance: float
    params: CapacityParams = CAPACITY_DEFAULTS
    _nodes: list[Node] = field(default_factory=list)
    _age: int = 0
    _bounded: bool = False

    @property
    def slack(self) -> float:
        """People by which a better solution serves more, at least."""
        return self.tolerance * max(1.0, self.incumbent.served)

    @property
    def bound(self) -> float:
        """Proven upper bound on the people served; infinite until the whole problem has been bounded."""
        if not self._bounded:
            return np.inf
        open_bound = -self._nodes[0].minus_bound if self._nodes else -np.inf
        return max(open_bound, self.incumbent.served + self.slack)

    @property
    def proven(self) -> bool:
        """Whether no better solution exists, within the tolerance."""
        return self.bound <= self.incumbent.served + self.slack

    def foremost(self) -> Node:
        """Return the open node with the largest upper bound."""
        return self._nodes[0]

    def examine(
        self,
        fixed_open: Bools,
        fixed_closed: Bools,
        multiplier: Multipliers,
        *,
        at_most: float = np.inf,
        root: bool = False,
        deadline: Deadline,
        report: Report = lambda _served, _bound: None,
    ) -> None:
        """Bound a node, and add it to the open nodes unless it is pruned."""
        if not self._allowed(fixed_open):
            return
        rest, kept = narrowed(self.problem, opened=fixed_open, closed=fixed_closed)
        by_pair = self.problem.assignment == "closest"

        def heuristic(opening: Floats, bound: float) -> float:
            """Make the average opening feasible, improve it, and return the incumbent's people."""
            self.incumbent.offer(rounded(rest, opening), deadline=deadline, params=self.params)
            report(self.incumbent.served, min(bound, at_most))
            return self.incumbent.served

        # A solution of the average is tried once in a node, at its last steps.
        params = self.params
        relaxed = capacity_bound(
            rest,
            (multiplier[kept] if by_pair else multiplier).astype(np.float64),
            target=Target(self.incumbent.served, self.slack),
            steps=Steps(params.first_steps) if root else Steps(params.node_steps, params.node_step),
            heuristic=heuristic,
            deadline=deadline,
            params=params,
        )
        bound = min(relaxed.bound, at_most)
        self._add(rest, kept, multiplier, relaxed, bound, deadline)
        self._bounded = True

    def run(self, *, deadline: Deadline, report: Report) -> None:
        """Branch on the node with the largest upper bound, until none is open or the time is over."""
        while not self.proven and not deadline.over:
            node = self._nodes[0]
            one = np.zeros(len(node.fixed_open), dtype=bool)
            one[node.foremost] = True
            for opened, closed in (
                (node.fixed_open | one, node.fixed_closed),
                (node.fixed_open, node.fixed_closed | one),
            ):
                self.examine(
                    opened, closed, node.multiplier, at_most=-node.minus_bound, deadline=deadline
                )
            # The node is removed after its children are added, so that an interrupt loses no node.
            self._nodes.remove(node)
            heapq.heapify(self._nodes)
            report(self.incumbent.served, self.bound)

    def _add(
        self,
        rest: CapacityProblem,
        kept: Bools,
        multiplier: Multipliers,
        relaxed: CapacityBound,
        bound: float,
        deadline: Deadline,
    ) -> None:
        """Add a node unless it is pruned; where no site is left free its one solution is offered instead."""
        if bound <= self.incumbent.served + self.slack:
            return
        opened, closed = rest.standing | relaxed.fixed_open, rest.closed | relaxed.fixed_closed
        free = np.flatnonzero(~opened & ~closed)
        if not self._allowed(opened):
            # No better solution keeps the budget: it would have to open all of these.
            return
        if not len(free):
            self.incumbent.offer(opened, deadline=deadline, params=self.params)
            return
        # Any multipliers give a valid bound: single precision saves memory, as there are many nodes.
        whole = relaxed.multiplier.astype(np.float32)
        if self.problem.assignment == "closest":
            whole = multiplier.astype(np.float32)
            whole[kept] = relaxed.multiplier
        self._age += 1
        split = np.minimum(relaxed.opening, 1.0 - relaxed.opening)[free]
        order = np.lexsort((relaxed.value[free], split))
        node = Node(-bound, self._age, opened, closed, whole, int(free[order[-1]]))
        heapq.heappush(self._nodes, node)

    def _allowed(self, opened: Bools) -> bool:
        """Return whether the sites besides standing ones are within the budget."""
        more = np.flatnonzero(opened & ~self.problem.standing)
        return self.problem.budget.fits(more)
