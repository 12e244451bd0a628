"""WorldPop's people of Qinhuangdao over the outlines of OpenStreetMap, then fitted to the census."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from halfhour.app.study.layers import Layers
from halfhour.app.study.validation.validate_study import validate_study
from shared_cases import shared_case

CENSUS_2020 = 3_136_879.0
WITHIN_CHORDS = 3_087_930
"""Published: the area-weighted sum over the seven outlines, with chords between their projected corners."""


def study(folder: Path, people: str) -> Layers:
    case = shared_case("qinhuangdao")
    gpd.GeoDataFrame(
        {"highway": ["primary"]},
        geometry=[shapely.LineString([(118.5, 39.9), (119.9, 40.0)])],
        crs="EPSG:4326",
    ).to_file(folder / "roads.geojson")
    (folder / "clinics.csv").write_text("site_id,lon,lat\na,119.5,39.9\n", encoding="utf-8")
    outlines = json.dumps(str(case / "counties_osm_wgs84.geojson"))
    grid = json.dumps(str(case / "worldpop_2020_10km_grid.csv"))
    (folder / "study.yaml").write_text(
        f"""\
name: qhd
roads: {{file: roads.geojson}}
area: {outlines}
units: [{{level: county, file: {outlines}, columns: {{unit_id: Code_County, name: Name_County}}}}]
people:
  file: {grid}
  columns: {{residents: pop_2020_count}}
  squares: true
  split_by: county
{people}
services:
  clinic: {{mode: drive, existing: {{file: clinics.csv}}}}
""",
        encoding="utf-8",
    )
    return validate_study(folder / "study.yaml")


def people_within_outlines() -> float:
    """The oracle: cells and outlines with a corner every 100 m, in a projection that is true to area."""
    case = shared_case("qinhuangdao")
    table = pd.read_csv(case / "worldpop_2020_10km_grid.csv").dropna(subset="pop_2020_count")
    lon, lat, half = table["lon"].to_numpy(), table["lat"].to_numpy(), 1 / 24
    cells = shapely.box(lon - half, lat - half, lon + half, lat + half)
    counties = gpd.read_file(case / "counties_osm_wgs84.geojson").geometry.make_valid()
    city = gpd.GeoSeries([shapely.union_all(counties.to_numpy())], crs=4326)
    squares, [area] = (
        shapely.segmentize(shapes.to_numpy(), 1e-3)
        for shapes in (gpd.GeoSeries(cells, crs=4326), city)
    )
    squares = gpd.GeoSeries(squares, crs=4326).to_crs(6933)
    area = gpd.GeoSeries([area], crs=4326).to_crs(6933).iloc[0]
    share = squares.intersection(area).area / squares.area
    return float((share.to_numpy() * table["pop_2020_count"].to_numpy()).sum())


def test_the_sum_over_the_outlines_and_the_census_total(tmp_path: Path) -> None:
    layers = study(tmp_path, f"  calibrate: {{total: {{residents: {CENSUS_2020}}}}}")
    after = {step.step: step.after["residents"] for step in layers.people_steps}
    raw = pd.read_csv(shared_case("qinhuangdao") / "worldpop_2020_10km_grid.csv")
    assert after["read"] == pytest.approx(raw["pop_2020_count"].sum())
    assert after["divided"] == pytest.approx(after["read"], rel=1e-12)
    assert after["clipped"] == pytest.approx(people_within_outlines(), rel=1e-6)
    assert after["clipped"] == pytest.approx(WITHIN_CHORDS, rel=1e-5)
    assert after["calibrated"] == pytest.approx(CENSUS_2020, rel=1e-12)
    assert layers.demand["residents"].sum() == pytest.approx(CENSUS_2020, rel=1e-12)
    (factor,) = layers.people_factors["factor"]
    assert factor == pytest.approx(CENSUS_2020 / after["clipped"])
    notes = "\n".join(layers.notes)
    assert f"{round(after['clipped']):,} became 3,136,879" in notes
    assert "3 records without data on people are left out" in notes


def test_the_census_of_2010_by_county(tmp_path: Path) -> None:
    """The counts are a column of the outlines' own file; every county adds up to its count."""
    outlines = shared_case("qinhuangdao") / "counties_osm_wgs84.geojson"
    layers = study(
        tmp_path,
        f"  calibrate: {{file: {json.dumps(str(outlines))}, "
        "columns: {unit: Code_County, residents: Pop_2010}}",
    )
    counted = gpd.read_file(outlines).set_index("Code_County")["Pop_2010"].astype(float)
    by_county = layers.demand.groupby("county")["residents"].sum()
    assert by_county.to_dict() == pytest.approx(counted.to_dict())
    assert layers.people_steps[-1].after["residents"] == pytest.approx(2_987_605)
    assert len(layers.people_factors) == 7
