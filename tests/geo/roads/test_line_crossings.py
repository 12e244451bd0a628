from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from halfhour.geo.roads.line_crossings import count_crossings
from halfhour.geo.roads.line_levels import LineLevels
from line_layers import lines_through


def count(places, level=None, height=None):
    made = lines_through(places)
    levels = LineLevels(
        level=np.zeros(len(made), dtype=int) if level is None else np.array(level),
        height=np.full(len(made.vertex_id), np.nan) if height is None else np.array(height, float),
    )
    return count_crossings(made, levels)


@pytest.mark.parametrize("seed", range(5))
def test_as_many_as_all_pairs_of_segments_have(seed):
    rng = np.random.default_rng(seed)
    places = [rng.integers(0, 10, (5, 2)) + rng.uniform(0.1, 0.9, (5, 2)) for _ in range(12)]
    segments = [shapely.LineString(line[i : i + 2]) for line in places for i in range(4)]
    expected = sum(a.crosses(b) for a, b in itertools.combinations(segments, 2))
    assert count(places) == expected > 20


def test_junctions_and_bridges_are_no_crossings():
    across, up = [(0, 0), (2, 0)], [(1, -1), (1, 1)]
    assert count([across, up]) == 1
    assert count([across, up], level=[0, 1]) == 0
    assert count([across, up], height=[0, 4, 5, 5]) == 0
    assert count([across, up], height=[0, 4, 3, 1]) == 1
    assert count([across, up, up[::-1]]) == 1
    assert count([[(0, 0), (1, 0), (2, 0)], [(1, -1), (1, 0), (1, 1)]]) == 0
    assert count([across, [(1, 0), (1, 1)]]) == 0
