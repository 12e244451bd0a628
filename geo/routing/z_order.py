"""Z-order (Morton) curve: a numbering of points with spatial locality."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def z_order(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return the position of points along a Z-order (Morton) curve: near points get near numbers.

    Parameters
    ----------
    xy
        Coordinates in any unit, shape (n, 2).

    Returns
    -------
    numpy.ndarray
        Shape (n,); points of one cell of a 65,536 x 65,536 grid share a position.
    """
    if len(xy) == 0:
        return np.empty(0, dtype=np.int64)
    span = max(float(np.ptp(xy, axis=0).max()), 1.0)
    cell = ((xy - xy.min(axis=0)) / span * (2**16 - 1)).astype(np.int64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        cell = (cell | (cell << shift)) & mask
    return np.asarray(cell[:, 0] | (cell[:, 1] << 1))
