"""Maximin covering: the highest lowest share of any unit, or the most people with a floor for each unit."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ...common.amounts import as_numbers
from ...common.arrays import Bools, Ints
from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ..core.budget import must_open_conflicts
from ..core.effort import Deadline, Effort
from ..core.linear_model import Sense
from ..core.problem import Siting
from ..core.result import Answer, Status, certified, infeasible
from ..core.watched import interruptible
from ..places.recount import most_served
from ..set_covering.infeasibility import (
    called,
    highest_common,
    in_unit,
    rounded_down,
    spending_conflicts,
    unreachable,
)
from ..set_covering.share_problem import Ask, ShareProblem, share_problem
from ..set_covering.share_search import LEAST_S, highest_level, most_people
from ..set_covering.unit_shares import (
    UnitShares,
    lowest_share,
    require_shares,
    unit_asks,
    unit_people,
)
from .maximal_covering import MaximalCovering
from .maximin_with_places import (
    fairest_with_places,
    fairness_figures,
    lowest_share_with_places,
)


@dataclass(frozen=True, kw_only=True)
class MaximinCovering:
    """Maximise the lowest share of people served in any unit: maximin covering.

    Without a floor the lowest share is maximised [1]_ [2]_; of the plans with this share, one that serves the
    most people is taken (lexicographic order).
    With floors the most people are served, under the constraint that each unit has its floor at least.
    Where the service has capacities, served is within the limit and with a place, in each unit as the service
    gives its places.

    `Plan.figures` has "people served"; "people served at most", the bound at this lowest share or these
    floors; "lowest share"; "people served by the efficient plan", the maximal covering optimum with the same
    number of sites and budget; and the "price of fairness" [3]_, the difference to that.

    Parameters
    ----------
    floor
        Share of a unit's people that must be served, 0 to 1, by the unit's name, or one for all units.

    Raises
    ------
    InputError
        If a floor is not from 0 to 1.

    See Also
    --------
    MaximalCovering : The most people, whichever units they live in.
    SetCovering : The fewest sites for a share of each unit.

    References
    ----------
    .. [1] Rawls, J. (1971). A theory of justice. Harvard University Press.
    .. [2] Marsh, M. and Schilling, D. (1994). Equity measurement in facility location analysis. European
       Journal of Operational Research 74, 1-17.
    .. [3] Bertsimas, D., Farias, V. and Trichakis, N. (2011). The price of fairness. Operations Research 59,
       17-31.

    Examples
    --------
    A street of 5 km with 200 people in each of its townships ``west`` and ``east``, and no site yet:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times(existing={}, candidates={"centre": 2.5, "east": 4.0})
    >>> fair = hh.Scenario(times, max_new=1, limit_min=15, by="township", objective=hh.MaximinCovering())

    A site in the east would serve 200 people; one between the townships serves 60 fewer, but some in both:

    >>> plan = hh.solve(fair)
    >>> plan.opened, plan.certificate.objective_value, plan.figures["price of fairness"]
    (('centre',), 0.3, 60.0)
    """

    floor: UnitShares = None

    kind: ClassVar[str] = "maximin_covering"
    sense: ClassVar[Sense] = "maximise"
    costs_up_to: ClassVar[float | None] = None

    def __post_init__(self) -> None:
        as_numbers(self, by_name=["floor"])
        require_shares("floor", self.floor)

    @property
    def measure(self) -> str:
        """What the objective counts."""
        return "share" if self.floor is None else "people"

    @interruptible
    def answer(self, siting: Siting, effort: Effort) -> Answer:
        """Return the candidates to open, with a proven bound.

        Parameters
        ----------
        siting
            Cells, sites and candidates, with units.
        effort
            Time limit, threads and progress report.

        Returns
        -------
        Answer
            With the figures; infeasible with conflicts where a floor cannot be held.

        Raises
        ------
        InputError
            If no unit has people, or a floor names an unknown unit.
        SolverError
            If the solver fails.
        """
        deadline = Deadline.of(effort)
        _require_units(siting)
        asks = unit_asks("floor", 0.0 if self.floor is None else self.floor, siting)
        if siting.assignment is not None:
            floors = self.floor is not None
            return fairest_with_places(siting, asks, floors=floors, effort=effort)
        conflicts = must_open_conflicts(siting)
        if conflicts:
            return infeasible(siting, conflicts, self.sense)
        effort.enter("reduction")
        problem = share_problem(siting, asks, everybody=True)
        conflicts = unreachable(siting, asks, problem, "floor")
        if conflicts:
            return infeasible(siting, conflicts, self.sense)
        efficient = MaximalCovering().answer(
            siting, effort.until(deadline, at_least_s=LEAST_S).share(1 / 3)
        )
        level = start = None
        if self.floor is None:
            level = highest_level(
                problem, problem.total, effort.until(deadline, at_least_s=LEAST_S).share(2 / 3)
            )
            start = problem.nothing if level.chosen is None else level.chosen
            # Lexicographic: the lowest share becomes a constraint, then the most people are served.
            lowest = float((problem.reached(start) / problem.total).min())
            problem = dataclasses.replace(problem, need=lowest * problem.total)
        plan = _most_people(
            siting, asks, problem, efficient, start, effort.until(deadline, at_least_s=LEAST_S)
        )
        if plan.status == "infeasible":
            return infeasible(siting, _conflicts(siting, asks, effort.until(deadline)), self.sense)
        status: Status = plan.status
        bound = plan.bound
        objective, figures = np.nan, {}
        if np.isfinite(plan.objective_value):
            objective = self.value(siting, plan.opened)
            if level is not None:
                status, bound = certified(level.status, objective, level.bound)
            lowest = lowest_share(siting, _served(siting, plan.opened))
            figures = fairness_figures(plan, efficient, lowest)
        return dataclasses.replace(
            plan,
            status=status,
            objective_value=objective,
            bound=bound,
            seconds=deadline.spent_s,
            shadow_prices={},
            figures=figures,
        )

    def value(self, siting: Siting, opened: Ints) -> float:
        """Return the lowest share of a unit (with floors, the people) served, recounted."""
        if siting.assignment is not None:
            count = lowest_share_with_places if self.floor is None else most_served
            return count(siting, opened)
        if self.floor is not None:
            return MaximalCovering().value(siting, opened)
        return lowest_share(siting, _served(siting, opened))


def _most_people(
    siting: Siting,
    asks: Sequence[Ask],
    problem: ShareProblem,
    efficient: Answer,
    start: Bools | None,
    effort: Effort,
) -> Answer:
    """Maximise the people served under the share constraints; the efficient plan where it fulfils them."""
    people = unit_people(siting, _served(siting, efficient.opened))
    reached = people[[ask.unit or 0 for ask in asks]]
    if efficient.status == "optimal" and not problem.lacking(reached).any():
        return efficient
    found = most_people(problem, start, effort)
    must = np.flatnonzero(siting.must_open)
    sure = MaximalCovering().value(siting, must)
    opened, objective, status = must[:0], np.nan, found.status
    bound = min(sure + found.bound, efficient.bound)
    if found.chosen is not None:
        opened = np.sort(np.concatenate([must, problem.candidates[found.chosen]]))
        objective = MaximalCovering().value(siting, opened)
        status, bound = certified(status, objective, bound)
    return dataclasses.replace(
        efficient,
        status=status,
        opened=opened,
        objective_value=objective,
        bound=bound,
        sizes=dataclasses.replace(efficient.sizes, groups=found.groups, kept=found.kept),
        solver=found.solver,
    )


def _conflicts(siting: Siting, asks: Sequence[Ask], effort: Effort) -> tuple[str, ...]:
    """Return which floors are infeasible, alone or together, and which are feasible."""
    asks = [ask for ask in asks if ask.share > 0]
    texts = [
        text
        for ask in asks
        for text in spending_conflicts(
            siting, [ask], Sentence("{ask} needs", ask=called(siting, ask, "floor")), effort
        )
    ]
    if not texts:
        together = Sentence("the floors together need")
        texts = list(spending_conflicts(siting, asks, together, effort))
    held = highest_common(siting, asks, effort)
    if len(np.unique(held)) == 1:
        each = rounded_down(held[0])
        return *texts, Sentence("floors of {share} each can be held", share=each)
    shares = tuple(
        in_unit(siting, ask, rounded_down(share)) for ask, share in zip(asks, held, strict=True)
    )
    return *texts, Sentence("floors of {shares} can be held", shares=shares)


def _served(siting: Siting, opened: Ints) -> Bools:
    served = siting.served_today.copy()
    served[siting.reach()[:, opened].indices] = True
    return served


def _require_units(siting: Siting) -> None:
    if not (unit_people(siting) > 0).any():
        raise InputError(
            Fault(
                file="units",
                value=", ".join(siting.unit_names) or None,
                cause="no unit has people, so no unit's share is known",
                fix="give units that hold cells with people",
            )
        )
