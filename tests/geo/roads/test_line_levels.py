"""Lines that share a vertex meet there only on one level, or where one of them ends."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from halfhour.geo.roads.line_levels import LineLevels, split_levels
from line_layers import lines_through

ACROSS = [(0, 0), (1, 0), (2, 0)]
UP = [(1, -1), (1, 0), (1, 1)]


def meet(lines, level, height=None, road="residential"):
    """Return which pairs of lines share a vertex after they were parted, and the counts."""
    made = lines_through(lines, road)
    heights = np.full(len(made.vertex_id), np.nan) if height is None else np.array(height, float)
    parted, counts = split_levels(made, LineLevels(level=np.array(level), height=heights))
    ids = [set(part) for part in np.split(parted.vertex_id, parted.offsets[1:-1])]
    pairs = itertools.combinations(range(len(lines)), 2)
    assert parted.lon.tolist() == made.lon.tolist()
    return {(a, b) for a, b in pairs if ids[a] & ids[b]}, counts


@pytest.mark.parametrize(
    ("lines", "level", "meeting", "apart", "ends"),
    [
        # A crossing; a bridge over it; a tunnel; two bridges; a bridge over a tunnel.
        ([ACROSS, UP], [0, 0], {(0, 1)}, 0, 0),
        ([ACROSS, UP], [0, 1], set(), 1, 0),
        ([ACROSS, UP], [-1, 0], set(), 1, 0),
        ([ACROSS, UP], [1, 2], set(), 1, 0),
        ([ACROSS, UP], [1, -1], set(), 1, 0),
        # A bridge begins where a street ends, or in a street's middle.
        ([ACROSS[:2], ACROSS[1:]], [0, 1], {(0, 1)}, 0, 0),
        ([ACROSS, UP[:2]], [0, 1], {(0, 1)}, 0, 0),
        # A street that is split below a bridge; one that ends on it.
        ([UP, ACROSS[:2], ACROSS[1:]], [1, 0, 0], {(1, 2)}, 1, 0),
        ([UP, ACROSS[:2]], [1, 0], {(0, 1)}, 0, 0),
        # A junction below a bridge, and one on it.
        ([UP, ACROSS, [(1, 0), (2, 2)]], [1, 0, 0], {(1, 2)}, 1, 0),
        ([UP, ACROSS, [(1, 0), (2, 2)]], [1, 0, 1], {(0, 1), (0, 2), (1, 2)}, 0, 0),
        # Everything is split at every crossing: nobody knows.
        (
            [UP[:2], UP[1:], ACROSS[:2], ACROSS[1:]],
            [1, 1, 0, 0],
            set(itertools.combinations(range(4), 2)),
            0,
            1,
        ),
        # Three levels.
        ([ACROSS, UP, [(0, 1), (1, 0), (2, -1)]], [0, 1, 2], set(), 1, 0),
    ],
)
def test_who_meets_whom(lines, level, meeting, apart, ends):
    found, counts = meet(lines, level)
    assert found == meeting
    assert (counts.apart, counts.ends) == (apart, ends)


def test_steps_lead_to_a_bridge():
    stairs = [[(1, 0), (0, 1)], [(1, 0), (2, 1)]]
    found, counts = meet([UP, *stairs], [1, 0, 0], road=["footway", "steps", "steps"])
    assert found == {(0, 1), (0, 2), (1, 2)}
    assert counts.apart == 0


@pytest.mark.parametrize(
    ("height", "meeting"),
    [
        ([0, 0, 0, 0, 6, 0], set()),
        ([0, 0, 0, 6, 6, 6], set()),
        ([5, 5, 5, 5, 5.5, 5], {(0, 1)}),
        ([0, 0, 0, np.nan, np.nan, np.nan], {(0, 1)}),
    ],
)
def test_heights_keep_lines_apart(height, meeting):
    assert meet([ACROSS, UP], [0, 0], height)[0] == meeting
    # Even where both end.
    pieces = [[(0, 0), (1, 0)], [(1, 0), (2, 0)]]
    assert meet(pieces, [0, 0], [0, 0, 8, 8])[0] == set()


def test_parted_lines_keep_the_vertices_that_they_share_with_others():
    grid = [[(x, y) for x in range(4)] for y in range(4)]
    columns = [[(x, y) for y in range(4)] for x in range(4)]
    found, counts = meet([*grid, *columns], [0] * 4 + [0, 1, 0, 1])
    # The elevated columns end on the first and the last row and pass over the others, but rows end on the last.
    expected = {(row, 4 + column) for row in range(4) for column in (0, 2)}
    expected |= {(row, 4 + column) for row in (0, 3) for column in (1, 3)} | {(1, 7), (2, 7)}
    assert found == expected
    assert counts.apart == 2
