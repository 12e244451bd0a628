"""Solving a scenario."""

from __future__ import annotations

from typing import Final

import numpy as np

from ..common.arrays import Floats
from ..common.errors import SolverError
from ..common.sentences import Sentence
from ..coverage.assessment import Assessment, assess_within
from ..coverage.travel_notes import travel_notes
from ..geo.tables import people
from ..geo.travel.attachments import attachment_notes
from .build_order import order_of
from .core.effort import Effort
from .core.problem import Siting
from .core.result import Answer, YearsAnswer
from .core.watched import watched
from .objectives.maximal_covering import MaximalCovering
from .plan import Certificate, Plan, relative_gap
from .scenario import Scenario
from .scenario_arrays import siting_of
from .set_covering.nearest_costs import without_way

_TOLERANCE: Final = 1e-6
"""Relative tolerance of two sums of the same people."""

_NAMED_SITES: Final = 5


def solve(scenario: Scenario) -> Plan:
    """Solve a scenario to proven optimality, or up to its time limit.

    Parameters
    ----------
    scenario
        The scenario.

    Returns
    -------
    Plan
        Opened sites in build order, coverage before and after, and the certificate. If the constraints cannot
        be fulfilled, the plan opens nothing, its status is ``"infeasible"`` and the conflicts say why.

    Raises
    ------
    SolverError
        If the solver fails, or its objective value differs from the recounted one.

    See Also
    --------
    Scenario : What is asked.
    compare : Plans side by side.
    solve_together : Several services at once.

    Examples
    --------
    A street of 5 km with a clinic at its west end and three candidates:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()
    >>> plan = hh.solve(hh.Scenario(times, max_new=2, limit_min=15))
    >>> plan
    <Plan 2 new sites, 35.0% -> 100.0% of residents served; optimal: 400 of at most 400 people>
    >>> plan.opened, plan.gains
    (('east', 'mid'), (200.0, 60.0))
    """
    with watched(effort_of(scenario)) as effort:
        before = assess_within(
            scenario.times, scenario.limit, group=scenario.group, capacity=scenario.places
        )
        siting = siting_of(scenario, before)
        answer = scenario.objective.answer(siting, effort)
        return plan_of(scenario, siting, before, answer)


def effort_of(scenario: Scenario) -> Effort:
    """Return a scenario's limits and its progress report."""
    return Effort(
        time_limit_s=scenario.time_limit_s,
        memory_limit_mb=scenario.memory_limit_mb,
        report=scenario.report,
    )


def plan_of(scenario: Scenario, siting: Siting, before: Assessment, answer: Answer) -> Plan:
    """Make a plan of an answer, and verify it by recounting.

    Parameters
    ----------
    scenario, siting, before
        The scenario, the same as arrays, and the assessment of the existing sites.
    answer
        The result of the search.

    Returns
    -------
    Plan
        With an assessment of its sites.

    Raises
    ------
    SolverError
        If the answer's objective value differs from the recounted one.
    """
    _require_true(scenario, siting, answer)
    times = scenario.times
    stage = answer.year_of if isinstance(answer, YearsAnswer) else None
    counted = people(times.demand, scenario.group).to_numpy(dtype=np.float64)
    order, gains = order_of(scenario, siting, counted, answer.opened, stage)
    opened = tuple(siting.candidate_names[j] for j in order)
    after = assess_within(
        times,
        scenario.limit,
        group=scenario.group,
        open_sites=[*before.open_sites, *opened],
        capacity=scenario.places,
    )
    promised = before.people_served + sum(gains)
    if abs(promised - after.people_served) > _TOLERANCE * max(1.0, after.people_served):
        raise SolverError(
            f"the plan counts {promised:,.3f} people served, a fresh assessment of its sites "
            f"{after.people_served:,.3f}; no plan was made. Please report this."
        )
    years: tuple[int, ...] = ()
    if stage is not None:
        year_of = dict(zip(answer.opened.tolist(), stage.tolist(), strict=True))
        years = tuple(year_of[j] for j in order.tolist())
    return Plan(
        scenario=scenario,
        opened=opened,
        gains=tuple(gains),
        before=before,
        after=after,
        certificate=Certificate(
            status=answer.status,
            objective_value=answer.objective_value,
            bound=answer.bound,
            optimality_gap=relative_gap(answer.objective_value, answer.bound),
            seconds=answer.seconds,
            solver=answer.solver,
            measure=scenario.measure,
            cost_unit=scenario.times.unit,
            sense=scenario.objective.sense,
            sizes=answer.sizes,
            shadow_prices=answer.shadow_prices,
        ),
        notes=(
            *_notes(scenario, answer),
            *travel_notes(before, after),
            *_left_out(scenario, siting, counted),
        ),
        conflicts=answer.conflicts,
        figures=answer.figures,
        years=years,
    )


