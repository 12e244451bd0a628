"""Candidates on parcels: where they are entered, and that their whole area is judged."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from halfhour.app.study.layers import read_layers
from halfhour.app.study.study import open_study
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError
from halfhour.coverage.site_check.check import check_site
from halfhour.optimize.solve import solve
from towns import place

LAYER = (
    "    candidates: {file: sites.csv, crs: EPSG:4326, columns: {site_id: id, x: lon, y: lat}}\n"
)
SHAPES = {
    "near": shapely.box(*place(2.1, 2.2), *place(2.6, 2.6)),
    "wet": shapely.box(*place(4.1, 4.2), *place(4.6, 4.6)),
    "small": shapely.box(*place(3.1, 1.1), *place(3.12, 1.12)),
    "crossed": shapely.box(*place(0.9, 3.2), *place(1.2, 3.6)),
}
RULES = """\
land:
  forbid: [{file: wetland.geojson, clause: {en: Wetland law, zh: 湿地保护法}}]
  area: [{min_area_m2: 2000, clause: {en: Plan, zh: 规划}}]
"""


def with_parcels(folder: Path, key: str = "parcels") -> Path:
    gpd.GeoDataFrame(
        {"site_id": list(SHAPES)}, geometry=list(SHAPES.values()), crs="EPSG:4326"
    ).to_file(folder / "parcels.gpkg")
    # A tenth of the parcel, away from its middle.
    wet = shapely.box(*place(4.55, 4.2), *place(4.9, 4.6))
    gpd.GeoDataFrame(geometry=[wet], crs="EPSG:4326").to_file(folder / "wetland.geojson")
    file = folder / "study.yaml"
    text = file.read_text(encoding="utf-8")
    assert LAYER in text
    text = text.replace(LAYER, f"    candidates: {{{key}: parcels.gpkg}}\n")
    file.write_text(text + RULES, encoding="utf-8")
    return file


def test_a_parcel_is_entered_where_a_check_enters_it(study_folder: Path) -> None:
    study = open_study(with_parcels(study_folder))
    today = study.assessments["clinic"]
    sites = study.layers.sites["clinic"].to_crs(4326)
    for name, shape in SHAPES.items():
        at = check_site(today, at=shape).at
        point = sites.geometry[name]
        assert (point.x, point.y) == pytest.approx(at, abs=1e-9)
    # The street of column 2 is the nearest.
    assert sites.geometry["near"].x == pytest.approx(place(2.1, 0)[0], abs=1e-7)


@pytest.mark.parametrize("key", ["parcels", "file"])
def test_the_whole_parcel_is_judged(study_folder: Path, key: str) -> None:
    study = open_study(with_parcels(study_folder, key))
    layers = study.layers
    table = layers.eligibility["clinic"].table
    assert table["eligibility"].to_dict() == {
        "near": "eligible",
        "wet": "forbidden",
        "small": "forbidden",
        "crossed": "eligible",
    }
    areas = (
        gpd.GeoSeries(SHAPES, crs="EPSG:4326").to_crs("+proj=laea +lat_0=39.91 +lon_0=119.61").area
    )
    assert table["area_m2"].to_dict() == pytest.approx(areas.to_dict(), rel=2e-3)
    assert layers.sites["clinic"]["ineligible_by"]["wet"] == "wetland.geojson (Wetland law)"
    [told] = layers.eligibility["clinic"].obstacles["wet"]
    assert told.share == pytest.approx(0.1, abs=0.001)
    opened = solve(study.scenarios["two_clinics"]).opened
    assert set(opened) == {"near", "crossed"}
    today = study.assessments["clinic"]
    for name, shape in SHAPES.items():
        state = table["eligibility"][name]
        assert check_site(today, at=shape).forbidden == (state == "forbidden")


def test_points_are_no_parcels(study_folder: Path) -> None:
    file = study_folder / "study.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "candidates: {file: sites.csv", "candidates: {parcels: sites.csv"
    )
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"sites.csv \(p000\).*is a point and no parcel; 9"):
        validate_study(file)
    file.write_text(text.replace("parcels: sites.csv", "parcels: a.gpkg, file: b.gpkg"))
    with pytest.raises(InputError, match=r"candidates.file: unknown key"):
        validate_study(file)


def test_sites_are_read_in_the_order_of_their_ids(study_folder: Path) -> None:
    layers = read_layers(with_parcels(study_folder))
    assert set(layers.parcels["clinic"].index) == set(SHAPES)
    assert layers.parcels["clinic"].crs == layers.sites["clinic"].crs
