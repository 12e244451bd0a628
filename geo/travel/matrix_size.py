"""What it takes to snap places and to compute the travel-time matrix, before it is done."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

import numpy as np

from ...common.large_work import COARSER_FIX, StageEstimate
from .mixed_search import SearchPart

_MB: Final = 2.0**20
_BYTES_SNAPPED: Final = 300
_SECONDS_SNAPPED: Final = 1e-5

_BYTES_PER_PAIR: Final = 8
_PAIRS_TIMES: Final = 1.3
"""A pair is a 32-bit row and a 32-bit cost; a sample of sites need not be like the others."""

_SAMPLED_FROM: Final = 20_000_000
"""Cells times sites. Fewer have no more pairs than some hundred megabytes hold."""

_SAMPLE: Final = 32
"""Sites of each mode that are tried."""


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
    pairs = seconds = 0.0
    for part in parts:
        count = len(part.sites)
        if not count:
            continue
        tried = np.unique(np.linspace(0, count - 1, _SAMPLE).astype(np.int64))
        began = time.perf_counter()
        found = part.search.matrix_of(tried, limit).nnz
        seconds += (time.perf_counter() - began) * count / len(tried)
        pairs += found * count / len(tried)
    return StageEstimate(
        stage="computing travel times",
        file="travel times",
        counts={"cells": cells, "sites": sites, "pairs": round(pairs)},
        memory_mb=pairs * _BYTES_PER_PAIR * _PAIRS_TIMES / _MB,
        seconds=seconds,
        fix=f"{COARSER_FIX}; a shorter limit or fewer sites help as well",
    )
