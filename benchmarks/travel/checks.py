"""Whether two programs came to the same travel times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csc_array, csr_array
from wuhan import Floats, Ints

_SAME_S = 0.1
"""Times are good for so much: ticks and float32 are far finer, but pandana adds whole milliseconds."""


def same_times(ours_s: Floats, peer_s: Floats, limit_s: float = np.inf) -> bool:
    """Return whether all times are equal, and the same are infinite but for those at the very limit."""
    ours, peer = np.isfinite(ours_s), np.isfinite(peer_s)
    both, one = ours & peer, ours != peer
    near = np.abs(ours_s[both] - peer_s[both]).max(initial=0.0) <= _SAME_S
    return bool(
        near and np.minimum(ours_s[one], peer_s[one]).min(initial=np.inf) >= limit_s - _SAME_S
    )


def same_matrix(
    ours: csc_array,
    peer: csr_array,
    limit_s: float,
    *,
    columns: Ints | None = None,
    nodes: Ints | None = None,
) -> bool:
    """Return whether a matrix (nodes, sites) holds the rows of a peer's (sites, nodes).

    Parameters
    ----------
    ours, peer
        Absent entries are beyond the limit.
    limit_s
        The limit.
    columns
        Column of ours for each row of the peer; by default the same.
    nodes
        Our number of each of the peer's nodes; by default the same.
    """
    columns = np.arange(peer.shape[0]) if columns is None else columns
    wanted_s, found_s = (np.full(ours.shape[0], np.inf) for _ in range(2))
    for row, column in enumerate(columns):
        some = slice(peer.indptr[row], peer.indptr[row + 1])
        at = peer.indices[some] if nodes is None else nodes[peer.indices[some]]
        own = slice(ours.indptr[column], ours.indptr[column + 1])
        wanted_s[at], found_s[ours.indices[own]] = peer.data[some], ours.data[own]
        if not same_times(found_s, wanted_s, limit_s):
            return False
        wanted_s[at] = found_s[ours.indices[own]] = np.inf
    return True


def same_rows(ours: csc_array, peer: Sequence[dict[int, float]], limit_s: float) -> bool:
    """Return whether the first columns of a matrix are those of a peer, one dictionary each."""
    counts = [len(row) for row in peer]
    indices = np.concatenate([np.fromiter(row.keys(), np.int64, len(row)) for row in peer])
    data = np.concatenate([np.fromiter(row.values(), np.float64, len(row)) for row in peer])
    shape = (len(peer), ours.shape[0])
    return same_matrix(
        ours, csr_array((data, indices, np.cumsum([0, *counts])), shape=shape), limit_s
    )
