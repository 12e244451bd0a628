"""Upper bound on the people served under capacities: Lagrangian relaxation, by the subgradient method.

For any multipliers that are not negative the people who cost least fill each site alone, and the sites of
largest value are opened: a bound with integer sites, as strong as the linear relaxation with ``x_ij <= y_j``
(Pirkul and Schilling 1991; the same relaxation without a limit of reach: Christofides and Beasley 1983).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...common.arrays import Bools, Floats
from ..core.budget import RelaxedOpening, relaxed_opening
from ..core.effort import NO_DEADLINE, Deadline
from .params import CAPACITY_DEFAULTS, CapacityParams
from .problem import CapacityProblem
from .relaxed_rows import turn, write_duals, write_slack
from .site_fillings import write_used, write_values


@dataclass(frozen=True, kw_only=True, eq=False)
class CapacityBound:
    """Result of the Lagrangian relaxation.

    Parameters
    ----------
    bound
        Proven upper bound on the people served.
    multiplier
        Multipliers of the bound: a warm start for a similar problem.
    fixed_open, fixed_closed
        By site whether it is open, and whether closed, in every better solution.
    opening
        By site its running average share of opening: near the solution of the linear relaxation.
    value
        By site its value under the multipliers of the bound.
    served
        The best solution's people, of those that the heuristic found.
    """

    bound: float
    multiplier: Floats
    fixed_open: Bools
    fixed_closed: Bools
    opening: Floats
    value: Floats
    served: float


class Target(NamedTuple):
    """The people served by the best known solution, and by how many a better one serves more, at least."""

    served: float
    tolerance: float


class Steps(NamedTuple):
    """Maximum number of subgradient steps, and the first step size as a share of Polyak's."""

    most: int
    first: float = 1.0


def capacity_bound(
    problem: CapacityProblem,
    multiplier: Floats,
    *,
    target: Target,
    steps: Steps,
    heuristic: Callable[[Floats, float], float] = lambda _opening, _bound: 0.0,
    deadline: Deadline = NO_DEADLINE,
    params: CapacityParams = CAPACITY_DEFAULTS,
) -> CapacityBound:
    """Bound the people served, by Polyak's steps, with reduced-cost fixing of sites.

    Parameters
    ----------
    problem
        The problem.
    multiplier
        First multipliers by row, not negative.
    target
        What a better solution has to exceed.
    steps
        Maximum number of steps, and the first step size as a share of Polyak's.
    heuristic
        Called now and then with the average opening by site, and the bound; returns the people that the best
        known solution serves by then.
    deadline
        When to stop.
    params
        Parameters of the method.
    """
    served, tolerance = target
    subproblem = _Subproblem(problem)
    most = float(problem.people.sum())
    bound, best, best_value = most, multiplier, np.zeros(len(problem.capacity))
    fixed_open, fixed_closed = np.zeros((2, len(problem.capacity)), dtype=bool)
    mean: Floats | None = None
    share, patience, direction = steps.first, 0, np.zeros(problem.rows)
    for step in range(steps.most):
        total, choice = subproblem.solve(multiplier)
        spare = total - served - tolerance
        gain = subproblem.gain
        fixed_closed |= problem.free & (choice.share == 0) & (gain - choice.enter <= -spare)
        fixed_open |= problem.free & (choice.share == 1) & (gain - choice.leave >= spare)
        patience += 1
        if total < bound:
            if total < bound - params.better * (bound - served):
                patience = 0
            bound, best, best_value = total, multiplier, gain.copy()
        opened = np.where(problem.standing, 1.0, choice.share)
        mean = opened if mean is None else mean + params.averaging * (opened - mean)
        if step % params.search_every == params.search_every - 1:
            served = max(served, heuristic(mean, bound))
        if bound <= served + tolerance or deadline.over or share < params.shortest:
            break
        if patience >= params.patience:
            share, patience = share * params.shrink, 0
            multiplier = best
            direction[:] = 0.0
            continue
        length = turn(
            multiplier, subproblem.slack(opened), subproblem.people, params.memory, direction
        )
        if length == 0.0:
            break
        multiplier = np.maximum(
            0.0, multiplier - share * max(total - served, tolerance) / length * direction
        )
    return CapacityBound(
        bound=bound,
        multiplier=best,
        fixed_open=fixed_open,
        fixed_closed=fixed_closed,
        opening=np.zeros(len(problem.capacity)) if mean is None else mean,
        value=best_value,
        served=served,
    )


def closest_multipliers(problem: CapacityProblem, by_cell: Floats) -> Floats:
    """Return multipliers by pair with at least as good a bound as these of the system-optimal rows.

    A cell's multiplier is charged to its nearest site's opening, instead of to those whom that site takes.
    """
    multiplier = np.zeros(problem.pairs)
    some = np.flatnonzero(np.diff(problem.indptr) > 0)
    multiplier[problem.indptr[some]] = by_cell[some]
    return multiplier


class _Subproblem:
    """The relaxed problem, with memory for its pairs that is used again at each step."""

    def __init__(self, problem: CapacityProblem) -> None:
        """Set up the arrays."""
        self._problem, self._active = problem, ~problem.closed
        self.people, self._slack = problem.row_people, np.empty(problem.rows)
        self._dual, self._used = np.empty(problem.pairs), np.empty(problem.pairs)
        self._charge, self._value, self._last = np.empty((3, len(problem.capacity)))
        self.gain = self._value

    def solve(self, multiplier: Floats) -> tuple[float, RelaxedOpening]:
        """Return the bound of multipliers, and the sites that are opened; `gain` is their value by site."""
        problem = self._problem
        write_duals(problem, multiplier, self._dual, self._charge)
        write_values(problem, self._active, self._dual, self._value, self._last)
        self.gain = self._value - self._charge
        choice = relaxed_opening(np.where(problem.free, self.gain, 0.0), problem.budget)
        total = float(self.people @ multiplier) + choice.value
        return total + float(self.gain[problem.standing].sum()), choice

    def slack(self, opened: Floats) -> Floats:
        """Return by row how much it is below 1 at the solution of the relaxed problem."""
        write_used(self._problem, opened, self._dual, self._last, self._used)
        write_slack(self._problem, self._used, opened, self._slack)
        return self._slack
