"""Maximin covering where places count: the lowest share of a unit's people with a place within reach."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from ...common.arrays import Floats, Ints
from ..core.budget import must_open_conflicts
from ..core.effort import Deadline, Effort
from ..core.problem import Siting
from ..core.result import Answer, SearchResult, Status, certified, infeasible
from ..places.recount import most_served, served_people
from ..set_covering.infeasibility import unreachable
from ..set_covering.place_conflicts import place_conflicts
from ..set_covering.share_problem import Ask, share_problem
from ..set_covering.share_search import LEAST_S
from ..set_covering.shares_with_places import (
    PlaceShares,
    highest_level_with_places,
    most_people_with_places,
)
from .capacitated_covering import CapacitatedCovering


def fairest_with_places(
    siting: Siting, asks: Sequence[Ask], *, floors: bool, effort: Effort
) -> Answer:
    """Return the candidates with the highest lowest share of a unit, or the most people above floors.

    Parameters
    ----------
    siting
        Cells, sites and candidates, with units; its `assignment` says who gets a place.
    asks
        The floors; of 0 for each unit if the lowest share is maximised.
    floors
        Whether the asks are floors.
    effort
        Time limit, threads and progress report.

    Returns
    -------
    Answer
        With the figures of `MaximinCovering`; infeasible with conflicts where a floor cannot be held.
    """
    deadline = Deadline.of(effort)
    conflicts = must_open_conflicts(siting)
    if conflicts:
        return infeasible(siting, conflicts, "maximise")
    effort.enter("reduction")
    conflicts = unreachable(siting, asks, share_problem(siting, asks, everybody=True), "floor")
    if conflicts:
        return infeasible(siting, conflicts, "maximise")
    efficient = CapacitatedCovering(assignment=siting.assignment or "system").answer(
        siting, effort.until(deadline, at_least_s=LEAST_S).share(1 / 3)
    )
    problem, level = PlaceShares(siting=siting, asks=asks), None
    need = problem.need
    fallback = efficient.opened
    if not floors:
        part = effort.until(deadline, at_least_s=LEAST_S).share(2 / 3)
        level, lowest = highest_level_with_places(problem, problem.total, part)
        if level.chosen is None or lowest_share_with_places(siting, fallback) > lowest:
            lowest = lowest_share_with_places(siting, fallback)
        else:
            fallback = np.flatnonzero(level.chosen)
        # Lexicographic: the lowest share becomes a constraint, then the most people are served.
        need = lowest * problem.total
    plan = _most_people(
        problem, need, efficient, fallback, effort.until(deadline, at_least_s=LEAST_S)
    )
    if plan.status == "infeasible":
        conflicts = place_conflicts(problem, "floor", effort.until(deadline))
        return infeasible(siting, conflicts, "maximise", seconds=deadline.spent_s)
    status: Status = plan.status
    bound, objective = plan.bound, plan.objective_value
    figures: dict[str, float] = {}
    if np.isfinite(objective):
        figures = fairness_figures(plan, efficient, lowest_share_with_places(siting, plan.opened))
        if level is not None:
            objective = figures["lowest share"]
            status, bound = certified(level.status, objective, max(level.bound, objective))
    return dataclasses.replace(
        plan,
        status=status,
        objective_value=objective,
        bound=bound,
        seconds=deadline.spent_s,
        shadow_prices={},
        figures=figures,
    )


def lowest_share_with_places(siting: Siting, opened: Ints) -> float:
    """Return the lowest share of people with a place in any unit with people; 1 if there is none."""
    served, inside = served_people(siting, opened), siting.unit >= 0

    def by_unit(people: Floats) -> Floats:
        return np.bincount(
            siting.unit[inside], weights=people[inside], minlength=len(siting.unit_names)
        ).astype(np.float64)

    people = by_unit(siting.people)
    some = people > 0
    return float((by_unit(served)[some] / people[some]).min(initial=1.0))


def _most_people(
    problem: PlaceShares, need: Floats, efficient: Answer, fallback: Ints, effort: Effort
) -> Answer:
    """Maximise the people served under the share constraints; the efficient plan where it fulfils them."""
    siting = problem.siting

    def holds(opened: Ints) -> bool:
        return not problem.lacking(problem.reached(opened), need).any()

    if efficient.status == "optimal" and holds(efficient.opened):
        return efficient
    effort.enter("exact solve")
    found: SearchResult = most_people_with_places(problem, need, effort)
    opened, objective, status = fallback[:0], np.nan, found.status
    bound = min(found.bound, efficient.bound)
    if status == "infeasible" and holds(fallback):
        # The solver's tolerance on a share that is met exactly.
        status, bound = "stopped by time", efficient.bound
    plans = [] if found.chosen is None else [np.flatnonzero(found.chosen)]
    plans += [fallback] if holds(fallback) else []
    if plans and status != "infeasible":
        opened = max(plans, key=lambda one: most_served(siting, one))
        objective = most_served(siting, opened)
        status, bound = certified(status, objective, max(bound, objective))
    return dataclasses.replace(
        efficient,
        status=status,
        opened=opened,
        objective_value=objective,
        bound=bound,
        sizes=dataclasses.replace(efficient.sizes, groups=found.groups, kept=found.kept),
        solver=found.solver,
    )


def fairness_figures(plan: Answer, efficient: Answer, lowest: float) -> dict[str, float]:
    """Return what fairness costs: people served by the fair and by the efficient plan.

    Parameters
    ----------
    plan, efficient
        The fair plan, and the one that serves the most.
    lowest
        The lowest share of a unit with the fair plan.
    """
    # If its search was stopped early, the efficient plan may serve fewer.
    most = max(efficient.objective_value, plan.objective_value)
    return {
        "people served": plan.objective_value,
        "people served at most": plan.bound,
        "lowest share": lowest,
        "people served by the efficient plan": most,
        "price of fairness": most - plan.objective_value,
    }
