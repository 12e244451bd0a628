"""Answering a scenario."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from ..coverage.assessment import assess
from .maximal_covering import CoveringAnswer, maximal_covering
from .plan import Certificate, Plan, PlanStatus
from .scenario import Scenario
from .solver import SolverError

_TOLERANCE = 1e-6
"""Relative difference up to which two sums of the same people are the same."""

_NAMED_SITES = 5


def solve(scenario: Scenario) -> Plan:
    """Find the sites that serve the most people, and prove it.

    Parameters
    ----------
    scenario
        The question: most people of a group with at most so many new sites.

    Returns
    -------
    Plan
        Opened sites in build order, coverage before and after, and the certificate.

    Raises
    ------
    SolverError
        If the solver fails, or its people differ from a fresh assessment of the opened sites.
    """
    times = scenario.times
    before = assess(times, group=scenario.maximise, limit=scenario.limit)
    candidates = np.flatnonzero((times.sites["status"] == "candidate").to_numpy())
    unserved = before.cells["people"].to_numpy() * ~before.cells["served"].to_numpy()
    reach = csr_array(times.within(scenario.limit)[:, candidates])
    answer = maximal_covering(
        reach, unserved, max_new=scenario.max_new, time_limit_s=scenario.time_limit_s
    )
    opened = tuple(str(times.sites.index[candidates[column]]) for column in answer.opened)
    after = assess(
        times,
        group=scenario.maximise,
        limit=scenario.limit,
        open_sites=[*before.open_sites, *opened],
    )
    promised = before.people_served + sum(answer.gains)
    if abs(promised - after.people_served) > _TOLERANCE * max(1.0, after.people_served):
        raise SolverError(
            f"the solver counts {promised:,.3f} people served, a fresh assessment of its sites "
            f"{after.people_served:,.3f}; no plan was made. Please report this."
        )
    return Plan(
        scenario=scenario,
        opened=opened,
        gains=tuple(answer.gains),
        before=before,
        after=after,
        certificate=_certificate(before.people_served, after.people_served, answer),
        notes=_notes(scenario, len(opened), len(candidates)),
    )


def _certificate(served_before: float, served: float, answer: CoveringAnswer) -> Certificate:
    bound = max(served_before + answer.bound, served)
    status: PlanStatus = "optimal"
    if answer.solution is not None and answer.solution.status == "stopped by time":
        status = "stopped by time"
    if bound - served <= _TOLERANCE * max(1.0, served):
        # The remaining difference is the rounding of sums: the plan is proven the best.
        status, bound = "optimal", served
    elif status == "optimal":
        raise SolverError(
            f"the solver calls {served:,.3f} people optimal, but only proves that at most "
            f"{bound:,.3f} can be served; no plan was made. Please report this."
        )
    return Certificate(
        status=status,
        objective=served,
        bound=bound,
        optimality_gap=(bound - served) / served
        if served
        else (0.0 if bound == served else np.inf),
        seconds=answer.solution.seconds if answer.solution else 0.0,
        solver=answer.solution.solver if answer.solution else "none needed after exact reduction",
    )


def _notes(scenario: Scenario, opened: int, candidates: int) -> tuple[str, ...]:
    notes = []
    if opened < scenario.max_new:
        notes.append(
            f"{opened} new sites are enough: of {candidates} candidates no other serves anybody more "
            f"(up to {scenario.max_new} were allowed)"
        )
    off_road = scenario.times.sites.index[scenario.times.site_reason != ""]
    if len(off_road):
        named = ", ".join(map(str, off_road[:_NAMED_SITES]))
        more = ", ..." if len(off_road) > _NAMED_SITES else ""
        notes.append(
            f"{len(off_road)} sites are near no usable road and serve nobody: {named}{more} "
            "(reasons in the sites layer)"
        )
    return tuple(notes)
