"""How far apart cells usually are."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from ..common.arrays import Floats

_LONE_CELL_M: Final = 250.0
_SIZE_SAMPLE: Final = 2000
_NEIGHBOURS: Final = 8


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
    from scipy.spatial import KDTree  # noqa: PLC0415 - loads slowly

    # The nearest one is the spot itself.
    distance_m, _ = KDTree(spots).query(spots[::step], k=[2])
    return float(np.median(distance_m))


def cell_size_m(xy: Floats) -> tuple[float, float]:
    """Return the usual distance of neighbouring cells, east to west and south to north.

    A grid in degrees has cells that are higher than wide. Where cells have no neighbours to one of the sides,
    the other distance holds for both.
    """
    xy = distinct_spots(xy)
    if len(xy) < 2:
        return (_LONE_CELL_M, _LONE_CELL_M)
    from scipy.spatial import KDTree  # noqa: PLC0415 - loads slowly

    some = xy[:: max(1, len(xy) // _SIZE_SAMPLE)]
    _, near = KDTree(xy).query(some, k=min(_NEIGHBOURS, len(xy)))
    away = np.abs(xy[near] - some[:, None, :])
    # To the side is where the other direction hardly changes; a spot is the nearest one to itself.
    beside = (away.min(axis=2) < 0.5 * away.max(axis=2)) & (away.max(axis=2) > 0)
    sizes = []
    for axis in (0, 1):
        along = np.where(
            beside & (away[:, :, axis] > away[:, :, 1 - axis]), away[:, :, axis], np.inf
        )
        nearest = along.min(axis=1)
        known = nearest[np.isfinite(nearest)]
        sizes.append(float(np.median(known)) if len(known) else 0.0)
    across, up = sizes
    return (across or up or _LONE_CELL_M, up or across or _LONE_CELL_M)


def distinct_spots(xy: Floats) -> Floats:
    """Return the places that differ, shape (spots, 2), in the order in which they first occur."""
    return pd.DataFrame(xy).drop_duplicates().to_numpy(dtype=np.float64)
