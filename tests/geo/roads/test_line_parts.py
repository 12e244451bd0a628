import numpy as np
import pytest
import shapely
from halfhour.geo.roads.line_parts import line_parts
from hypothesis import given
from hypothesis import strategies as st
from shapely.ops import substring

# To the millimetre: a step of 1e-34 m is lost in the length of its line.
coordinate = st.integers(-50, 50).map(float) | st.floats(-1e5, 1e5).map(lambda m: round(m, 3))
vertices = st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=7)
fraction = st.sampled_from([0.0, 0.25, 0.5, 1.0]) | st.floats(0, 1).map(lambda f: round(f, 6))


@given(
    lines=st.lists(st.tuples(vertices, fraction, fraction), min_size=1, max_size=6),
)
def test_parts_are_those_that_shapely_cuts_one_by_one(
    lines: list[tuple[list[tuple[float, float]], float, float]],
) -> None:
    geometry = np.array([shapely.LineString(line) for line, _, _ in lines], dtype=object)
    begin = np.array([min(a, b) for _, a, b in lines])
    finish = np.array([max(a, b) for _, a, b in lines])
    parts = line_parts(geometry, begin, finish)
    assert len(parts) == len(geometry)
    for line, part, a, b in zip(geometry, parts, begin, finish, strict=True):
        expected = substring(line, a, b, normalized=True)
        assert part.geom_type == "LineString"
        assert part.length == pytest.approx((b - a) * line.length, abs=1e-6)
        if expected.length > 0:
            assert shapely.hausdorff_distance(part, expected) < 1e-6
        # The same way round, too.
        assert np.allclose(part.coords[0], expected.coords[0], atol=1e-6)
        assert np.allclose(part.coords[-1], expected.coords[-1], atol=1e-6)


@given(lines=st.lists(vertices, min_size=1, max_size=4))
def test_the_whole_of_a_line_begins_and_ends_in_its_own_vertices(
    lines: list[list[tuple[float, float]]],
) -> None:
    geometry = np.array([shapely.LineString(line) for line in lines], dtype=object)
    parts = line_parts(geometry, np.zeros(len(lines)), np.ones(len(lines)))
    for line, part in zip(lines, parts, strict=True):
        assert part.coords[0] == line[0]
        assert part.coords[-1] == line[-1]


def test_no_length_is_a_place() -> None:
    geometry = np.array(
        [shapely.LineString([(3, 4), (3, 4)]), shapely.LineString([(0, 0), (10, 0), (10, 10)])],
        dtype=object,
    )
    parts = line_parts(geometry, np.array([0.2, 0.75]), np.array([0.9, 0.75]))
    assert shapely.get_coordinates(parts).tolist() == [[3, 4], [3, 4], [10, 5], [10, 5]]


def test_nothing_to_cut() -> None:
    assert len(line_parts(np.empty(0, dtype=object), np.empty(0), np.empty(0))) == 0
