from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.data.tables.water import read_water
from towns import CRS


def saved(path: Path, geometry: list[shapely.Geometry]) -> Path:
    gpd.GeoDataFrame(geometry=geometry, crs="EPSG:4326").to_file(path)
    return path


def test_surfaces_come_one_by_one_in_the_crs_asked_for(tmp_path: Path) -> None:
    lake = shapely.box(119.6, 39.9, 119.61, 39.91)
    islands = shapely.MultiPolygon([lake, shapely.box(119.7, 39.9, 119.71, 39.91)])
    water = read_water(saved(tmp_path / "water.geojson", [lake, islands]), crs=CRS)
    assert water.crs == CRS
    assert len(water) == 3
    expected_m2 = gpd.GeoSeries([lake], crs="EPSG:4326").to_crs(CRS).area.iloc[0]
    assert water.area.iloc[[0, 1]].tolist() == pytest.approx([expected_m2, expected_m2])


def test_a_ring_that_crosses_itself_is_repaired(tmp_path: Path) -> None:
    bow = shapely.Polygon([(119.6, 39.9), (119.61, 39.91), (119.61, 39.9), (119.6, 39.91)])
    water = read_water(saved(tmp_path / "water.gpkg", [bow]), crs=CRS)
    assert len(water) == 2
    assert water.is_valid.all()


def test_rivers_as_lines_are_refused_record_by_record(tmp_path: Path) -> None:
    lake = shapely.box(119.6, 39.9, 119.61, 39.91)
    line = shapely.LineString([(119.6, 39.9), (119.7, 39.9)])
    path = saved(tmp_path / "rivers.geojson", [line, lake, line])
    with pytest.raises(InputError) as error:
        read_water(path, crs=CRS)
    faults = error.value.faults
    assert [(fault.row, fault.value) for fault in faults] == [(1, "LineString"), (3, "LineString")]
    assert "banks" in faults[0].fix
