"""Jobs of maximal covering: one question of a size, the frontier, the peak of memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np
from halfhour import RoadNetwork
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.result import Answer
from halfhour.optimize.covering.maximal import (
    maximal_covering,
    prepared_covering,
    solve_prepared,
)
from measuring.fresh_process import ask
from measuring.peak_memory import with_peak
from measuring.peers import PeerError, asked, not_measured
from measuring.rows import Row
from measuring.timing import Timed, timed
from scipy.sparse import csc_array
from siting.covering_cases import CASES, Case, covering_times, people_of, people_served, size_bytes
from siting.covering_peers import PEERS, PeerAnswer
from siting.plan_row import PlanRow, gap
from wuhan import Floats

_SAME: Final = 1e-6
"""Sums of the same people may differ so much, relatively."""

_SHORT_S: Final = 2.0
_REPETITIONS: Final = 5
"""What takes less is repeated so often, and the median counts."""

_FRONTIER: Final = Case(cells=100_000, candidates=1_000, limit_min=15, max_new=50, most_s=60.0)
_MEMORY: Final = (
    Case(cells=100_000, candidates=1_000, limit_min=15, max_new=50),
    Case(cells=100_000, candidates=5_000, limit_min=30, max_new=15),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Ours:
    answer: Answer
    seconds: float
    others_cores: float
    peak_mb: float | None
    right: bool


def warm_up() -> None:
    """Compile or load every loop, on a question of nothing."""
    rng = np.random.default_rng(0)
    reach = csc_array(rng.random((60, 20)) < 0.2)
    maximal_covering(reach, rng.random(60), max_new=3)


def size_rows(network: RoadNetwork, size: str) -> Iterator[Row]:
    """Ask all questions of one size."""
    cases = [case for case in CASES if case.size == size]
    times = covering_times(network, cases[0].cells, cases[0].candidates)
    people = people_of(times)
    for case in cases:
        yield from _case_rows(case, times.within(limit_min=case.limit_min), people)


def frontier_row(network: RoadNetwork) -> Row:
    """Ask for the best plan of every number of sites up to a largest."""
    case = _FRONTIER
    reach, people = _matrix(network, case)
    run = timed(partial(_frontier, reach, people, case))
    answers = run.result
    gaps = [gap(answer.objective_value, answer.bound) for answer in answers]
    right = all(_is_right(reach, people, answer) for answer in answers)
    rising = bool(np.all(np.diff([answer.objective_value for answer in answers]) >= 0))
    assert case.most_s is not None  # noqa: S101 - stands above
    return PlanRow(
        job=f"frontier {case.size} {case.limit_min}min p1..{case.max_new}",
        ours_s=run.wall_s,
        objective=answers[-1].objective_value,
        bound=answers[-1].bound,
        optimality_gap=max(gaps),
        checked=right and rising,
        target=f"<= {case.most_s:g} s",
        met=run.wall_s <= case.most_s,
        note=f"{sum(a.status == 'optimal' for a in answers)} of {len(answers)} proven, the widest gap shown",
    )


def memory_rows(network: RoadNetwork) -> Iterator[Row]:
    """Measure the peak of a process of its own that reads a matrix and asks one question."""
    for case in _MEMORY:
        reach, people = _matrix(network, case)
        with tempfile.TemporaryDirectory() as folder:
            for name in ("indices", "indptr"):
                np.save(Path(folder) / f"{name}.npy", getattr(reach, name))
            np.save(Path(folder) / "people.npy", people)
            most = 3 * size_bytes(reach) + 500e6
            shape = (str(reach.shape[0]), str(case.max_new), str(case.time_limit_s))
            del reach
            found = ask("siting/covering_child.py", folder, *shape)
        yield Row(
            job=f"memory {case.job}",
            value=found["peak"] / 1e6,
            unit="MB at the peak",
            target=f"<= {most / 1e6:,.0f} MB: 3 x the reach matrix + 500 MB",
            met=found["peak"] <= most,
            note=f"{found['read'] / 1e6:,.0f} MB once the matrix was read, {found['pairs']:,} pairs",
        )


def _matrix(network: RoadNetwork, case: Case) -> tuple[csc_array, Floats]:
    times = covering_times(network, case.cells, case.candidates)
    return times.within(limit_min=case.limit_min), people_of(times)


def _frontier(reach: csc_array, people: Floats, case: Case) -> Sequence[Answer]:
    """As `halfhour.frontier` does it: reduced once, each point beginning where the one before ended."""
    effort = Effort(time_limit_s=case.time_limit_s)
    ready = prepared_covering(reach, people)
    answers: list[Answer] = []
    dual = None
    for number in range(1, case.max_new + 1):
        answer, dual = solve_prepared(
            ready,
            max_new=number,
            budget=None,
            effort=effort,
            begin=answers[-1].opened if answers else None,
            dual=dual,
        )
        answers.append(answer)
    return answers


def _case_rows(case: Case, reach: csc_array, people: Floats) -> Iterator[Row]:
    ours = _ours(case, reach, people)
    if case.least_ratio:
        for peer, least in case.least_ratio.items():
            yield _against(case, reach, people, ours, peer, least)
        return
    reached = gap(ours.answer.objective_value, ours.answer.bound)
    proven = "proven" if case.most_gap == 0 else f"a gap of {case.most_gap:.1%} or less"
    in_time = case.most_s is None or ours.seconds <= case.most_s
    yield _row(
        case,
        ours,
        checked=ours.right,
        target="" if case.most_s is None else f"<= {case.most_s:g} s, {proven}",
        met=None if case.most_s is None else bool(in_time and reached <= max(case.most_gap, _SAME)),
        note=_said(ours, reach),
    )


def _ours(case: Case, reach: csc_array, people: Floats) -> _Ours:
    call = partial(
        maximal_covering,
        reach,
        people,
        max_new=case.max_new,
        effort=Effort(time_limit_s=case.time_limit_s),
    )
    first, peak = with_peak(lambda: timed(call))
    runs: list[Timed[Answer]] = [first]
    if first.wall_s < _SHORT_S:
        runs += [timed(call) for _ in range(_REPETITIONS - 1)]
    return _Ours(
        answer=first.result,
        seconds=median(run.wall_s for run in runs),
        others_cores=max(run.others_cores for run in runs),
        peak_mb=None if peak is None else peak / 1e6,
        right=_is_right(reach, people, first.result),
    )


def _against(
    case: Case, reach: csc_array, people: Floats, ours: _Ours, peer: str, least: float | None
) -> Row:
    call = partial(PEERS[peer], reach, people, case.max_new, case.time_limit_s)
    try:
        run, peak = with_peak(lambda: timed(partial(asked, call)))
    except PeerError as error:
        return _row(case, ours, peer=peer, checked=ours.right, note=not_measured(error))
    found = run.result
    peer_s = found.build_s + found.solve_s
    served = people_served(reach, people, found.opened)
    ratio = peer_s / ours.seconds
    notes = [_said(ours, reach)]
    if not found.proven:
        notes.append(f"{peer} was stopped after {case.time_limit_s:g} s")
    busy = max(run.others_cores, ours.others_cores)
    if busy > 0.1:
        notes.append(f"others kept {busy:.1f} cores busy")
    return _row(
        case,
        ours,
        peer=peer,
        peer_s=peer_s,
        ratio=ratio,
        peer_objective=served,
        build_s=found.build_s,
        solve_s=found.solve_s,
        peer_peak_mb=None if peak is None else peak / 1e6,
        checked=ours.right and _agree(ours.answer, served, found),
        target="" if least is None else f">= {least:g}",
        met=None if least is None else ratio >= least,
        note="; ".join(notes),
    )


def _row(case: Case, ours: _Ours, **rest: object) -> PlanRow:
    answer = ours.answer
    return PlanRow(
        job=case.job,
        ours_s=ours.seconds,
        objective=answer.objective_value,
        bound=answer.bound,
        optimality_gap=gap(answer.objective_value, answer.bound),
        peak_mb=ours.peak_mb,
        **rest,  # type: ignore[arg-type]
    )


def _said(ours: _Ours, reach: csc_array) -> str:
    sizes = ours.answer.sizes
    return (
        f"{ours.answer.status}; {reach.nnz / 1e6:,.1f} M pairs of {size_bytes(reach) / 1e6:,.0f} MB; "
        f"{sizes.groups:,} groups, {sizes.kept:,} candidates left"
    )


def _is_right(reach: csc_array, people: Floats, answer: Answer) -> bool:
    served = people_served(reach, people, answer.opened)
    slack = _SAME * max(1.0, served)
    return (
        abs(served - answer.objective_value) <= slack
        and answer.objective_value <= answer.bound + slack
    )


def _agree(ours: Answer, peer_objective: float, peer: PeerAnswer) -> bool:
    """Return whether neither plan contradicts what the other one proved."""
    slack = _SAME * max(1.0, ours.objective_value)
    possible = peer_objective <= ours.bound + slack
    return possible and (not peer.proven or ours.objective_value <= peer_objective + slack)
