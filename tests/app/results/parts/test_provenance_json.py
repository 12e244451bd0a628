"""What ``plan.json`` tells of files and of the run, against files whose content is known."""

from __future__ import annotations

import json
import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
import yaml
from halfhour.app.results.parts.provenance_json import (
    library_versions,
    relative_path,
    run_part,
    study_file_part,
)
from halfhour.app.study.layers import Layers, read_layers
from malformed_kinds import write_study


def changed(folder: Path, **keys: object) -> Path:
    """Write the study of one street with other keys."""
    write_study(folder)
    file = folder / "study.yaml"
    study = yaml.safe_load(file.read_text(encoding="utf-8"))
    for key, value in keys.items():
        where, _, last = key.rpartition("__")
        part = study
        for name in filter(None, where.split("__")):
            part = part[name]
        part[last] = value
    file.write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    return file


def reading(layers: Layers, name: str) -> dict[str, object]:
    """Return what was made of a file that was read in one way."""
    [record] = [one for one in layers.inputs if one.name == name]
    [found] = record.readings
    return {**vars(found), "rows": record.rows, "format": record.format}


def test_encoding_separator_and_what_only_leaves_out(tmp_path: Path) -> None:
    study = changed(
        tmp_path,
        services__clinic__existing={
            "file": "offices.csv",
            "encoding": "gb18030",
            "only": {"kind": "医院"},
        },
    )
    text = (
        "site_id;lon;lat;kind\nfirst;120.012;40;医院\nsecond;120.02;40;学校\nthird;120.03;40;学校\n"
    )
    (tmp_path / "offices.csv").write_text(text, encoding="gb18030")
    assert reading(read_layers(study), "offices.csv") == {
        "layer": "",
        "encoding": "gb18030",
        "separator": ";",
        "crs": "EPSG:4326",
        "rows_read": 3,
        "left_out": {"only": 2},
        "rows": 1,
        "format": "CSV",
    }


def test_the_sheet_and_sums_at_its_end(tmp_path: Path) -> None:
    study = changed(tmp_path, people__file="people.xlsx")
    rows = [["west", 120, 40, 400], ["east", 120.036, 40, 100], ["合计", None, None, 500]]
    table = pd.DataFrame(rows, columns=["cell_id", "lon", "lat", "residents"])
    table.to_excel(tmp_path / "people.xlsx", sheet_name="2020", index=False)
    found = reading(read_layers(study), "people.xlsx")
    assert found == {
        "layer": "2020",
        "encoding": "",
        "separator": "",
        "crs": "EPSG:4326",
        "rows_read": 3,
        "left_out": {"sums": 1},
        "rows": 2,
        "format": "Excel",
    }


def test_pixels_without_people_and_cells_outside_the_area(tmp_path: Path) -> None:
    study = changed(tmp_path, people__file="people.tif", area={"file": "area.gpkg"})
    values = np.array([[0, 5, 7, 0, -1]], dtype="float32")
    with rasterio.open(
        tmp_path / "people.tif",
        "w",
        driver="GTiff",
        width=5,
        height=1,
        count=1,
        dtype="float32",
        crs="EPSG:4326",
        transform=rasterio.Affine(0.01, 0, 120, 0, -0.01, 40.005),
        nodata=-1,
    ) as raster:
        raster.write(values, 1)
    box = gpd.GeoDataFrame(geometry=[shapely.box(119.9, 39.9, 120.018, 40.1)], crs="EPSG:4326")
    box.to_file(tmp_path / "area.gpkg", layer="county")
    layers = read_layers(study)
    people = reading(layers, "people.tif")
    assert (people["rows_read"], people["rows"]) == (5, 2)
    assert people["left_out"] == {"no people": 3, "outside the area": 1}
    assert len(layers.demand) == 1
    area = reading(layers, "area.gpkg")
    assert (area["layer"], area["rows_read"], area["format"]) == ("county", 1, "GeoPackage")


def test_shifted_coordinates_are_named(tmp_path: Path) -> None:
    study = changed(tmp_path, services__clinic__existing={"file": "clinics.csv", "crs": "gcj02"})
    assert reading(read_layers(study), "clinics.csv")["crs"] == "GCJ-02"


def test_a_file_of_two_services_has_a_reading_of_each(tmp_path: Path) -> None:
    study = changed(tmp_path)
    text = study.read_text(encoding="utf-8").replace("clinics.csv", "all.csv")
    entry = yaml.safe_load(text)
    entry["services"]["clinic"]["existing"]["only"] = {"kind": "clinic"}
    entry["services"]["school"] = {
        **entry["services"]["clinic"],
        "existing": {"file": "all.csv", "only": {"kind": "school"}},
    }
    study.write_text(yaml.safe_dump(entry), encoding="utf-8")
    kinds = ["clinic", "school", "school", "shop"]
    table = pd.DataFrame({"site_id": list("abcd"), "kind": kinds, "lat": 40.0})
    table.assign(lon=[120.01, 120.02, 120.03, 120.032]).to_csv(tmp_path / "all.csv", index=False)
    [record] = [one for one in read_layers(study).inputs if one.name == "all.csv"]
    assert [one.left_out for one in record.readings] == [{"only": 3}, {"only": 2}]


def test_what_earlier_runs_kept_tells_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALFHOUR_CACHE", str(tmp_path / "cache"))
    (tmp_path / "study").mkdir()
    study = changed(tmp_path / "study")
    first, kept = (read_layers(study).inputs for _ in range(2))
    moved = tmp_path / "moved"
    study.parent.rename(moved)
    again = read_layers(moved / "study.yaml").inputs
    assert all(one.readings for one in first)
    assert first == kept
    assert [one.readings for one in again] == [one.readings for one in first]


def test_passwords_of_addresses_are_left_out(tmp_path: Path) -> None:
    study = changed(tmp_path)
    text = (
        study.read_text(encoding="utf-8") + "# postgresql://me:secret@db/gis, https://x.org/a:b@c\n"
    )
    study.write_text(text, encoding="utf-8")
    part = run_part("one", study_file_part(study, tmp_path / "out" / "one"))
    assert "secret" not in part.study.text
    assert "postgresql://me:***@db/gis, https://x.org/a:b@c" in part.study.text
    assert (part.study.path, part.study.size_bytes) == ("../../study.yaml", len(text.encode()))


def test_jobs_are_recorded_where_a_search_was_stopped(tmp_path: Path) -> None:
    study = changed(tmp_path)
    own = study_file_part(study, tmp_path)
    assert run_part("one", own, jobs=2, time_limit_s=5).jobs is None
    assert run_part("one", own, jobs=2, time_limit_s=5, stopped=True).jobs == 2


def test_no_path_leads_to_another_drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def other_drive(*_: object) -> str:
        raise ValueError("path is on mount 'C:', start on mount 'D:'")

    assert relative_path(tmp_path / "a" / "b.csv", tmp_path / "c") == "../a/b.csv"
    monkeypatch.setattr(os.path, "relpath", other_drive)
    assert relative_path(tmp_path, tmp_path) is None


def test_versions_are_those_of_the_libraries_themselves() -> None:
    versions = library_versions()
    assert versions["numpy"] == np.__version__
    assert versions["GEOS"] == shapely.geos_version_string
    assert versions["GDAL"] == rasterio.__gdal_version__ or versions["GDAL"]
    assert json.dumps(versions)
