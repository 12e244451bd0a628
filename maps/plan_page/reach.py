"""Which site reaches which cell, and how fast, small enough for a page and exact at every selectable limit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ...common.arrays import Ints
from ...geo.travel.travel_times import TravelTimes
from ..document.packing import packed, packed_bytes, packed_steps

Float32s = npt.NDArray[np.float32]

LIMITS: Final = {
    "s": (600.0, 900.0, 1200.0, 1800.0, 2700.0),
    "m": (500.0, 1000.0, 2000.0, 3000.0, 5000.0),
}
"""Limits offered besides the plan's own, in seconds (10 to 45 minutes) and in metres."""

_STEPS: Final = 200
"""Classes of travel cost between 0 and the widest limit, besides those that end at a selectable one."""


def selectable_limits(times: TravelTimes, *own: float) -> list[float]:
    """Return the limits that can be chosen: the usual ones that were computed, the widest, and `own`."""
    usual = [limit for limit in LIMITS[times.unit] if limit <= times.limit]
    return sorted({*usual, times.limit, *own})


def reach_table(
    times: TravelTimes, *, cells: Ints, sites: Ints, limits: list[float]
) -> dict[str, Any]:
    """Return the pairs of cells and sites for the page.

    A pair's cost is kept as a class. Each class ends at a cost, every selectable limit is such an end, and
    the comparison with the ends is made here with the numbers and the type that `TravelTimes.within` uses:
    so a pair holds at a limit in the page exactly where it does in Python.

    Parameters
    ----------
    times
        Travel times.
    cells, sites
        Rows and columns to keep; the page numbers them in this order.
    limits
        Selectable limits, none above ``times.limit``.

    Returns
    -------
    dict
        ``ends`` (cost at which each class ends), ``limits``, ``limit_classes`` (the class that ends at each
        limit), ``near`` (the same for limits somewhat shorter and longer, or None), ``pairs`` (how many each
        site has), ``cells`` (steps between the cell numbers of a site, the first from 0) and ``classes``.
    """
    thresholds = np.array(limits, dtype=np.float32)
    grid = np.linspace(0, times.limit, _STEPS + 1)[1:].astype(np.float32)
    lower, upper = _near(times, limits)
    shown = upper[upper <= thresholds.max(initial=0)]
    ends = np.unique(np.concatenate([thresholds, grid, lower, shown]))
    steps, classes, pairs = [], [], []
    for cell, cost in _pairs_by_site(times, cells, sites):
        steps.append(np.diff(cell, prepend=0))
        classes.append(np.searchsorted(ends, cost, side="left").astype(np.uint8))
        pairs.append(len(cell))
    nothing = [np.zeros(0, dtype=np.int64)]
    return {
        "ends": [float(end) for end in ends],
        "limits": [float(limit) for limit in limits],
        "limit_classes": np.searchsorted(ends, thresholds).tolist(),
        "near": _near_classes(times, ends, lower, upper) if len(lower) else None,
        "pairs": packed(np.array(pairs, dtype=np.int64)),
        "cells": packed_steps(np.concatenate(steps or nothing)),
        "classes": packed_bytes(np.concatenate(classes or nothing).astype(np.uint8)),
    }


def _near(times: TravelTimes, limits: list[float]) -> tuple[Float32s, Float32s]:
    """Return the limits at which people near each limit are counted; none where nobody asks for them."""
    share, asked = times.travel_uncertainty, limits if times.travel_uncertainty else []
    lower, upper = ([factor * limit for limit in asked] for factor in (1 - share, 1 + share))
    return np.array(lower, dtype=np.float32), np.array(upper, dtype=np.float32)


def _near_classes(
    times: TravelTimes, ends: Float32s, lower: Float32s, upper: Float32s
) -> dict[str, Any]:
    last = np.where(upper <= ends[-1], np.searchsorted(ends, upper), -1)
    return {
        "percent": f"{100 * times.travel_uncertainty:g}",
        "lower": [float(limit) for limit in lower],
        "upper": [float(limit) for limit in upper],
        "lower_classes": np.searchsorted(ends, lower).tolist(),
        "upper_classes": last.tolist(),
        "known": float(np.float32(times.known_up_to)) if np.isfinite(times.known_up_to) else None,
    }


def pairs_kept(
    times: TravelTimes, *, cells: Ints, sites: Ints
) -> tuple[Ints, npt.NDArray[np.float32]]:
    """Return cell and cost of the pairs of `reach_table`, in its order."""
    pairs = list(_pairs_by_site(times, cells, sites))
    if not pairs:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    return np.concatenate([cell for cell, _ in pairs]), np.concatenate([cost for _, cost in pairs])


def _pairs_by_site(
    times: TravelTimes, cells: Ints, sites: Ints
) -> Iterator[tuple[Ints, npt.NDArray[np.float32]]]:
    """Yield for each site its cells in their order, and the costs."""
    number = np.full(times.costs.shape[0], -1, dtype=np.int64)
    number[cells] = np.arange(len(cells))
    for site in sites:
        start, stop = times.costs.indptr[site], times.costs.indptr[site + 1]
        cell, cost = number[times.costs.indices[start:stop]], times.costs.data[start:stop]
        kept = np.flatnonzero((cell >= 0) & (cost <= np.float32(times.limit)))
        kept = kept[np.argsort(cell[kept], kind="stable")]
        yield cell[kept], cost[kept]
