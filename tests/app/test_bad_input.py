"""What a user is told of a spoiled study: file, row, key, value, cause and what to do."""

from pathlib import Path

import pandas as pd
import pytest
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError


def spoil(path: Path, column: str, row: int, value: object) -> None:
    table = pd.read_csv(path, dtype=object)
    table.loc[row, column] = value
    table.to_csv(path, index=False)


def complaint(folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        validate_study(folder / "study.yaml")
    return str(caught.value)


def test_a_sound_study_passes(study_folder: Path) -> None:
    assert len(validate_study(study_folder / "study.yaml").inputs) == 5


def test_a_missing_file(study_folder: Path) -> None:
    (study_folder / "clinics.csv").rename(study_folder / "clinic.csv")
    message = complaint(study_folder)
    assert "clinics.csv" in message
    assert "clinic.csv" in message.replace("clinics.csv", "")


def test_a_missing_column(study_folder: Path) -> None:
    pd.read_csv(study_folder / "cells.csv").rename(columns={"people": "pop"}).to_csv(
        study_folder / "cells.csv", index=False
    )
    message = complaint(study_folder)
    assert "cells.csv" in message
    assert "people" in message
    assert "pop" in message


def test_a_csv_that_may_be_in_gbk(study_folder: Path) -> None:
    table = pd.read_csv(study_folder / "clinics.csv").assign(name="鼷鼹黩龌")
    table.to_csv(study_folder / "clinics.csv", index=False, encoding="gbk")
    message = complaint(study_folder)
    assert "UTF-8" in message
    assert "encoding: gbk" in message


def test_coordinates_swapped(study_folder: Path) -> None:
    table = pd.read_csv(study_folder / "clinics.csv")
    table[["lon", "lat"]] = table[["lat", "lon"]].to_numpy()
    table.to_csv(study_folder / "clinics.csv", index=False)
    assert "swapped" in complaint(study_folder)


def test_degrees_that_are_taken_for_metres(study_folder: Path) -> None:
    path = study_folder / "study.yaml"
    text = path.read_text(encoding="utf-8")
    people = "file: cells.csv\n  crs: EPSG:4326"
    assert people in text
    path.write_text(text.replace(people, people.replace("4326", "32650")), encoding="utf-8")
    message = complaint(study_folder)
    assert "cells.csv, row" in message
    assert "outside their extent" in message
    assert "check the CRS of this layer" in message


@pytest.mark.parametrize("value", ["-3", "", "many", "inf"])
def test_people_that_are_no_number_of_people(study_folder: Path, value: str) -> None:
    spoil(study_folder / "cells.csv", "people", 4, value)
    message = complaint(study_folder)
    assert "cells.csv" in message
    assert "row 6" in message
    assert "c004" in message


def test_duplicate_ids(study_folder: Path) -> None:
    spoil(study_folder / "cells.csv", "id", 7, "c001")
    message = complaint(study_folder)
    assert "c001" in message
    assert "cells.csv" in message


def test_all_faults_of_a_file_together(study_folder: Path) -> None:
    spoil(study_folder / "cells.csv", "people", 4, "-3")
    spoil(study_folder / "cells.csv", "people", 9, "-4")
    spoil(study_folder / "cells.csv", "id", 7, "c001")
    message = complaint(study_folder)
    assert "row 6" in message
    assert "row 11" in message
    assert "c001" in message


def test_a_site_far_outside_the_roads(study_folder: Path) -> None:
    spoil(study_folder / "sites.csv", "lon", 2, "125.0")
    message = complaint(study_folder)
    assert "sites.csv" in message
    assert "p002" in message


def test_no_crs(study_folder: Path) -> None:
    path = study_folder / "study.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "  crs: EPSG:4326\n  columns: {cell_id", "  columns: {cell_id"
    )
    path.write_text(text, encoding="utf-8")
    # Columns named lon and lat say what they are; x and y do not.
    table = pd.read_csv(study_folder / "cells.csv").rename(columns={"lon": "x", "lat": "y"})
    table.to_csv(study_folder / "cells.csv", index=False)
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "{cell_id: id, x: lon, y: lat", "{cell_id: id, x: x, y: y"
        ),
        encoding="utf-8",
    )
    assert "crs" in complaint(study_folder).lower()


def test_an_empty_layer(study_folder: Path) -> None:
    pd.read_csv(study_folder / "sites.csv").head(0).to_csv(study_folder / "sites.csv", index=False)
    assert "sites.csv" in complaint(study_folder)


def test_a_truncated_pbf(study_folder: Path, shared_case) -> None:
    whole = (shared_case("saopaulo_r5r") / "spo_osm.pbf").read_bytes()
    (study_folder / "roads.osm.pbf").write_bytes(whole[: len(whole) // 2])
    path = study_folder / "study.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "roads: {file: roads.gpkg, columns: {class: highway}}", "roads: {file: roads.osm.pbf}"
        ),
        encoding="utf-8",
    )
    message = complaint(study_folder)
    assert "roads.osm.pbf" in message
    assert "truncated" in message
