"""Where people live far from the roads, a row is told only where it is one of the people's own file."""

from pathlib import Path

import pytest
from halfhour.app.example_study import street_study
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError

FAR = "cell_id,lon,residents,lat\nwest,120.0,400,50.0\neast,120.036,100,49.0\n"


def refusal(folder: Path, people: str, further: str = "") -> str:
    study = street_study(folder)
    (folder / "cells.csv").write_text(FAR, encoding="utf-8")
    text = study.read_text(encoding="utf-8")
    assert "people: {file: cells.csv, year: 2020}" in text
    text = text.replace("people: {file: cells.csv, year: 2020}", f"people: {people}")
    study.write_text(text + further, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        validate_study(study)
    (fault,) = [fault for fault in refused.value.faults if fault.file == "cells.csv"]
    assert "the nearest of all places to the roads" in str(fault)
    return str(fault)


def test_a_record_of_the_file_is_told_by_its_row(tmp_path: Path) -> None:
    assert "cells.csv, row 3 (cell_id east)" in refusal(tmp_path, "{file: cells.csv, year: 2020}")


def test_a_square_of_several_cells_has_no_row(tmp_path: Path) -> None:
    assert ", row" not in refusal(tmp_path, "{file: cells.csv, year: 2020, cell_m: 100}")


def test_an_estate_is_no_record_of_the_people_s_file(tmp_path: Path) -> None:
    (tmp_path / "estates.csv").write_text(
        "cell_id,lon,lat,year,residents\nnew,120.02,40.0,2024,50\n", encoding="utf-8"
    )
    told = refusal(tmp_path, "{file: cells.csv, year: 2020}", "estates: {file: estates.csv}\n")
    assert "row 3 (cell_id east)" in told
