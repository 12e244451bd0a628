"""Tables in memory stand wherever a file may stand: the same content, result and faults."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import halfhour as hh
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

LON = st.floats(119.0, 120.0).map(lambda value: round(value, 6))
LAT = st.floats(39.5, 40.5).map(lambda value: round(value, 6))
RECORDS = st.lists(
    st.tuples(LON, LAT, st.integers(0, 500), st.sampled_from(["甲", "乙 ", "", "x,y"])),
    min_size=1,
    max_size=8,
)


def sites_table(records: list[tuple[float, float, int, str]]) -> pd.DataFrame:
    lon, lat, capacity, name = (list(one) for one in zip(*records, strict=True))
    ids = [f"{place:03d}" for place in range(len(records))]
    return pd.DataFrame(
        {"site_id": ids, "name": name, "lon": lon, "lat": lat, "capacity": capacity}
    )


def as_frame(table: pd.DataFrame) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table.drop(columns=["lon", "lat"]), geometry=points, crs="EPSG:4326")


@settings(max_examples=20, deadline=None)
@given(RECORDS)
def test_sites_are_those_of_the_file(records: list[tuple[float, float, int, str]]) -> None:
    table = sites_table(records)
    before = table.copy()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "sites.csv"
        table.to_csv(file, index=False)
        of_file = hh.read_sites(existing=file, service="clinic")
    assert_geodataframe_equal(hh.read_sites(existing=table, service="clinic"), of_file)
    assert_frame_equal(table, before)
    indexed = table.set_index("site_id")
    assert_geodataframe_equal(hh.read_sites(existing=indexed, service="clinic"), of_file)


@settings(max_examples=10, deadline=None)
@given(RECORDS)
def test_geometries_are_those_of_the_file(records: list[tuple[float, float, int, str]]) -> None:
    frame = as_frame(sites_table(records)).to_crs("EPSG:4549")
    before = frame.copy()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "sites.parquet"
        frame.to_parquet(file)
        of_file = hh.read_sites(candidates=file, service="clinic")
    assert_geodataframe_equal(hh.read_sites(candidates=frame, service="clinic"), of_file)
    assert_geodataframe_equal(frame, before)


def people() -> pd.DataFrame:
    lon = [119.50, 119.51, 119.52]
    return pd.DataFrame(
        {"cell_id": ["a", "b", "c"], "lon": lon, "lat": [39.9] * 3, "residents": [10, 20, 30]}
    )


def test_people_are_those_of_the_file(tmp_path: Path) -> None:
    table = people()
    table.to_csv(tmp_path / "people.csv", index=False)
    share = {"elderly": 0.2}
    of_file = hh.read_population(tmp_path / "people.csv", groups=share)
    assert_geodataframe_equal(hh.read_population(table, groups=share), of_file)
    frame = as_frame(table)
    assert_geodataframe_equal(
        hh.read_population(frame, groups=share), of_file, check_less_precise=True
    )
    layer = hh.Layer(
        file=table.rename(columns={"residents": "人口"}), columns={"residents": "人口"}
    )
    assert_geodataframe_equal(hh.read_population(layer, groups=share), of_file)


@pytest.mark.parametrize(
    ("read", "name"),
    [
        (lambda table: hh.read_sites(existing=table, service="clinic"), "existing"),
        (lambda table: hh.read_sites(candidates=table, service="clinic"), "candidates"),
        (lambda table: hh.read_sites(existing=hh.Layer(file=table), service="clinic"), "existing"),
    ],
)
def test_faults_name_argument_row_and_index_label(
    read: Callable[[pd.DataFrame], object], name: str
) -> None:
    table = sites_table([(119.5, 39.9, 1, "a"), (119.6, 39.9, -5, "b")])
    with pytest.raises(hh.InputError) as caught:
        read(table)
    assert str(caught.value).startswith(
        f"{name}, row 2 (site_id 001), capacity = -5.0: is negative"
    )
    table.index = ["first", "second"]
    with pytest.raises(hh.InputError, match=r"row 2 \(site_id 001, index 'second'\)"):
        read(table)


def test_a_frame_without_crs_or_records_is_refused() -> None:
    frame = as_frame(sites_table([(119.5, 39.9, 1, "a")]))
    with pytest.raises(hh.InputError, match=r"existing.*crs"):
        hh.read_sites(existing=frame.set_crs(None, allow_override=True), service="clinic")
    with pytest.raises(hh.InputError, match="existing: has no records"):
        hh.read_sites(existing=frame.iloc[:0], service="clinic")
    with pytest.raises(hh.InputError, match="existing, sheet"):
        hh.read_sites(existing=hh.Layer(file=frame, sheet="1"), service="clinic")


def test_units_roads_and_times_are_tables_too(tmp_path: Path) -> None:
    counties = gpd.GeoDataFrame(
        {"unit_id": ["W", "E"]},
        geometry=[shapely.box(119.0, 39.0, 119.5, 40), shapely.box(119.5, 39.0, 120.0, 40)],
        crs="EPSG:4326",
    )
    counties.to_file(tmp_path / "counties.gpkg")
    of_file = hh.read_units(tmp_path / "counties.gpkg", level="county", crs="EPSG:32650")
    assert_geodataframe_equal(hh.read_units(counties, level="county", crs="EPSG:32650"), of_file)
    lines = gpd.GeoDataFrame(
        {"highway": ["residential"]},
        geometry=[shapely.LineString([(119.5, 39.9), (119.52, 39.9)])],
        crs="EPSG:4326",
    )
    lines.to_file(tmp_path / "roads.gpkg")
    roads, same = hh.read_roads(lines), hh.read_roads(tmp_path / "roads.gpkg")
    assert np.array_equal(roads.length_m, same.length_m)
