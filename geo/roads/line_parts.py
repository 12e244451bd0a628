"""Parts of lines between two fractions of their length (linear referencing), for many lines at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from ...common.arrays import Floats, Ints


def line_parts(
    geometry: npt.NDArray[np.object_], begin: Floats, finish: Floats
) -> npt.NDArray[np.object_]:
    """Cut a part out of each line.

    Parameters
    ----------
    geometry
        LineStrings of two and more vertices, shape (lines,).
    begin, finish
        Ends of the part, as fractions of the line's length in the plane, shape (lines,), with
        0 <= begin <= finish <= 1.

    Returns
    -------
    numpy.ndarray
        LineStrings in the same order. Where `begin` equals `finish`, or the line has no length, the part
        is a LineString of two equal vertices.
    """
    if len(geometry) == 0:
        return np.empty(0, dtype=object)
    xy, line = shapely.get_coordinates(geometry, return_index=True)
    first = np.searchsorted(line, np.arange(len(geometry)))
    along, total = _along(xy, line, first)
    from_, to = begin * total, finish * total
    # A part up to the line's end ends in the line's own vertex, whatever the rounding of the product.
    to = np.where(finish >= 1, total, to)
    inner = (along > from_[line]) & (along < to[line])
    counts = np.bincount(line[inner], minlength=len(geometry)) + 2
    offset = np.concatenate([[0], np.cumsum(counts)[:-1]])
    parts = np.empty((int(counts.sum()), 2))
    parts[offset] = _interpolated(xy, line, along, first, from_)
    parts[offset + counts - 1] = _interpolated(xy, line, along, first, to)
    is_inner = np.ones(len(parts), dtype=bool)
    is_inner[offset] = is_inner[offset + counts - 1] = False
    parts[is_inner] = xy[inner]
    result = shapely.linestrings(parts, indices=np.repeat(np.arange(len(geometry)), counts))
    return np.asarray(result, dtype=object)


def _along(xy: Floats, line: Ints, first: Ints) -> tuple[Floats, Floats]:
    """Return the length from the line's start to each vertex, and of each line."""
    step = np.zeros(len(xy))
    step[1:] = np.hypot(*np.diff(xy, axis=0).T)
    step[first] = 0.0
    run = np.cumsum(step)
    # One sum over all lines loses digits that a sum for each line keeps; they are far below a millimetre.
    along = run - run[first][line]
    last = np.append(first[1:], len(xy)) - 1
    return along, along[last]


def _interpolated(xy: Floats, line: Ints, along: Floats, first: Ints, at: Floats) -> Floats:
    """Return the point at a length along each line."""
    passed = np.bincount(line[along <= at[line]], minlength=len(first))
    last = np.append(first[1:], len(xy)) - 1
    before = first + np.clip(passed - 1, 0, last - first - 1)
    step = along[before + 1] - along[before]
    fraction = np.divide(at - along[before], step, out=np.zeros_like(at), where=step > 0)
    fraction = np.clip(fraction, 0, 1)[:, None]
    # In this form both ends are exactly the vertices.
    return np.asarray(xy[before] * (1 - fraction) + xy[before + 1] * fraction)
