import geopandas as gpd
import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.projection import metric_crs, projected
from shapely.geometry import Point

TABLE = gpd.GeoDataFrame(
    {"site_id": ["b", "a"], "beds": [1, 2]}, geometry=[Point(120, 40), Point(120, 41)], crs=4326
)


def test_places_move_onto_the_index_of_their_ids():
    moved = projected(TABLE, "EPSG:4549", file="s.csv", id_name="site_id")
    assert list(moved.index) == ["b", "a"]
    assert moved.index.name == "site_id"
    assert list(moved.columns) == ["beds", "geometry"]
    # The zone's central meridian is 120 degrees east, with a false easting of 500 km.
    assert moved.geometry.x.tolist() == pytest.approx([500_000, 500_000])
    assert TABLE.crs.to_epsg() == 4326


def test_a_place_where_the_crs_has_no_coordinates_is_told():
    # Transverse Mercator has none a quarter of the globe away from its meridian.
    table = TABLE.set_geometry(gpd.GeoSeries([Point(120, 40), Point(-150, 0)], crs=4326))
    with pytest.raises(InputError) as caught:
        projected(table, "EPSG:4549", file="s.csv", id_name="site_id")
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.key, fault.column) == (
        "s.csv",
        2,
        "site_id a",
        "geometry",
    )
    assert fault.cause == "lies where CGCS2000 / 3-degree Gauss-Kruger CM 120E has no coordinates"


def test_auto_suits_the_extent_of_all_tables_together():
    east = TABLE.set_geometry(TABLE.geometry.translate(xoff=6), crs=4326)
    assert metric_crs("auto", TABLE, what="s.csv").to_epsg() == 4549
    # From 120 to 126 degrees east, the middle is 123.
    assert metric_crs("auto", TABLE, east, what="s.csv").to_epsg() == 4550
    assert metric_crs("EPSG:32650", TABLE, what="s.csv").to_epsg() == 32650
