"""The p-center problem: the least longest cost from any cell to its nearest site."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ...common.arrays import Floats, Ints
from ...common.errors import SolverError
from ..core.effort import Deadline, Effort
from ..core.linear_model import Sense
from ..core.problem import Siting
from ..core.result import Answer, SearchResult, Sizes, Status, infeasible, stopped_by
from ..core.watched import interruptible
from ..set_covering.nearest_costs import NearestCosts, nearest_costs
from ..set_covering.within_limit import cover_within, first_choice


@dataclass(frozen=True, kw_only=True)
class PCenter:
    """Minimise the longest travel time (or distance) of any cell to its nearest site: p-center.

    Cells with people count [1]_. Solved by binary search over the sorted distinct costs, with a set covering
    problem for each [2]_ [3]_. A cost counts however large it is: the limit cuts off nothing. Cells without a
    way to any site are left out, and a note counts them; every other cell must have a way to an open site, else
    the scenario is infeasible.

    Parameters
    ----------
    within_limit
        Whether each cell with people that some site can serve within the limit must be served.

    See Also
    --------
    PMedian : The least average travel time.
    SetCovering : The fewest sites that serve everybody within the limit.

    References
    ----------
    .. [1] Hakimi, S. L. (1964). Optimum locations of switching centers and the absolute centers and medians of
       a graph. Operations Research 12, 450-459.
    .. [2] Minieka, E. (1970). The m-center problem. SIAM Review 12, 138-139.
    .. [3] Elloumi, S., Labbé, M. and Pochet, Y. (2004). A new formulation and resolution method for the
       p-center problem. INFORMS Journal on Computing 16, 84-94.

    Examples
    --------
    A street of 5 km with a clinic at its west end and three candidates:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()

    >>> plan = hh.solve(hh.Scenario(times, max_new=1, objective=hh.PCenter()))
    >>> plan.opened, plan.certificate.objective_value / 60
    (('east',), 24.0)
    """

    within_limit: bool = False

    kind: ClassVar[str] = "p_center"
    sense: ClassVar[Sense] = "minimise"
    measure: ClassVar[str] = "worst"
    costs_up_to: ClassVar[float | None] = math.inf

    @interruptible
    def answer(self, siting: Siting, effort: Effort) -> Answer:
        """Return the candidates to open, with a proven lower bound."""
        deadline = Deadline.of(effort)
        effort.enter("feasible start")
        costs = nearest_costs(siting)
        first = first_choice(siting, costs, effort, within_limit=self.within_limit)
        if first.status == "infeasible":
            return infeasible(
                siting,
                first.conflicts,
                self.sense,
                seconds=deadline.spent_s,
                solver="set covering",
            )
        radii = _radii(siting, costs)
        opened, groups, kept, solver = _numbers(first), 0, 0, "set covering, greedy"
        status: Status = first.status
        effort.enter("binary search")
        low, high = 0, len(radii) - 1
        if opened is not None:
            high = int(np.searchsorted(radii, costs.of(opened).max(initial=0.0)))
        try:
            while opened is not None and low < high:
                middle = (low + high) // 2
                left = effort.until(deadline)
                cover = self._cover(siting, costs, radii[middle], left)
                groups, kept = max(groups, cover.groups), max(kept, cover.kept)
                solver = f"set covering, {cover.solver}" if cover.groups else solver
                if cover.chosen is not None:
                    opened = np.flatnonzero(cover.chosen)
                    high = int(np.searchsorted(radii, costs.of(opened).max(initial=0.0)))
                    if high > middle:
                        raise SolverError(
                            f"sites that serve all within {radii[middle]:,.3f} are {radii[high]:,.3f} away at "
                            "worst; no plan was made. Please report this."
                        )
                elif cover.status == "infeasible":
                    low = middle + 1
                else:
                    status = cover.status
                    break
                effort.report(f"worst {radii[high]:,.0f}, at least {radii[low]:,.0f}")
        except (KeyboardInterrupt, MemoryError) as ended:
            status = stopped_by(ended)
        return Answer(
            status=status,
            opened=np.empty(0, dtype=np.int64) if opened is None else opened,
            objective_value=self.value(siting, opened) if opened is not None else np.nan,
            bound=float(radii[low]),
            sizes=Sizes(
                cells=len(costs.cells),
                candidates=len(siting.opening_cost),
                groups=groups,
                kept=kept,
            ),
            seconds=deadline.spent_s,
            solver=solver,
        )

    def value(self, siting: Siting, opened: Ints) -> float:
        """Return the largest cost to the nearest site over the cells with people."""
        return float(nearest_costs(siting).of(opened).max(initial=0.0))

    def _cover(
        self, siting: Siting, costs: NearestCosts, radius: float, effort: Effort
    ) -> SearchResult:
        """Find sites with which no cell's cost is above the radius: set covering."""
        by_cell = np.full(len(costs.cells), radius)
        asked = costs.today > radius
        if self.within_limit:
            by_cell[costs.demanded] = min(radius, float(np.float32(siting.limit)))
            asked |= costs.demanded
        return cover_within(siting, costs, by_cell, asked, effort)


def _numbers(found: SearchResult) -> Ints | None:
    return None if found.chosen is None else np.flatnonzero(found.chosen)


def _radii(siting: Siting, costs: NearestCosts) -> Floats:
    """Return the possible values of the objective, ascending, from that with all candidates open."""
    if not len(costs.cells):
        return np.zeros(1)
    least = costs.of(np.arange(len(siting.opening_cost))).max()
    values: Floats = np.unique(np.concatenate([costs.today, costs.costs.data]))
    possible: Floats = values[(values >= least) & np.isfinite(values)]
    return possible
