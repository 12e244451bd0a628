"""Which pairs of a cost matrix are within a limit, in no more memory than the answer takes."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import csc_array

_BLOCK: Final = 1 << 20
"""Pairs looked at at once: what is counted in between stays small beside a large matrix."""


def pairs_within(costs: csc_array, limit: float) -> csc_array:
    """Return the stored pairs of a sparse cost matrix that cost at most `limit`.

    Parameters
    ----------
    costs
        Costs by cell and site, with sorted columns.
    limit
        The limit, in the costs' unit; compared as single precision, in which costs are.

    Returns
    -------
    scipy.sparse.csc_array
        Boolean, of the same shape, True where stored. Where all pairs are within the limit it shares its
        arrays of indices with `costs`.
    """
    most = np.float32(limit)
    ends = costs.indptr
    starts = range(0, len(costs.data), _BLOCK)
    kept = np.zeros_like(ends)
    count = 0
    for start in starts:
        running = np.cumsum(costs.data[start : start + _BLOCK] <= most)
        # Ends of columns in this block; those at its very start were counted with the block before.
        first, last = np.searchsorted(ends, [start, start + len(running)], side="right")
        kept[first:last] = count + running[ends[first:last] - start - 1]
        count += int(running[-1])
    if count == len(costs.data):
        indices, kept = costs.indices, ends
    else:
        indices, filled = np.empty(count, dtype=costs.indices.dtype), 0
        for start in starts:
            block = slice(start, start + _BLOCK)
            near = costs.indices[block][costs.data[block] <= most]
            indices[filled : filled + len(near)] = near
            filled += len(near)
    return csc_array((np.ones(count, dtype=bool), indices, kept), shape=costs.shape)