def _require_true(scenario: Scenario, siting: Siting, answer: Answer) -> None:
    """Recount the objective by its definition."""
    if not np.isfinite(answer.objective_value) or isinstance(answer, YearsAnswer):
        # Multi-period plans are recounted where their years are known.
        return
    counted = scenario.objective.value(siting, answer.opened)
    if abs(counted - answer.objective_value) > _TOLERANCE * max(1.0, abs(counted)):
        raise SolverError(
            f"the solver's objective is {answer.objective_value:,.6g}, a fresh count of its sites "
            f"{counted:,.6g}; no plan was made. Please report this."
        )


def _notes(scenario: Scenario, answer: Answer) -> tuple[str, ...]:
    notes: list[str] = [
        Sentence("infeasible: {conflict}", conflict=conflict) for conflict in answer.conflicts
    ]
    opened, candidates = len(answer.opened), len(scenario.candidates)
    # Of a search that was stopped nobody knows what further sites would do.
    if (
        answer.status == "optimal"
        and scenario.max_new is not None
        and opened < scenario.max_new
        and scenario.budget is None
        and scenario.objective.sense == "maximise"
    ):
        # Of other objectives a further site may serve more people, and still change nothing that counts.
        everybody = isinstance(scenario.objective, MaximalCovering) and not scenario.unit_weights
        text = (
            "{opened} new sites are enough: of {candidates} candidates no other serves anybody more "
            "(up to {allowed} were allowed)"
            if everybody
            else "{opened} new sites are enough: with more of {candidates} candidates the plan gets no better "
            "(up to {allowed} were allowed)"
        )
        notes.append(Sentence(text, opened=opened, candidates=candidates, allowed=scenario.max_new))
    off_road = scenario.times.sites.index[scenario.times.site_reason != ""]
    if len(off_road):
        more = ("...",) if len(off_road) > _NAMED_SITES else ()
        notes.append(
            Sentence(
                "{count} sites are near no usable road and serve nobody: {named} "
                "(reasons in the sites layer)",
                count=len(off_road),
                named=(*map(str, off_road[:_NAMED_SITES]), *more),
            )
        )
    return (*notes, *_uncounted(scenario), *attachment_notes(scenario.times.road_parts))


def _uncounted(scenario: Scenario) -> tuple[str, ...]:
    """Say that the places of sites are not counted, where the site table has some."""
    sites = scenario.times.sites
    counts = sites["status"].isin(["existing", "candidate"])
    limited = counts & np.isfinite(sites["capacity"])
    if scenario.places is not None or not limited.any():
        return ()
    existing = limited & (sites["status"] == "existing")
    text = (
        "capacity is ignored, as asked: whoever is within reach counts as served, though the existing sites "
        "have {places:,.0f} places"
        if scenario.capacity == "ignore"
        else "capacity is not counted: whoever is within reach counts as served, though the existing sites "
        "have {places:,.0f} places; give the service a `capacity:` to count them, or write `capacity: ignore`"
    )
    return (Sentence(text, places=float(sites["capacity"][existing].sum())),)


def _left_out(scenario: Scenario, siting: Siting, counted: Floats) -> tuple[str, ...]:
    """Return how many cells an average or a longest cost leaves out, where there are some."""
    if scenario.objective.costs_up_to != np.inf:
        return ()
    cells = without_way(siting) & (siting.people > 0)
    if not cells.any():
        return ()
    average = scenario.objective.measure == "average"
    text = (
        "{cells:,} cells with {people:,.0f} {group} have no way to any site, and are left out of the average"
        if average
        else "{cells:,} cells with {people:,.0f} {group} have no way to any site, and are left out"
    )
    return (
        Sentence(
            text,
            cells=int(cells.sum()),
            people=float(counted[cells].sum()),
            group=Sentence(scenario.group),
        ),
    )
