"""How far apart cells usually are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from ..common.arrays import Floats


def usual_spacing_m(xy: Floats, *, sample: int | None = None) -> float | None:
    """Return the median distance from a spot to the nearest other one.

    Parameters
    ----------
    xy
        Places of cells in metres, shape (cells, 2). Cells on one spot, such as the demand classes of a cell,
        are one.
    sample
        About how many spots are looked at, evenly spread; by default all.

    Returns
    -------
    float or None
        None where there are not two spots.
    """
    spots = distinct_spots(xy)
    if len(spots) < 2:
        return None
    step = 1 if sample is None else max(1, len(spots) // sample)
    # The nearest one is the spot itself.
    distance_m, _ = KDTree(spots).query(spots[::step], k=[2])
    return float(np.median(distance_m))


def distinct_spots(xy: Floats) -> Floats:
    """Return the places that differ, shape (spots, 2), in the order in which they first occur."""
    return pd.DataFrame(xy).drop_duplicates().to_numpy(dtype=np.float64)
