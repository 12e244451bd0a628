"""What it takes to snap places and to compute the travel-time matrix, before it is done."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

import numpy as np

from ...common.arrays import Ints
from ...common.large_work import COARSER_FIX, StageEstimate
from .mixed_search import SearchPart
from .road_search import RoadSearch

_MB: Final = 2.0**20
_BYTES_SNAPPED: Final = 300
_SECONDS_SNAPPED: Final = 1e-5

_BYTES_PER_PAIR: Final = 8
_PAIRS_TIMES: Final = 1.3
"""A pair is a 32-bit row and a 32-bit cost; a sample of sites need not be like the others."""

_SAMPLED_FROM: Final = 20_000_000
"""Cells times sites. Fewer have no more pairs than some hundred megabytes hold."""

_BYTES_PER_SHARED: Final = 170
"""The way between a cell and a site on one edge is kept while the matrix and the nearest are computed."""

_SAMPLES: Final = (16, 272)
"""Sites of each mode that are tried: what the more take longer says what each takes."""


def snapping_estimate(cells: int, sites: int) -> StageEstimate:
    """Return what it takes to find the nearest roads of cells and sites.

    Parameters
    ----------
    cells, sites
        How many there are.
    """
    places = cells + sites
    return StageEstimate(
        stage="snapping to roads",
        file="demand table",
        counts={"cells": cells, "sites": sites},
        memory_mb=places * _BYTES_SNAPPED / _MB,
        seconds=places * _SECONDS_SNAPPED,
        fix=COARSER_FIX,
    )


def matrix_estimate(
    parts: Sequence[SearchPart], *, cells: int, sites: int, limit: float
) -> StageEstimate | None:
    """Return what the matrix takes, from the pairs of some sites and the seconds that these took.

    Parameters
    ----------
    parts
        The search of each mode, and of each demand class, and its sites.
    cells, sites
        How many there are.
    limit
        The limit, as the searches count.

    Returns
    -------
    StageEstimate or None
        None where there are too few cells and sites for a large matrix.
    """
    if cells * sites < _SAMPLED_FROM:
        return None
    pairs = seconds = shared = 0.0
    for part in parts:
        count = len(part.sites)
        if not count:
            continue
        few, many = (_evenly(count, number) for number in _SAMPLES)
        # The first call prepares what all others find done.
        part.search.matrix_of(few, limit)
        few_s, _ = _tried(part.search, few, limit)
        many_s, found = _tried(part.search, many, limit)
        seconds += few_s + max(0.0, many_s - few_s) * count / max(1, len(many) - len(few))
        pairs += found * count / len(many)
        shared += _pairs_on_an_edge(part.search)
    return StageEstimate(
        stage="computing travel times",
        file="travel times",
        counts={"cells": cells, "sites": sites, "pairs": round(pairs)},
        memory_mb=(pairs * _BYTES_PER_PAIR * _PAIRS_TIMES + shared * _BYTES_PER_SHARED) / _MB,
        seconds=seconds,
        fix=f"{COARSER_FIX}; a shorter limit or fewer sites help as well",
    )


def _evenly(count: int, number: int) -> Ints:
    """Return so many of the numbers below `count`, or all of them, evenly spread."""
    return np.unique(np.linspace(0, count - 1, number).astype(np.int64))


def _tried(search: RoadSearch, sites: Ints, limit: float) -> tuple[float, int]:
    """Return the seconds that the matrix of some sites takes, and its pairs."""
    began = time.perf_counter()
    found = search.matrix_of(sites, limit).nnz
    return time.perf_counter() - began, int(found)


def _pairs_on_an_edge(search: RoadSearch) -> int:
    """Return how many pairs of a cell and a site share an edge."""
    cells, sites = (ends.rows.edge for ends in (search.cells, search.sites))
    on_edge = np.bincount(cells[cells >= 0], minlength=len(search.network.start))
    return int(on_edge[sites[sites >= 0]].sum())
