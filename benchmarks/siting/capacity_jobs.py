"""Capacitated covering of made towns under both rules, beside the plain model in HiGHS."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from typing import Final, get_args

import numpy as np
from halfhour.coverage.assigned_people import AssignmentRule
from halfhour.optimize.capacity.exact_solve import capacity_model
from halfhour.optimize.capacity.sites import capacity_sites
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.core.solver import solve_model
from halfhour.optimize.objectives.capacitated_covering import CapacitatedCovering
from measuring.peak_memory import with_peak
from measuring.peers import PeerError, asked, not_measured
from measuring.rows import Row
from siting.capacity_towns import CapacityTown, capacity_town
from siting.plan_row import PlanRow, gap

THREADS: Final = 2

TOWNS: Final[tuple[tuple[CapacityTown, float, float], ...]] = (
    (
        CapacityTown(cells=10_000, candidates=200, max_new=20, reach_share=0.06, held_share=0.4),
        60.0,
        0.001,
    ),
    (
        CapacityTown(cells=100_000, candidates=1_000, max_new=50, reach_share=0.05, held_share=0.4),
        300.0,
        0.01,
    ),
)
"""Towns, with the seconds that ours gets, and the gap that it should come to."""

_PEER_MOST_CELLS: Final = 20_000
"""Above this number of cells HiGHS alone has no bound in any time that one would wait."""

_SAME: Final = 1e-6


def capacity_rows() -> Iterator[Row]:
    """Solve all towns under both rules."""
    for town, limit_s, most_gap in TOWNS:
        siting = capacity_town(town)
        for assignment in get_args(AssignmentRule):
            yield _row(town, siting, assignment, limit_s, most_gap)


def _row(
    town: CapacityTown,
    siting: Siting,
    assignment: AssignmentRule,
    limit_s: float,
    most_gap: float,
) -> PlanRow:
    """Solve one town under one rule; ours and the peer get the same time."""
    objective = CapacitatedCovering(assignment=assignment)
    effort = Effort(time_limit_s=limit_s, threads=THREADS)
    began_s, worked_s = time.perf_counter(), time.process_time()
    answer, peak_bytes = with_peak(lambda: objective.answer(siting, effort))
    ours_s, cpu_s = time.perf_counter() - began_s, time.process_time() - worked_s
    served = objective.value(siting, answer.opened)
    held = siting.capacity[answer.opened].sum() / answer.figures["people within reach"]
    left = gap(answer.objective_value, answer.bound)
    right = bool(np.isclose(served, answer.objective_value)) and served <= answer.bound * (
        1 + _SAME
    )
    peer: dict[str, float | str | None] = {}
    notes = [f"{cpu_s:.1f} s of processor time; sites hold {held:.0%} of the people within reach"]
    if town.cells <= _PEER_MOST_CELLS:
        try:
            peer = asked(partial(_plain, siting, assignment, limit_s))
        except PeerError as error:
            notes.append(not_measured(error))
    if peer:
        best, bound = peer["peer_objective"], peer.pop("peer_bound")
        right = right and best <= answer.bound * (1 + _SAME) and served <= bound * (1 + _SAME)
    return PlanRow(
        job=f"capacities {town.cells}x{town.candidates} p{town.max_new} {assignment}",
        ours_s=ours_s,
        checked=right,
        value=100.0 * left,
        unit="% gap",
        target=f"{100.0 * most_gap:g} % in {limit_s:g} s",
        met=left <= most_gap,
        note="; ".join(notes),
        objective=answer.objective_value,
        bound=answer.bound,
        optimality_gap=left,
        peak_mb=None if peak_bytes is None else peak_bytes / 1e6,
        **peer,
    )


def _plain(siting: Siting, assignment: AssignmentRule, limit_s: float) -> dict[str, object]:
    """Solve the same model with HiGHS alone, in the same time."""
    began_s = time.perf_counter()
    model = capacity_model(siting, capacity_sites(siting), assignment)
    built_s = time.perf_counter() - began_s
    solved = solve_model(model.model, time_limit_s=limit_s, threads=THREADS)
    served = 0.0 if solved.values is None else solved.objective_value + model.served_anyway
    return {
        "peer": solved.solver,
        "peer_s": time.perf_counter() - began_s,
        "peer_objective": served,
        "peer_bound": solved.bound + model.served_anyway,
        "build_s": built_s,
        "solve_s": solved.seconds,
    }
