import numpy as np
import shapely
from halfhour.geo.inner_points import inner_points


def test_points_stay_the_same_objects() -> None:
    points = np.asarray(shapely.points([1.0, 2.0], [3.0, 4.0]), dtype=object)
    assert inner_points(points) is points


def test_areas_and_lines_get_a_point_on_them() -> None:
    crescent = shapely.Point(0, 0).buffer(10).difference(shapely.Point(3, 0).buffer(9))
    places = np.array([crescent, shapely.LineString([(0, 0), (5, 5)]), shapely.Point(1, 2)])
    found = inner_points(places)
    assert (shapely.get_type_id(found) == shapely.GeometryType.POINT).all()
    assert (shapely.distance(found, places) < 1e-9).all()
    assert not crescent.covers(crescent.centroid)


def test_a_place_that_is_missing_or_empty_has_no_point() -> None:
    found = inner_points(np.array([None, shapely.Point(), shapely.Point(1, 2)], dtype=object))
    assert (shapely.is_missing(found) | shapely.is_empty(found)).tolist() == [True, True, False]
