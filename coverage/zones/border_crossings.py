"""Which straight pieces of borders cross or touch others."""

from __future__ import annotations

import numpy as np
import shapely

from ...common.arrays import Bools, Floats, Ints


def crossing_segments(begin: Floats, finish: Floats) -> Ints:
    """Return which straight segments cross or touch others elsewhere than end to end, in ascending order.

    Parameters
    ----------
    begin, finish
        Where each segment begins and finishes, shape (segments, 2).

    Returns
    -------
    numpy.ndarray
        Their numbers. Two that share an end are among them only where they lie upon each other.
    """
    segments = np.asarray(shapely.linestrings(np.stack([begin, finish], axis=1)), dtype=object)
    one, other = shapely.STRtree(segments).query(segments)
    once = one < other
    one, other = one[once], other[once]
    # Most pairs only follow each other round a corner.
    pair = ~_only_joined(begin, finish, one, other)
    one, other = one[pair], other[pair]
    across = _on_both_sides(begin, finish, one, other) & _on_both_sides(begin, finish, other, one)
    return np.unique(np.concatenate([one[across], other[across]]))


def _only_joined(begin: Floats, finish: Floats, one: Ints, other: Ints) -> Bools:
    """Return which pairs share an end, and nothing else."""
    way, next_way = finish[one] - begin[one], finish[other] - begin[other]
    turn = way[:, 0] * next_way[:, 1] - way[:, 1] * next_way[:, 0]
    ahead = (way * next_way).sum(axis=1)
    end_to_begin = (finish[one] == begin[other]).all(axis=1) | (begin[one] == finish[other]).all(
        axis=1
    )
    alike = (finish[one] == finish[other]).all(axis=1) | (begin[one] == begin[other]).all(axis=1)
    bends = turn != 0
    return np.asarray((end_to_begin & (bends | (ahead > 0))) | (alike & (bends | (ahead < 0))))


def _on_both_sides(begin: Floats, finish: Floats, line: Ints, of: Ints) -> Bools:
    """Return whether the ends of one segment lie on both sides of another's line, or on it."""
    way = finish[line] - begin[line]
    first, last = begin[of] - begin[line], finish[of] - begin[line]
    one = way[:, 0] * first[:, 1] - way[:, 1] * first[:, 0]
    two = way[:, 0] * last[:, 1] - way[:, 1] * last[:, 0]
    return np.asarray(one * two <= 0)
