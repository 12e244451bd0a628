import geopandas as gpd
import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.geometry_kinds import POLYGONS, GeometryKinds
from shapely.geometry import LineString, Point, Polygon, box

AREAS = GeometryKinds(allowed=POLYGONS, cause="is no area", fix="give areas")
LAYER = gpd.GeoDataFrame(
    geometry=[box(0, 0, 1, 1), None, Point(0, 0), Polygon(), LineString()], crs=4326
)


def told(missing):
    with pytest.raises(InputError) as caught:
        AREAS.require(LAYER, missing, file="areas.gpkg")
    return [(f.row, f.key, f.value, f.cause) for f in caught.value.faults]


def test_a_record_without_geometry_and_one_of_another_kind_are_told_apart():
    assert told(LAYER.geometry.isna() | LAYER.geometry.is_empty) == [
        (2, None, None, "has no geometry"),
        (3, None, "Point", "is no area"),
        (4, None, None, "has no geometry"),
        (5, None, None, "has no geometry"),
    ]


def test_an_empty_geometry_may_count_as_one_of_its_kind():
    assert told(LAYER.geometry.isna()) == [
        (2, None, None, "has no geometry"),
        (3, None, "Point", "is no area"),
        (5, None, "LineString", "is no area"),
    ]
    AREAS.require(LAYER.iloc[[0, 3]], LAYER.geometry.isna().iloc[[0, 3]], file="areas.gpkg")
