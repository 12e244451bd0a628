"""The capacitated maximal covering problem: most people served by sites of limited capacity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ...common.arrays import Ints, mask_of
from ...common.sentences import Sentence
from ...coverage.assigned_people import AssignmentRule
from ..capacity.greedy import capacity_greedy
from ..capacity.search import choose_sites
from ..capacity.sites import CapacitySites, capacity_sites, open_sites
from ..capacity.transport import NO_SOLVER, most_assigned
from ..core.budget import allowed, budget_left, must_open_conflicts
from ..core.effort import Deadline, Effort
from ..core.linear_model import Sense
from ..core.problem import Siting
from ..core.result import Answer, SearchResult, Sizes, certified, infeasible
from ..core.watched import interruptible

_INSTEAD = Sentence("serve as many as possible (whole: false)")

_SAME = 1e-6
"""Relative tolerance of sums of people."""


@dataclass(frozen=True, kw_only=True)
class CapacitatedCovering:
    """Serve the most people within the limit at sites of limited capacity: capacitated maximal covering.

    Existing sites take part with their capacities [1]_ [2]_. Small problems are solved as a mixed-integer
    program over merged cells, large ones by branch and bound with Lagrangian relaxation.

    Parameters
    ----------
    assignment
        ``"system"`` (system-optimal): people may be assigned to any site within the limit.
        ``"closest"`` (closest assignment [3]_ [4]_): they are assigned to the nearest open site, or are not
        served; a new site may then attract more people than its capacity.
    serve_all
        Whether everybody must be served. If that cannot be, the plan is ``"infeasible"`` and its conflicts say
        why. If none is found within the time limit, the plan opens nothing.

    See Also
    --------
    assign : Assign people to open sites with capacities.
    MaximalCovering : The same without capacities.

    References
    ----------
    .. [1] Current, J. and Storbeck, J. (1988). Capacitated covering models. Environment and Planning B 15,
       153-163.
    .. [2] Pirkul, H. and Schilling, D. (1991). The maximal covering location problem with capacities on total
       workload. Management Science 37, 233-248.
    .. [3] Rojeski, P. and ReVelle, C. (1970). Central facilities location under an investment constraint.
       Geographical Analysis 2, 343-360.
    .. [4] Gerrard, R. A. and Church, R. L. (1996). Closest assignment constraints and location models. Location
       Science 4, 251-270.

    Examples
    --------
    A street of 5 km with a clinic for 100 people and three candidates for 250, 80 and 80:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times(capacity=[100.0, 250.0, 80.0, 80.0])
    >>> scenario = hh.Scenario(times, max_new=1, limit_min=15, objective=hh.CapacitatedCovering())
    >>> plan = hh.solve(scenario)
    >>> plan.opened, plan.certificate.objective_value
    (('mid',), 280.0)

    Without capacities another site would serve the most:

    >>> hh.solve(scenario.replace(objective=hh.MaximalCovering())).opened
    ('east',)
    """

    assignment: AssignmentRule = "system"
    serve_all: bool = False

    kind: ClassVar[str] = "capacitated_covering"
    sense: ClassVar[Sense] = "maximise"
    measure: ClassVar[str] = "people"
    costs_up_to: ClassVar[float | None] = None

    def value(self, siting: Siting, opened: Ints) -> float:
        """Return the people served by the existing and opened sites under their capacities."""
        costs, capacity = open_sites(siting, opened)
        return most_assigned(
            costs, siting.people, capacity, limit=siting.limit, assignment=self.assignment
        )

    @interruptible
    def answer(self, siting: Siting, effort: Effort) -> Answer:
        """Return the candidates to open, with a proven bound."""
        deadline = Deadline.of(effort)
        sites = capacity_sites(siting)
        conflicts = must_open_conflicts(siting) or (
            _shortages(siting, sites) if self.serve_all else ()
        )
        if conflicts:
            return infeasible(
                siting, conflicts, self.sense, seconds=deadline.spent_s, solver=NO_SOLVER
            )
        opened, objective, result = self._search(siting, sites, effort, deadline)
        sizes = Sizes(
            cells=int((siting.people > 0).sum()),
            candidates=len(siting.opening_cost),
            groups=result.groups,
            kept=result.kept,
        )
        most = min(float(siting.people[sites.pairs.degree > 0].sum()), _most_capacity(siting))
        status, bound = certified(result.status, objective, max(min(result.bound, most), objective))
        seconds = deadline.spent_s
        solver = result.solver
        notes: tuple[str, ...] = ()
        if self.serve_all and objective < float(siting.people.sum()) * (1 - _SAME):
            if bound < float(siting.people.sum()) * (1 - _SAME):
                conflicts = _too_few(siting, bound)
                return infeasible(siting, conflicts, self.sense, seconds=seconds, solver=solver)
            notes = (
                Sentence(
                    "no plan was found in time that serves everybody; the best found serves {served:,.0f}",
                    served=objective,
                ),
            )
            opened, objective = opened[:0], float("nan")
        return Answer(
            status=status,
            opened=opened,
            objective_value=objective,
            bound=bound,
            sizes=sizes,
            seconds=seconds,
            solver=solver,
            conflicts=notes,
            figures={"people within reach": _within_reach(siting, sites, opened)},
        )

    def _search(
        self, siting: Siting, sites: CapacitySites, effort: Effort, deadline: Deadline
    ) -> tuple[Ints, float, SearchResult]:
        """Return the best solution, ascending, the people it serves, and the result of the search."""
        must = np.flatnonzero(siting.must_open)
        effort.enter("greedy start")
        opened = capacity_greedy(siting, deadline=deadline)
        served = self.value(siting, opened)
        if self.assignment == "closest" and (least := self.value(siting, must)) > served:
            # Another site may attract more people than it has room for.
            opened, served = must, least
        result = choose_sites(
            siting,
            sites,
            mask_of(opened, len(siting.opening_cost)),
            assignment=self.assignment,
            effort=effort.until(deadline),
        )
        if result.chosen is not None:
            solved = np.flatnonzero(result.chosen)
            # Stopped early, the solver may return a worse solution than its start.
            if not np.array_equal(solved, opened) and (most := self.value(siting, solved)) > served:
                opened, served = solved, most
        return opened, served, result


def _within_reach(siting: Siting, sites: CapacitySites, opened: Ints) -> float:
    """Return the people within the limit of an open site, whatever its capacity."""
    is_open = np.zeros(len(sites.capacity), dtype=bool)
    is_open[: sites.existing] = True
    is_open[sites.existing + opened] = True
    cells = np.unique(sites.pairs.cell[is_open[sites.pairs.site]])
    return float(siting.people[cells].sum())


def _most_capacity(siting: Siting) -> float:
    """Return an upper bound on the capacity: of the standing sites, and the largest candidates allowed."""
    free = ~siting.must_open
    _, at_most, money = budget_left(siting)
    capacity, opening_cost = siting.capacity[free], siting.opening_cost[free]
    largest = np.sort(capacity)[::-1][: int(min(at_most, len(capacity)))].sum()
    # Under the budget: the linear relaxation of the knapsack problem, the last site in part.
    order = np.argsort(-capacity / np.maximum(opening_cost, 1e-12), kind="stable")
    spent = np.cumsum(opening_cost[order]) - opening_cost[order]
    part = np.clip((money - spent) / np.maximum(opening_cost[order], 1e-12), 0.0, 1.0)
    part[opening_cost[order] <= 0] = 1.0
    bought = capacity[order][part > 0] @ part[part > 0]
    standing = siting.existing_capacity.sum() + siting.capacity[siting.must_open].sum()
    return float(standing + min(largest, bought))


def _shortages(siting: Siting, sites: CapacitySites) -> tuple[str, ...]:
    """Return why not everybody can be served even with all candidates open."""
    everybody, capacity = float(siting.people.sum()), float(sites.capacity.sum())
    conflicts = []
    if capacity < everybody * (1 - _SAME):
        conflicts.append(
            Sentence(
                "the sites, existing and candidate, have room for {capacity:,.0f} people in all, but there "
                "are {people:,.0f}: add room for {missing:,.0f}, or {instead}",
                capacity=capacity,
                people=everybody,
                missing=everybody - capacity,
                instead=_INSTEAD,
            )
        )
    outside = (siting.people > 0) & (sites.pairs.degree == 0)
    if outside.any():
        conflicts.append(
            Sentence(
                "{people:,.0f} people in {cells} cells reach no site and no candidate within the limit of "
                "{limit:g}: add candidates there, or {instead}",
                people=float(siting.people[outside].sum()),
                cells=int(outside.sum()),
                limit=siting.limit,
                instead=_INSTEAD,
            )
        )
    return tuple(conflicts)


def _too_few(siting: Siting, bound: float) -> tuple[str, ...]:
    """Return that not everybody can be served within the number and the budget."""
    text = Sentence(
        "with {allowed} at most {bound:,.0f} of {people:,.0f} people find room within the limit: allow more, "
        "or {instead}",
        allowed=allowed(siting),
        bound=bound,
        people=float(siting.people.sum()),
        instead=_INSTEAD,
    )
    return (text,)
