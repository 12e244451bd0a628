"""Rules about land in a study file: classes, slope, area, layers with a distance; and wrong entries."""

import json
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from halfhour.app.study.layers import read_layers
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError
from halfhour.maps.wording.words import sentence
from rasterio.transform import Affine
from towns import STEP_DEG, place

LEFT = shapely.box(*place(-1, -1), *place(2, 9))
MIDDLE = shapely.box(*place(2, -1), *place(4, 9))


def with_rules(folder: Path, rules: str) -> Path:
    """The small study with rules about land; classes lie in stripes, the ground rises to the east."""
    gpd.GeoDataFrame(
        {"DLBM": ["0101", "0701"], "DLMC": ["水田", "城镇住宅用地"]},
        geometry=[LEFT, MIDDLE],
        crs="EPSG:4326",
    ).to_file(folder / "use.gpkg")
    west, north = place(-1, 7)
    cells = STEP_DEG / 10
    columns = np.arange(80)
    # Flat in the west; from column 50, place 4, on it rises 20 m a cell of about 43 m.
    height_m = np.tile(np.maximum(0, columns - 50) * 20.0, (80, 1)).astype(np.float32)
    with rasterio.open(
        folder / "dem.tif", "w", driver="GTiff", height=80, width=80, count=1, dtype="float32",
        crs="EPSG:4326", transform=Affine(cells, 0, west, 0, -cells, north), nodata=-9999,
    ) as raster:  # fmt: skip
        raster.write(height_m, 1)
    stripes = np.where(columns < 30, 1, 2).astype(np.uint8)
    with rasterio.open(
        folder / "cover.tif", "w", driver="GTiff", height=80, width=80, count=1, dtype="uint8",
        crs="EPSG:4326", transform=Affine(cells, 0, west, 0, -cells, north), nodata=0,
    ) as raster:  # fmt: skip
        raster.write(np.tile(stripes, (80, 1)), 1)
    gpd.GeoDataFrame(geometry=[shapely.Point(place(1, 1.2))], crs="EPSG:4326").to_file(
        folder / "depots.geojson"
    )
    file = folder / "study.yaml"
    file.write_text(file.read_text(encoding="utf-8") + rules, encoding="utf-8")
    return file


def states(file: Path) -> dict[str, str]:
    layers = read_layers(file)
    return layers.eligibility["clinic"].table["eligibility"].to_dict()


COLUMN = {f"p{i:03d}": (1, 3, 5)[i // 3] for i in range(9)}
"""Where the candidates stand."""


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ("forbid: ['01'], allow: [住宅用地]", {1: "forbidden", 3: "eligible", 5: "conditional"}),
        ("condition: [水田], allow: ['0701']", {1: "conditional", 3: "eligible", 5: "conditional"}),
        ("forbid: [耕地]", {1: "forbidden", 3: "conditional", 5: "conditional"}),
        ("allow: ['01'], forbid: ['0101']", {1: "forbidden", 3: "conditional", 5: "conditional"}),
    ],
)
def test_classes_of_a_standard(study_folder: Path, lists: str, expected: dict[int, str]) -> None:
    rules = (
        "land: {classes: [{file: use.gpkg, clause: 土地管理法, standard: gb_t_21010, "
        f"columns: {{class: DLBM}}, {lists}}}]}}\n"
    )
    file = with_rules(study_folder, rules)
    assert states(file) == {site: expected[column] for site, column in COLUMN.items()}
    table = read_layers(file).eligibility["clinic"].table
    assert table["land_class"].tolist() == ["0101"] * 3 + ["0701"] * 3 + [""] * 3


def test_names_in_the_column_are_codes_of_the_standard_too(study_folder: Path) -> None:
    rules = (
        "land: {classes: [{file: use.gpkg, clause: x, standard: gb_t_21010, "
        "columns: {class: DLMC}, forbid: ['0101'], allow: ['07']}]}\n"
    )
    assert states(with_rules(study_folder, rules))["p000"] == "forbidden"


def test_unlisted_and_absent_classes_are_counted_and_told(study_folder: Path) -> None:
    rules = (
        "land: {classes: [{file: use.gpkg, clause: x, columns: {class: DLBM}, "
        "allow: ['0101'], forbid: ['1101']}]}\n"
    )
    notes = read_layers(with_rules(study_folder, rules)).notes
    assert (
        "use.gpkg: 1 of 2 areas is of classes that the study says nothing of, which are to be checked: 0701"
        in notes
    )
    assert "use.gpkg: has no land of classes that the study lists: 1101" in notes
    assert "clinic: 6 candidates are eligible only under a condition" in " ".join(notes)
    said = [sentence(note, "zh") for note in notes]
    assert any("候选" in one for one in said)
    # A rule's words are in both languages, too.
    assert [one for one in said if re.search(r"(?:[a-z]{2,} ){2}[a-z]{2,}", one)] == []


def test_a_raster_of_classes(study_folder: Path) -> None:
    rules = "land: {classes: [{file: cover.tif, clause: x, forbid: [1], allow: [2]}]}\n"
    found = states(with_rules(study_folder, rules))
    assert found == {site: "forbidden" if x == 1 else "eligible" for site, x in COLUMN.items()}


