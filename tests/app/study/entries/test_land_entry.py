"""The key `land` of a study file: what it makes of candidates, of a check, and of wrong entries."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from halfhour.app.study.layers import read_layers
from halfhour.app.study.study import open_study
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError
from halfhour.coverage.site_check.check import check_site
from towns import STEP_DEG, place

LAND = """\
land:
  forbid:
    - file: wetland.geojson
      columns: {name: site}
      title: {en: Wetland, zh: 湿地}
      clause: {en: "Wetland law, art. 28", zh: 湿地保护法第二十八条}
"""


def _around(column: float, row: float) -> shapely.Polygon:
    return shapely.Point(place(column, row)).buffer(0.3 * STEP_DEG)


def _with_land(folder: Path, land: str = LAND) -> Path:
    bow_tie = shapely.Polygon([place(8, 8), place(9, 9), place(9, 8), place(8, 9)])
    areas = gpd.GeoDataFrame(
        {"site": ["North lake", ""]}, geometry=[_around(3, 3), bow_tie], crs="EPSG:4326"
    )
    areas.to_crs("EPSG:4549").to_file(folder / "wetland.geojson")
    gpd.GeoDataFrame(geometry=[_around(3, 3), _around(5, 5)], crs="EPSG:4326").to_file(
        folder / "building.gpkg"
    )
    file = folder / "study.yaml"
    file.write_text(file.read_text() + land)
    return file


def test_candidates_on_forbidden_land_are_not_eligible(study_folder: Path) -> None:
    before = read_layers(study_folder / "study.yaml")
    layers = read_layers(_with_land(study_folder))
    candidates = before.sites["clinic"]
    at = candidates.geometry.distance(
        gpd.GeoSeries([shapely.Point(place(3, 3))], crs=4326).to_crs(candidates.crs)[0]
    )
    on_land = set(at.index[(at < 1) & (candidates["status"] == "candidate")])
    table = layers.sites["clinic"]
    assert set(table.index[table["status"] == "ineligible"]) == on_land
    assert on_land
    assert table["ineligible_by"][next(iter(on_land))] == "Wetland (Wetland law, art. 28)"
    [note] = [one for one in layers.notes if " not eligible by the study's land: " in one]
    assert note.startswith("clinic: ")
    assert note.values["count"] == len(on_land)
    assert "wetland.geojson: 1 of 2 areas of land crossed itself and was mended" in layers.notes
    assert "wetland.geojson" in {one.name for one in layers.inputs}


def test_a_check_names_layer_and_clause(study_folder: Path) -> None:
    today = open_study(_with_land(study_folder)).assessments["clinic"]
    check = check_site(today, at=place(3, 3.2))
    [told] = check.obstacles
    assert check.forbidden
    assert told.kind == "forbidden_land"
    assert told.said == (
        "The place lies on land where nothing may be built: Wetland: North lake (Wetland law, art. 28)."
    )
    assert (told.clause, told.clause_in("zh")) == ("Wetland law, art. 28", "湿地保护法第二十八条")
    assert "湿地: North lake" in told.said_in("zh", lambda english: english)
    # Where the candidate stands, it is named too.
    assert {one.kind for one in check_site(today, at=place(3, 3)).obstacles} == {
        "forbidden_land",
        "not_eligible",
    }
    assert not check_site(today, at=place(3, 4)).obstacles
    assert not check_site(today, at=place(3, 3.2), land=()).obstacles


def test_off_all_allowed_land(study_folder: Path) -> None:
    land = "land: {allow: [{file: building.gpkg, title: Building land, clause: 详细规划}]}\n"
    study = open_study(_with_land(study_folder, land))
    table = study.layers.sites["clinic"]
    assert (table["status"] == "ineligible").any()
    today = study.assessments["clinic"]
    assert not check_site(today, at=place(5, 5.1)).obstacles
    [told] = check_site(today, at=place(1, 1.5)).obstacles
    assert told.said == (
        "The place lies off the land on which alone something may be built: Building land (详细规划)."
    )
    parcel = shapely.box(*place(5, 5), *place(6, 5.2))
    [part] = check_site(today, at=parcel).obstacles
    # Of 1 x 0.2 steps a strip from the middle of a circle of 0.3 is allowed, 0.277 wide on average.
    assert part.share == pytest.approx(1 - 0.277, abs=0.003)
    assert part.said.startswith("34,") or "of the parcel (72%)" in part.said


@pytest.mark.parametrize(
    ("land", "complaint"),
    [
        ("land: {forbid: [{file: wetland.geojson}]}", r"land.forbid.0.clause.*missing"),
        ("land: {forbid: [{file: wetland.geojson, clause: ''}]}", "name the law and its article"),
        (
            "land: {forbid: [{file: no.geojson, clause: x}]}",
            r"no.geojson.*(no such file|not there)",
        ),
        ("land: {forbids: []}", r"land.forbids: unknown key"),
        (
            "land: {forbid: [{file: wetland.geojson, clause: x, columns: {name: title}}]}",
            r"wetland.geojson, title: the file has no such column",
        ),
        (
            "land: {forbid: [{file: wetland.geojson, clause: x, columns: {area: site}}]}",
            r"wetland.geojson, area: is no column of land",
        ),
        ("land: {allow: [{file: cells.csv, clause: x}]}", "cells.csv"),
    ],
)
def test_wrong_entries_are_told(study_folder: Path, land: str, complaint: str) -> None:
    file = _with_land(study_folder, land + "\n")
    with pytest.raises(InputError, match=complaint):
        validate_study(file)
