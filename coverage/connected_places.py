"""Places that lie together: each within some distance of another one of its group."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from ..common.arrays import Floats, Ints


def connected_places(xy: Floats, reach_m: float) -> Ints:
    """Return the group of each place, numbered from 0 in the order of their first places.

    They are the clusters of DBSCAN with a minimum of one place: the connected components of the graph of
    places that are at most `reach_m` apart.

    Parameters
    ----------
    xy
        Places, shape (places, 2).
    reach_m
        Places up to this far apart belong together.
    """
    count = len(xy)
    if not count:
        return np.zeros(0, dtype=np.int64)
    pairs = KDTree(xy).query_pairs(reach_m, output_type="ndarray")
    near = coo_array(
        (np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(count, count)
    )
    return np.asarray(connected_components(near, directed=False)[1], dtype=np.int64)