@pytest.mark.parametrize(("limit", "steep"), [("max_percent: 25", True), ("max_deg: 26", False)])
def test_slope(study_folder: Path, limit: str, steep: bool) -> None:  # noqa: FBT001
    rules = f"land: {{slope: [{{file: dem.tif, clause: GB 50187, {limit}}}]}}\n"
    file = with_rules(study_folder, rules)
    assert states(file) == {
        site: "forbidden" if x == 5 and steep else "eligible" for site, x in COLUMN.items()
    }
    table = read_layers(file).eligibility["clinic"].table
    # 20 m up in a cell of 0.0005 degrees, 42.7 m here.
    assert table["slope_percent"].to_numpy() == pytest.approx([0] * 6 + [46.8] * 3, abs=0.2)


def test_no_places_beyond_the_raster_pass_in_silence(study_folder: Path) -> None:
    rules = "land: {slope: [{file: dem.tif, clause: x, max_percent: 25}]}\n"
    file = with_rules(study_folder, rules)
    with rasterio.open(study_folder / "dem.tif", "r+") as raster:
        values = raster.read(1)
        values[:40] = -9999
        raster.write(values, 1)
    layers = read_layers(file)
    found = layers.eligibility["clinic"]
    assert found.table["eligibility"].tolist() == [
        *("eligible", "conditional", "conditional") * 2,
        *("forbidden", "conditional", "conditional"),
    ]
    [told] = found.obstacles["p001"]
    assert told.kind == "unknown_slope"


def test_within_so_many_metres_of_points(study_folder: Path) -> None:
    rules = (
        "land: {forbid: [{file: depots.geojson, clause: GB 50016, title: Depot, within_m: %s}]}\n"
    )
    # The depot stands 0.2 steps, 111 m, north of the first candidate.
    far = with_rules(study_folder, rules % 105)
    assert states(far)["p000"] == "eligible"
    far.write_text(far.read_text().replace("within_m: 105", "within_m: 115"))
    layers = read_layers(far)
    assert layers.sites["clinic"]["ineligible_by"]["p000"] == (
        "Depot, and within 115 m of it (GB 50016)"
    )


def test_the_least_area_is_asked_of_points_as_unknown(study_folder: Path) -> None:
    rules = "land: {area: [{min_area_m2: 2000, clause: x}]}\n"
    assert set(states(with_rules(study_folder, rules)).values()) == {"conditional"}


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ("classes: [{file: use.gpkg, clause: x}]", "lists no class"),
        ("classes: [{file: use.gpkg, clause: x, forbid: [a]}]", "nothing says which class.*DLBM"),
        (
            "classes: [{file: use.gpkg, clause: x, standard: gb_t_21010, forbid: ['0193']}]",
            "'0193' is no class of GB/T 21010-2017.*quotes",
        ),
        (
            "classes: [{file: use.gpkg, clause: x, standard: gb_t_21010, forbid: ['0101', 水田]}]",
            "names class '0101' twice",
        ),
        ("classes: [{file: dem.tif, clause: x, columns: {class: a}, forbid: [1]}]", "no columns"),
        ("slope: [{file: dem.tif, clause: x}]", "needs one of `max_percent:` and `max_deg:`"),
        ("slope: [{file: dem.tif, clause: x, max_percent: 9, max_deg: 3}]", "needs one of"),
        ("slope: [{file: use.gpkg, clause: x, max_percent: 9}]", "is no raster of elevations"),
        ("slope: [{file: none.tif, clause: x, max_percent: 9}]", "none.tif"),
        ("area: [{min_area_m2: 0, clause: x}]", "min_area_m2"),
        ("area: [{min_area_m2: 5}]", "clause.*missing"),
        ("forbid: [{file: depots.geojson, clause: x}]", "is not an area"),
        ("allow: [{file: use.gpkg, clause: x, within_m: 5}]", "for forbid and condition"),
    ],
)
def test_wrong_entries_are_told(study_folder: Path, rules: str, complaint: str) -> None:
    file = with_rules(study_folder, f"land: {{{rules}}}\n")
    with pytest.raises(InputError, match=complaint):
        validate_study(file)


def test_all_faults_of_land_are_told_at_once(study_folder: Path) -> None:
    rules = "land: {forbid: [{file: a.gpkg, clause: x}], slope: [{file: b.tif, clause: x, max_deg: 9}]}\n"
    with pytest.raises(InputError) as refused:
        validate_study(with_rules(study_folder, rules))
    assert {Path(fault.file).name for fault in refused.value.faults} >= {"a.gpkg", "b.tif"}


def test_files_of_land_are_inputs(study_folder: Path) -> None:
    rules = (
        "land: {slope: [{file: dem.tif, clause: x, max_deg: 9}], "
        "classes: [{file: cover.tif, clause: x, allow: [1, 2]}]}\n"
    )
    layers = read_layers(with_rules(study_folder, rules))
    assert {"dem.tif": 6400, "cover.tif": 6400}.items() <= {
        one.name: one.rows for one in layers.inputs
    }.items()
    assert json.dumps([str(note) for note in layers.notes])


def test_notes_name_land_in_the_language_of_the_note(study_folder: Path) -> None:
    forest = "title: {en: Forest, zh: 林地}, clause: {en: Forest law, zh: 森林法}"
    rules = (
        f"land: {{classes: [{{file: use.gpkg, {forest}, columns: {{class: DLBM}}, "
        "standard: gb_t_21010, forbid: ['0101'], allow: ['1101']}]}\n"
    )
    notes = read_layers(with_rules(study_folder, rules)).notes
    english = " ".join(notes)
    chinese = " ".join(sentence(note, "zh") for note in notes)
    assert "Forest (Forest law)" in english
    assert "林地（森林法）" in chinese or "林地 (森林法)" in chinese
    assert "Forest" not in chinese
    assert "水田" in chinese or "0701" in chinese
