"""The nearest edge against shapely's distance to every edge."""

from random import Random

import numpy as np
import pytest
import shapely
from halfhour.geo.travel.edge_index import TIE_M, NearestEdges, nearest_edges
from hypothesis import given, settings
from hypothesis import strategies as st

# Whole metres make shared ends, overlaps, ties and places on edges frequent.
# Millimetres are fine enough, and keep shapely from dividing by lengths of which the square is 0.
coordinate = st.one_of(
    st.integers(0, 12).map(lambda n: 40.0 * n),
    st.integers(-200_000, 700_000).map(lambda n: n / 1000),
)
vertex = st.tuples(coordinate, coordinate)
roads = st.lists(st.lists(vertex, min_size=2, max_size=5), min_size=1, max_size=25)
places = st.lists(vertex, min_size=1, max_size=25)


def found(towns: list[list[tuple[float, float]]], xy: np.ndarray, max_m: float) -> NearestEdges:
    geometry = np.array([shapely.LineString(way) for way in towns], dtype=object)
    return nearest_edges(xy, geometry, np.arange(len(towns)), max_m=max_m)


@given(roads, places, st.floats(10, 900))
@settings(max_examples=300, deadline=None)
def test_the_nearest_edge_is_the_one_that_measuring_all_of_them_finds(
    ways: list[list[tuple[float, float]]], spots: list[tuple[float, float]], max_m: float
) -> None:
    xy = np.array(spots)
    geometry = np.array([shapely.LineString(way) for way in ways], dtype=object)
    edges = np.arange(0, len(ways), 2)
    nearest = nearest_edges(xy, geometry, edges, max_m=max_m)
    distance_m = shapely.distance(shapely.points(xy)[:, None], geometry[edges][None, :])
    best_m = distance_m.min(axis=1)
    for row in np.flatnonzero(np.abs(best_m - max_m) > 1e-9):
        if best_m[row] > max_m:
            assert nearest.edge[row] == -1
            assert np.isinf(nearest.distance_m[row])
            assert np.isnan(nearest.xy[row]).all()
            continue
        assert nearest.distance_m[row] == pytest.approx(best_m[row], abs=1e-9)
        # Rounding may part or join edges only just at the width of a tie.
        surely = edges[distance_m[row] <= best_m[row] + 0.9 * TIE_M].min()
        perhaps = edges[distance_m[row] <= best_m[row] + 1.1 * TIE_M].min()
        assert perhaps <= nearest.edge[row] <= surely
        line = geometry[nearest.edge[row]]
        foot = shapely.Point(nearest.xy[row])
        assert foot.distance(shapely.Point(xy[row])) == pytest.approx(best_m[row], abs=2 * TIE_M)
        assert line.distance(foot) == pytest.approx(0, abs=1e-6)


def test_equally_near_edges_yield_to_the_lowest_even_if_drawn_the_other_way() -> None:
    one = [(3.3, 0.1), (97.7, 55.5)]
    xy = np.array([[10.0, 70.0], [50.0, 20.0]])
    assert found([one, one[::-1]], xy, 500).edge.tolist() == [0, 0]
    assert found([one[::-1], one], xy, 500).edge.tolist() == [0, 0]


def test_many_edges_at_one_junction_and_a_place_that_sees_them_all() -> None:
    angle = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    star = [[(0.0, 0.0), (60 * np.cos(a), 60 * np.sin(a))] for a in angle]
    # Seen along ray 77 its end is nearest; at the junction all are equally near.
    xy = np.array([[80 * np.cos(angle[77]), 80 * np.sin(angle[77])], [0.0, 0.0]])
    nearest = found(star, xy, 500)
    assert nearest.edge.tolist() == [77, 0]
    assert nearest.distance_m == pytest.approx([20, 0])


def test_a_long_straight_edge_is_seen_from_its_middle() -> None:
    # The other road's end is near; the long one's ends are 10 km away.
    ways = [[(0.0, 300.0), (0.0, 400.0)], [(-10_000.0, 0.0), (10_000.0, 0.0)]]
    nearest = found(ways, np.array([[0.0, 149.0], [0.0, 151.0]]), 2000)
    assert nearest.edge.tolist() == [1, 0]
    assert nearest.xy == pytest.approx(np.array([[0, 0], [0, 300]]))


def test_an_edge_without_length_is_a_point() -> None:
    ways = [[(0.0, 0.0), (0.0, 0.0)], [(100.0, 0.0), (200.0, 0.0)]]
    nearest = found(ways, np.array([[10.0, 0.0], [90.0, 0.0]]), 2000)
    assert nearest.edge.tolist() == [0, 1]
    assert nearest.xy.tolist() == [[0, 0], [100, 0]]


def test_the_very_distance_still_counts() -> None:
    way = [[(0.0, 0.0), (100.0, 0.0)]]
    xy = np.array([[50.0, 200.0], [50.0, 200.001]])
    assert found(way, xy, 200).edge.tolist() == [0, -1]


def test_blocks_of_places_do_not_change_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(4)  # noqa: S311 - places, not secrets
    ways = [[(random.uniform(0, 900), random.uniform(0, 900)) for _ in range(3)] for _ in range(60)]
    xy = np.array([(random.uniform(-90, 990), random.uniform(-90, 990)) for _ in range(200)])
    whole = found(ways, xy, 100)
    monkeypatch.setattr("halfhour.geo.travel.edge_index._BLOCK_PAIRS", 12)
    parts = found(ways, xy, 100)
    assert 0 < (whole.edge >= 0).sum() < len(xy)
    for name in ("edge", "distance_m", "xy"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))


@pytest.mark.parametrize(("ways", "count"), [([], 3), ([[(0.0, 0.0), (1.0, 1.0)]], 0)])
def test_without_edges_or_places_there_is_nothing_to_find(
    ways: list[list[tuple[float, float]]], count: int
) -> None:
    nearest = found(ways, np.zeros((count, 2)), 100)
    assert nearest.edge.tolist() == [-1] * count
    assert nearest.xy.shape == (count, 2)
