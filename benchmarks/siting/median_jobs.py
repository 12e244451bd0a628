"""Jobs of the p-median: the published instances of OR-Library (Beasley 1990)."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.objectives.p_median import PMedian
from measuring.rows import Row
from measuring.timing import timed
from scipy.sparse import csc_array, csr_array
from scipy.sparse.csgraph import dijkstra
from siting.plan_row import PlanRow, gap
from wuhan import ROADS, Floats

ORLIB: Final = ROADS.parents[1] / "orlib_pmed_odd"

_ALL_S: Final = 600.0
_SAME: Final = 1e-6


def orlib_rows(folder: Path = ORLIB) -> Iterator[Row]:
    """Solve every instance, and compare with its published optimum; the last row is all together."""
    all_s, proven, right, count = 0.0, 0, True, 0
    with (folder / "optima.csv").open(encoding="utf-8", newline="") as file:
        instances = list(csv.DictReader(file))
    for instance in instances:
        name, optimum = instance["instance"], float(instance["pmedian_optimum"])
        distance = read_distances(folder / f"{name}.txt")
        siting = _siting(distance, int(instance["p"]))
        run = timed(partial(PMedian().answer, siting, Effort(time_limit_s=_ALL_S)))
        nodes = len(distance)
        # The question is asked for the average, the instance for the sum.
        objective, bound = run.result.objective_value * nodes, run.result.bound * nodes
        summed = float(distance[:, run.result.opened].min(axis=1).sum())
        same = abs(objective - optimum) <= _SAME * optimum and summed == optimum
        optimal = run.result.status == "optimal"
        all_s, proven, count = all_s + run.wall_s, proven + optimal, count + 1
        right &= same
        yield PlanRow(
            job=f"orlib {name} n{nodes} p{instance['p']}",
            ours_s=run.wall_s,
            objective=objective,
            bound=bound,
            optimality_gap=gap(objective, bound),
            checked=same,
            note=f"{run.result.status}; published optimum {optimum:,.0f}",
        )
    yield Row(
        job=f"orlib, all {count} p-medians",
        ours_s=all_s,
        checked=right,
        target=f"<= {_ALL_S:g} s, all proven",
        met=proven == count and all_s <= _ALL_S,
        note=f"{proven} of {count} proven",
    )


def read_distances(file: Path) -> Floats:
    """Return the shortest distances between all nodes; of an edge listed twice the last length counts."""
    nodes, edges, _ = map(int, file.read_text(encoding="utf-8").split()[:3])
    listed = np.loadtxt(file, skiprows=1, max_rows=edges).reshape(edges, 3)
    pair = np.sort(listed[:, :2].astype(np.int64) - 1, axis=1)
    key = (pair[:, 0] * nodes + pair[:, 1])[::-1]
    last = edges - 1 - np.unique(key, return_index=True)[1]
    arcs = csr_array((listed[last, 2], (pair[last, 0], pair[last, 1])), shape=(nodes, nodes))
    return np.asarray(dijkstra(arcs, directed=False))


def _siting(distance: Floats, max_new: int) -> Siting:
    nodes = len(distance)
    every = np.tile(np.arange(nodes, dtype=np.int32), nodes)
    costs = csc_array(
        (distance.T.ravel().astype(np.float32), every, np.arange(nodes + 1) * nodes),
        shape=distance.shape,
    )
    nobody = np.zeros(nodes, dtype=bool)
    return Siting(
        costs=costs,
        existing_costs=csc_array((nodes, 0), dtype=np.float32),
        today=np.full(nodes, np.inf),
        served_today=nobody,
        limit=float(distance.max()),
        people=np.ones(nodes),
        opening_cost=np.ones(nodes),
        must_open=nobody,
        capacity=np.full(nodes, np.inf),
        existing_capacity=np.empty(0),
        max_new=max_new,
        budget=None,
        unit=np.full(nodes, -1),
    )
