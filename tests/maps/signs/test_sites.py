from __future__ import annotations

import re

import pytest
import shapely
from halfhour.maps.signs.picture_states import SHAPES
from halfhour.maps.signs.sites import sign_points, sign_svg


def area(shape):
    points = sign_points(shape)
    return shapely.Polygon(points) if points else shapely.Point(0, 0).buffer(1)


@pytest.mark.parametrize("shape", SHAPES)
def test_signs_are_whole_centred_and_about_as_large_as_each_other(shape):
    sign = area(shape)
    assert sign.is_valid
    assert 2 <= sign.area <= 4.2
    assert abs(sign.centroid.x) < 0.01
    assert abs(sign.centroid.y) < 0.01


def test_no_two_signs_are_alike():
    signs = {shape: area(shape) for shape in SHAPES}
    for one, sign in signs.items():
        for other, drawn in signs.items():
            shared = sign.intersection(drawn).area / sign.union(drawn).area
            assert (shared > 0.95) == (one == other), (one, other)


def test_triangles_point_where_their_name_says():
    assert min(y for _, y in sign_points("^")) == -max(y for _, y in sign_points("v"))
    assert len([y for _, y in sign_points("^") if y < 0]) == 1


@pytest.mark.parametrize("shape", SHAPES)
def test_paths_keep_size_and_place(shape):
    path = sign_svg(shape, radius=6, centre=10)
    assert path.startswith("M")
    assert path.endswith("Z")
    if shape == "o":
        assert path == "M4 10a6 6 0 1 0 12 0a6 6 0 1 0 -12 0Z"
        return
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path)]
    drawn = shapely.Polygon(list(zip(numbers[::2], numbers[1::2], strict=True)))
    assert drawn.area == pytest.approx(36 * area(shape).area, rel=0.01)
    assert drawn.centroid.coords[0] == pytest.approx((10, 10), abs=0.05)
