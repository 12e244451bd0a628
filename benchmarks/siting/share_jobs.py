"""Jobs of partial covering: the fewest sites that serve a share of those within reach."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import partial
from typing import Final

import numpy as np
from halfhour import RoadNetwork
from halfhour.common.arrays import Ints
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.result import SearchResult
from halfhour.optimize.covering.reduction import reduce_covering
from halfhour.optimize.set_covering.least_cost import cheapest_covering
from measuring.peers import PeerError, asked, not_measured
from measuring.timing import timed
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csc_array, eye_array, hstack
from siting.covering_cases import covering_times, people_of, people_served
from siting.plan_row import PlanRow, gap
from wuhan import Floats

_SIZES: Final = {(10_000, 200): (0.95, 0.99), (100_000, 1_000): (0.95, 0.99, 0.999)}
_LIMIT_MIN: Final = 15
_TIME_LIMIT_S: Final = 300.0
_PEER_CELLS: Final = 10_000
"""With more cells a plain model is not written down: it would hold all pairs."""


def share_rows(network: RoadNetwork) -> Iterator[PlanRow]:
    """Ask for the fewest sites, and where a plain model can be built compare with it."""
    for (cells, candidates), shares in _SIZES.items():
        times = covering_times(network, cells, candidates)
        people = people_of(times)
        reach = times.within(limit_min=_LIMIT_MIN)
        for share in shares:
            yield _row(reach, people, share)


def _row(reach: csc_array, people: Floats, share: float) -> PlanRow:
    wanted = np.ceil(share * people[np.unique(reach.indices)].sum())
    ours = timed(partial(_ours, reach, people, wanted))
    opened, found = ours.result
    right = people_served(reach, people, opened) >= wanted
    job = f"{reach.shape[0]}x{reach.shape[1]} {_LIMIT_MIN}min fewest for {share:.1%}"
    alone = PlanRow(
        job=job,
        ours_s=ours.wall_s,
        objective=float(len(opened)),
        bound=found.bound,
        optimality_gap=abs(gap(float(len(opened)), found.bound)),
        checked=bool(right),
        note=found.status,
    )
    if reach.shape[0] > _PEER_CELLS:
        return alone
    alone = dataclasses.replace(alone, peer="one model, HiGHS of SciPy")
    try:
        peer = timed(partial(asked, partial(_model, reach, people, wanted)))
    except PeerError as error:
        return dataclasses.replace(alone, note=not_measured(error))
    number = peer.result.fun
    same = bool(peer.result.status != 0 or round(number) == len(opened))
    return dataclasses.replace(
        alone,
        peer_s=peer.wall_s,
        ratio=peer.wall_s / ours.wall_s,
        # None where the time was up before it had any plan.
        peer_objective=None if number is None else float(number),
        checked=bool(right) and same,
        note=f"{found.status}; the model: {peer.result.message}",
    )


def _ours(reach: csc_array, people: Floats, wanted: float) -> tuple[Ints, SearchResult]:
    effort = Effort(time_limit_s=_TIME_LIMIT_S)
    problem = reduce_covering(reach, people, threads=2)
    number = np.ones(len(problem.candidates))
    found = cheapest_covering(problem, number, wanted, at_most=len(number), effort=effort)
    chosen = np.zeros(len(problem.candidates), dtype=bool) if found.chosen is None else found.chosen
    return problem.candidates[chosen], found


def _model(reach: csc_array, people: Floats, wanted: float) -> OptimizeResult:
    """Minimise the sites; a cell is served only if one of them reaches it."""
    cells, candidates = reach.shape
    ones = csc_array((np.ones(reach.nnz), reach.indices, reach.indptr), shape=reach.shape)
    served = LinearConstraint(hstack([ones, -eye_array(cells)], format="csc"), lb=0.0)
    enough = np.concatenate([np.zeros(candidates), people])[np.newaxis]
    return milp(
        np.concatenate([np.ones(candidates), np.zeros(cells)]),
        constraints=[served, LinearConstraint(enough, lb=wanted)],
        integrality=np.concatenate([np.ones(candidates), np.zeros(cells)]),
        bounds=Bounds(0.0, 1.0),
        options={"time_limit": _TIME_LIMIT_S},
    )
