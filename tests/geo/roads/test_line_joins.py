"""Lines that almost touch are joined: checked with lengths that a formula gives, or with all pairs."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from halfhour.geo.roads.line_joins import join_lines
from halfhour.geo.roads.line_levels import LineLevels
from hypothesis import given, settings
from hypothesis import strategies as st
from line_layers import METRE, lines_through


def joined(places, join_m=0.1, level=None, height=None):
    """Join lines given in metres."""
    made = lines_through(places, step=METRE)
    levels = LineLevels(
        level=np.zeros(len(made), dtype=int) if level is None else np.array(level),
        height=np.full(len(made.vertex_id), np.nan) if height is None else np.array(height, float),
    )
    return join_lines(made, levels, join_m)


def graph(lines):
    """Return the graph of all segments in metres, by the ids of their vertices."""
    result = nx.Graph()
    xy = np.column_stack([lines.lon, lines.lat]) / METRE
    for first, end in zip(lines.offsets[:-1], lines.offsets[1:], strict=True):
        for at in range(first, end - 1):
            metres = float(np.hypot(*(xy[at + 1] - xy[at])))
            pair = (int(lines.vertex_id[at]), int(lines.vertex_id[at + 1]))
            if metres < result.get_edge_data(*pair, {"weight": np.inf})["weight"]:
                result.add_edge(*pair, weight=metres)
    return result


def at(lines, x, y):
    gap = np.hypot(lines.lon / METRE - x, lines.lat / METRE - y)
    assert gap.min() < 0.2
    return int(lines.vertex_id[gap.argmin()])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_side_streets_end_on_a_street_that_has_no_vertex_there(data):
    # At least 2 m apart, so that no two of them end at one place.
    places = st.lists(st.integers(1, 49), min_size=2, max_size=8, unique=True)
    xs = [2.0 * x for x in data.draw(places)]
    gaps = [data.draw(st.floats(-0.09, 0.09)) for _ in xs]
    ends = [data.draw(st.sampled_from([-20.0, 30.0])) for _ in xs]
    main = [(0.0, 0.0), (100.0, 0.0)]
    sides = [[(x, gap), (x, end)] for x, gap, end in zip(xs, gaps, ends, strict=True)]
    # Either direction.
    sides = [side[:: data.draw(st.sampled_from([1, -1]))] for side in sides]
    lines, counts = joined([main, *sides])
    assert counts.to_middles + counts.to_vertices == len(xs)
    assert counts.longest_m == pytest.approx(np.abs(gaps).max(), abs=1e-4)
    found = graph(lines)
    for (x, end), (other_x, other_end) in zip(
        zip(xs, ends, strict=True), list(zip(xs, ends, strict=True))[1:], strict=False
    ):
        metres = nx.shortest_path_length(
            found, at(lines, x, end), at(lines, other_x, other_end), weight="weight"
        )
        assert metres == pytest.approx(abs(x - other_x) + abs(end) + abs(other_end), abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.001, 0.01, 0.03]))
def test_a_grid_in_pieces_with_noise_at_their_ends_is_the_grid(seed, noise_m):
    rng = np.random.default_rng(seed)
    pieces = [
        [(10.0 * x, 10.0 * y), (10.0 * (x + dx), 10.0 * (y + dy))]
        for x in range(4)
        for y in range(4)
        for dx, dy in ((1, 0), (0, 1))
        if x + dx < 4 and y + dy < 4
    ]
    noisy = [[tuple(np.add(xy, rng.uniform(-noise_m, noise_m, 2))) for xy in p] for p in pieces]
    lines, counts = joined(noisy)
    found = graph(lines)
    assert found.number_of_nodes() == 16
    assert sorted(d for _, d in found.degree()) == sorted(
        d for _, d in nx.grid_2d_graph(4, 4).degree()
    )
    metres = nx.shortest_path_length(found, at(lines, 0, 0), at(lines, 30, 30), weight="weight")
    assert metres == pytest.approx(60, abs=0.5)
    assert counts.to_middles == counts.missing == counts.passing == 0


@pytest.mark.parametrize(
    ("gap", "join_m", "is_joined", "missing"),
    [
        (0.0, 0.1, True, 0),
        (0.09, 0.1, True, 0),
        (0.11, 0.1, False, 1),
        (0.9, 0.1, False, 1),
        (1.2, 0.1, False, 0),
        (0.9, 1.0, True, 0),
        (5.0, 1.0, False, 1),
        (0.05, 0.0, False, 1),
    ],
)
@pytest.mark.parametrize("to_middle", [True, False])
def test_gaps_up_to_the_tolerance_are_closed_and_others_told(
    gap, join_m, is_joined, missing, to_middle
):
    main = [(-50, 0), (50, 0)] if to_middle else [(-50, 0), (0.0, 0.0)]
    side = [(0, gap), (0, 80)] if to_middle else [(gap, 0.0), (80, 0)]
    lines, counts = joined([main, side], join_m)
    if not to_middle and gap == 0:
        assert counts.to_vertices == 0  # they share the vertex
    else:
        assert counts.to_vertices + counts.to_middles == is_joined
        # Two ends that face each other both miss a line.
        assert counts.missing == missing * (1 if to_middle else 2)
        if missing:
            assert counts.nearest_m == pytest.approx(gap, abs=1e-4)
    assert nx.is_connected(graph(lines)) == is_joined


@pytest.mark.parametrize(
    ("level", "height", "is_joined"),
    [
        ([0, 0], None, True),
        ([1, 1], None, True),
        ([1, 0], None, False),  # a street ends below a bridge
        ([0, 1], None, True),  # a bridge ends on a street
        ([0, 0], [0, 0, 6, 6], False),
        ([0, 0], [0, 10, 5, 5], True),  # the street climbs
    ],
)
def test_only_lines_of_one_level_are_joined(level, height, is_joined):
    lines, _ = joined([[(-50, 0), (50, 0)], [(0, 0.02), (0, 80)]], level=level, height=height)
    assert nx.is_connected(graph(lines)) == is_joined


def test_lines_that_meet_below_a_line_are_not_joined_to_its_middle():
    flyover = [(-50, 0), (50, 0)]
    lines, counts = joined([flyover, [(0, -40), (0, 0.01)], [(0, 0.01), (0, 40)]])
    assert not nx.is_connected(graph(lines))
    assert (counts.passing, counts.to_middles, counts.missing) == (2, 0, 0) or counts.passing == 1


def test_a_line_may_end_on_its_own_middle():
    lines, counts = joined([[(0, 0), (100, 0), (100, 50), (50, 50), (50, 0.05)]])
    assert counts.to_middles == 1
    found = graph(lines)
    metres = nx.shortest_path_length(found, at(lines, 0, 0), at(lines, 50, 50), weight="weight")
    assert metres == pytest.approx(100, abs=0.01)


def test_a_ring_that_nearly_closes_is_closed():
    lines, counts = joined([[(0, 0), (100, 0), (100, 50), (0, 50), (0, 0.05)]])
    assert counts.to_vertices == 1
    assert nx.is_biconnected(graph(lines))


def test_a_spur_that_doubles_back_stays_as_it_is():
    lines, counts = joined([[(0, 0), (50, 0)], [(50, 0), (47, 0.01)]])
    assert (counts.to_middles, counts.to_vertices, counts.missing) == (0, 0, 0)
    assert len(lines.vertex_id) == 4


def test_several_streets_end_at_one_place_and_a_long_bend_is_kept():
    bend = [(100 + 5 * np.cos(a), 5 * np.sin(a)) for a in np.linspace(0, np.pi, 30)]
    lines, counts = joined(
        [[(-50, 0), (50, 0)], [(50.03, 0), (80, 0)], [(50, 0.04), (50, 60)], bend], 1.0
    )
    assert len(set(lines.vertex_id[[1, 2, 4]].tolist())) == 1
    assert len(lines.vertex_id) == 6 + 30
    assert counts.longest_m == pytest.approx(0.05, abs=0.01) or counts.longest_m < 0.06


def test_a_crumb_between_two_streets_is_left_out():
    lines, _ = joined([[(-50, 0), (0, 0)], [(0, 0.02), (0.05, 0.02)], [(0.07, 0), (50, 0)]])
    assert len(lines) == 2
    assert nx.is_connected(graph(lines))
