"""The p-median problem: the least average cost from people to their nearest site."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
from scipy.sparse import csc_array

from ...common.arrays import Bools, Floats, Ints, mask_of
from ..core.effort import Deadline, Effort
from ..core.linear_model import Sense
from ..core.problem import Siting
from ..core.result import Answer, SearchResult, Sizes, infeasible
from ..core.watched import interruptible
from ..median.problem import MedianProblem, median_problem, narrowed
from ..median.solve import choose_median
from ..set_covering.nearest_costs import NearestCosts, nearest_costs
from ..set_covering.within_limit import first_choice

_TOLERANCE: Final = 1e-6
"""Relative optimality gap that counts as 0."""


@dataclass(frozen=True, kw_only=True)
class PMedian:
    """Minimise the average travel time (or distance) to the nearest site over all people: p-median.

    The cost of a person is the one to the nearest open or existing site [1]_ [2]_, however far it is: the
    limit cuts off nothing. Cells without a way to any site are left out of the average, and a note counts them;
    every other cell must have a way to an open site, else the scenario is infeasible.

    Parameters
    ----------
    within_limit
        Whether each cell with people that some site can serve within the limit must be served.

    See Also
    --------
    PCenter : The least longest travel time.
    MaximalCovering : The most people within a limit.

    References
    ----------
    .. [1] Hakimi, S. L. (1964). Optimum locations of switching centers and the absolute centers and medians of
       a graph. Operations Research 12, 450-459.
    .. [2] ReVelle, C. and Swain, R. (1970). Central facilities location. Geographical Analysis 2, 30-42.

    Examples
    --------
    A street of 5 km with a clinic at its west end and three candidates:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()

    >>> plan = hh.solve(hh.Scenario(times, max_new=1, objective=hh.PMedian()))
    >>> plan.opened, plan.certificate.objective_value / 60
    (('east',), 11.7)
    """

    within_limit: bool = False

    kind: ClassVar[str] = "p_median"
    sense: ClassVar[Sense] = "minimise"
    measure: ClassVar[str] = "average"
    costs_up_to: ClassVar[float | None] = math.inf

    @interruptible
    def answer(self, siting: Siting, effort: Effort) -> Answer:
        """Return the candidates to open, with a proven lower bound."""
        deadline = Deadline.of(effort)
        effort.enter("feasible start")
        costs = nearest_costs(siting)
        first = first_choice(siting, costs, effort, within_limit=self.within_limit)
        people = float(costs.people.sum())
        sizes = Sizes(cells=len(costs.cells), candidates=len(siting.opening_cost), groups=0, kept=0)
        if first.status == "infeasible":
            return infeasible(
                siting,
                first.conflicts,
                self.sense,
                seconds=deadline.spent_s,
                solver="set covering",
            )
        if first.chosen is None:
            # No cost is less than with all candidates open.
            least = self.value(siting, np.arange(len(siting.opening_cost)))
            return Answer(
                status=first.status,
                opened=np.empty(0, dtype=np.int64),
                objective_value=np.nan,
                bound=least,
                sizes=sizes,
                seconds=deadline.spent_s,
                solver="set covering",
            )
        effort.enter("savings")
        base = costs.worst_case()
        opened, bound, choice, rounding = self._choose(
            siting, costs, base, first.chosen, effort.until(deadline)
        )
        objective = _average(costs, opened)
        while choice.status == "optimal" and 0 < _TOLERANCE * objective * people < rounding:
            # Rounding of large savings hides small costs. No cell of a better plan costs more than all of this
            # one, so savings are counted from there.
            closer = np.minimum(base, objective * people / costs.people)
            if costs.people @ closer > 0.5 * (costs.people @ base):
                break
            base = closer
            start = mask_of(opened, len(siting.opening_cost))
            other, least, choice, rounding = self._choose(
                siting, costs, base, start, effort.until(deadline)
            )
            bound = max(bound, least)
            if _average(costs, other) < objective:
                opened, objective = other, _average(costs, other)
        bound = min(bound, objective)
        proven = choice.status == "optimal" or objective - bound <= _TOLERANCE * objective
        return Answer(
            status="optimal" if proven else choice.status,
            opened=opened,
            objective_value=objective,
            bound=objective if proven else bound,
            sizes=dataclasses.replace(sizes, groups=choice.groups, kept=choice.kept),
            seconds=deadline.spent_s,
            solver=choice.solver,
        )

    def value(self, siting: Siting, opened: Ints) -> float:
        """Return the average cost to the nearest site over all people."""
        return _average(nearest_costs(siting), opened)

    def _choose(
        self, siting: Siting, costs: NearestCosts, base: Floats, start: Bools, effort: Effort
    ) -> tuple[Ints, float, SearchResult, float]:
        """Return the best sites by savings against `base`, with a lower bound of the average.

        The last value is how much of the total cost rounding may hide.
        """
        whole, bonuses = self._savings(siting, costs, base)
        rest, base_savings = narrowed(
            whole, opened=siting.must_open, shut=np.zeros_like(siting.must_open)
        )
        most, people = float(costs.people @ base), float(costs.people.sum())
        # A lower bound of the total cost, to which the tolerance is relative.
        least = float(costs.people @ costs.of(np.arange(len(siting.opening_cost))))
        rounding = 1e-12 * (most + bonuses)
        choice = choose_median(
            rest,
            start[rest.number],
            tolerance=0.5 * _TOLERANCE * least + rounding,
            effort=effort,
        )
        opened = np.union1d(np.flatnonzero(siting.must_open), rest.number[choice.chosen])
        if not len(opened) and costs.cut_off.any():
            # No choice saves anything against the worst case, but one site must be open.
            opened = np.flatnonzero(start)
        # No cost is less than with all candidates open.
        bound = max(most + bonuses - float(base_savings.sum()) - choice.bound, least)
        bound = bound / people if people else 0.0
        return _useful(siting, costs, opened), bound, choice, rounding

    def _savings(
        self, siting: Siting, costs: NearestCosts, base: Floats
    ) -> tuple[MedianProblem, float]:
        """Return the savings against `base` by cell and candidate, and the sum of bonuses for demands.

        Demands are that a cell has a way, or is served within the limit.
        """
        pairs = costs.costs
        cell = pairs.indices
        saving = costs.people[cell] * np.maximum(base[cell] - pairs.data, 0.0)
        served: Bools = costs.demanded & self.within_limit
        demanded = served | costs.choosy()
        fulfils = demanded[cell] & (costs.near | ~served[cell])
        # A bonus of twice the largest saving of one site outweighs any exchange of one site.
        most = np.add.reduceat(np.append(saving, 0.0), pairs.indptr[:-1]).max(initial=0.0)
        bonus = 2.0 * max(float(most), 1.0)
        saving = saving + np.where(fulfils, bonus, 0.0)
        kept = saving > 0
        problem = median_problem(
            csc_array(
                (
                    saving[kept],
                    cell[kept],
                    np.concatenate([[0], np.cumsum(kept)])[pairs.indptr],
                ),
                shape=pairs.shape,
            ),
            demanded=demanded,
            enough=0.75 * bonus,
            opening_cost=siting.opening_cost,
            max_new=len(siting.opening_cost) if siting.max_new is None else siting.max_new,
            budget=np.inf if siting.budget is None else siting.budget,
        )
        return problem, bonus * float(demanded.sum())


def _average(costs: NearestCosts, opened: Ints) -> float:
    people = float(costs.people.sum())
    return float(costs.people @ costs.of(opened)) / people if people else 0.0


def _useful(siting: Siting, costs: NearestCosts, opened: Ints) -> Ints:
    """Close sites, the last first, without which no cost rises and no cell is lost."""
    least, pairs = costs.of(opened), costs.costs
    parts = [slice(pairs.indptr[j], pairs.indptr[j + 1]) for j in opened]
    # By cell how many sites have its least cost, and how many serve it; today's site has no number.
    nearest = (costs.today == least).astype(np.int64)
    serving = np.zeros(len(costs.cells), dtype=np.int64)
    best = [pairs.indices[part][pairs.data[part] == least[pairs.indices[part]]] for part in parts]
    near = [pairs.indices[part][costs.near[part]] for part in parts]
    for cells, served in zip(best, near, strict=True):
        nearest[cells] += 1
        serving[served] += 1
    kept = np.ones(len(opened), dtype=bool)
    for k in range(len(opened))[::-1]:
        needed = (nearest[best[k]] == 1).any() or (serving[near[k]] == 1).any()
        if siting.must_open[opened[k]] or needed:
            continue
        kept[k] = False
        nearest[best[k]] -= 1
        serving[near[k]] -= 1
    return opened[kept]
