"""The frame inside which Chinese maps are shifted, and undoing a shift that has no inverse formula."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ...common.arrays import Bools, Floats

Places: TypeAlias = tuple[Floats, Floats]
"""Longitudes and latitudes, in degrees."""

Shift: TypeAlias = Callable[[Floats, Floats], Places]

WEST_DEG: Final = 72.004
EAST_DEG: Final = 137.8347
SOUTH_DEG: Final = 0.8293
NORTH_DEG: Final = 55.8271
"""The frame in WGS 84, as the published formula has it. It holds Mongolia, Korea, and parts of other countries,
too; only China's maps are drawn shifted, and places abroad within the frame are treated as if they were."""

_BESIDE_DEG: Final = 0.1
"""Ten times the longest shift: what lies further out than this was not shifted out of the frame."""

ROUNDING_DEG: Final = 1e-9
"""A tenth of a millimetre: what comes back from a shift is as exact as this."""

_STEP_DEG: Final = 1e-12
_ROUNDS: Final = 50


def in_frame(lon: npt.ArrayLike, lat: npt.ArrayLike, *, beside_deg: float = 0.0) -> Bools:
    """Return which places lie in the frame, its border among it.

    Parameters
    ----------
    lon, lat
        Degrees.
    beside_deg
        How much wider than the frame, in degrees.
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    return np.asarray(
        (x >= WEST_DEG - beside_deg)
        & (x <= EAST_DEG + beside_deg)
        & (y >= SOUTH_DEG - beside_deg)
        & (y <= NORTH_DEG + beside_deg)
    )


def shifted(
    lon: npt.ArrayLike, lat: npt.ArrayLike, shift: Shift, *, beside_deg: float = 0.0
) -> Places:
    """Return places of which those in the frame are shifted.

    Parameters
    ----------
    lon, lat
        Degrees in WGS 84, of one shape.
    shift
        Shifts places that lie in the frame.
    beside_deg
        As of `in_frame`.
    """
    x, y = _copies(lon, lat)
    inside = in_frame(x, y, beside_deg=beside_deg)
    x[inside], y[inside] = shift(x[inside], y[inside])
    return x, y


def unshifted(lon: npt.ArrayLike, lat: npt.ArrayLike, shift: Shift) -> Places:
    """Return the places in the frame from which `shifted` leads to places; others are returned as they are.

    It is solved by adding what is still missing: the shift hardly changes over its own length, so that each
    round makes the error at least fifty times smaller.

    Parameters
    ----------
    lon, lat
        Shifted degrees, of one shape.
    shift
        As of `shifted`.
    """
    x, y = _copies(lon, lat)
    near = in_frame(x, y, beside_deg=_BESIDE_DEG)
    there_x, there_y = x[near], y[near]
    from_x, from_y = there_x.copy(), there_y.copy()
    for _ in range(_ROUNDS):
        ahead_x, ahead_y = shift(from_x, from_y)
        step_x, step_y = there_x - ahead_x, there_y - ahead_y
        from_x, from_y = from_x + step_x, from_y + step_y
        if not (np.maximum(np.abs(step_x), np.abs(step_y)) > _STEP_DEG).any():
            break
    # A place beside the frame stands for itself, unless one in the frame is shifted to it. In a strip along the
    # edge no place is shifted to those in the frame: there the formula goes on as if the frame were wider.
    inside = in_frame(from_x, from_y, beside_deg=ROUNDING_DEG)
    taken = inside | in_frame(there_x, there_y)
    x[near] = np.where(taken, from_x, there_x)
    y[near] = np.where(taken, from_y, there_y)
    return x, y


def _copies(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Places:
    x, y = np.broadcast_arrays(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
    return x.copy(), y.copy()
