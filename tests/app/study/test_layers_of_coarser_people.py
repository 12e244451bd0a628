"""People that a study adds up to coarser cells, with `cell_m:`."""

from __future__ import annotations

from pathlib import Path

import pytest
from halfhour.app.study.layers import read_layers
from halfhour.app.study.study import open_study, validate_study
from halfhour.common.errors import InputError


def study_with(folder: Path, people: str, more: str = "") -> Path:
    """The small study with further keys of its people layer."""
    file = folder / "study.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("  file: cells.csv\n", f"  file: cells.csv\n  {people}\n") + more
    file.write_text(text, encoding="utf-8")
    return file


def test_people_are_the_same_in_fewer_cells(study_folder: Path) -> None:
    whole = read_layers(study_folder / "study.yaml")
    layers = read_layers(study_with(study_folder, "cell_m: 1500"))
    assert 1 < len(layers.demand) < len(whole.demand)
    assert layers.demand["residents"].sum() == whole.demand["residents"].sum()
    assert set(layers.demand["county"]) <= set(whole.demand["county"])
    [note] = [note for note in layers.notes if "were added up" in note]
    assert note.startswith(f"36 cells were added up to {len(layers.demand)} squares of 1,500 m")
    [record] = [record for record in layers.inputs if record.name == "cells.csv"]
    assert record.rows == 36


def test_a_study_of_coarser_cells_is_planned(study_folder: Path) -> None:
    study = open_study(study_with(study_folder, "cell_m: 1500"))
    assert study.assessments["clinic"].people_total == study.layers.demand["residents"].sum()


@pytest.mark.parametrize("wrong", ["0", "-5", "9.99", ".inf", "big"])
def test_sides_that_make_no_sense_are_refused(study_folder: Path, wrong: str) -> None:
    with pytest.raises(InputError) as refused:
        read_layers(study_with(study_folder, f"cell_m: {wrong}"))
    assert refused.value.faults[0].column == "people.cell_m"


def test_a_table_of_times_names_cells_that_would_be_gone(study_folder: Path) -> None:
    file = study_with(study_folder, "cell_m: 1500")
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("    limit_min: 12\n", "    limit_min: 12\n    times: {file: times.csv}\n"),
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="`cell_m:`, and service 'clinic' has `times:`"):
        read_layers(file)


def test_validate_tells_that_alone_of_a_table_that_names_the_cells(study_folder: Path) -> None:
    file = study_with(study_folder, "cell_m: 1500")
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("    limit_min: 12\n", "    limit_min: 12\n    times: {file: times.csv}\n"),
        encoding="utf-8",
    )
    (study_folder / "times.csv").write_text("cell_id,site_id,minutes\nc000,e000,5\n", "utf-8")
    with pytest.raises(InputError) as refused:
        validate_study(file)
    [fault] = refused.value.faults
    assert "`cell_m:`" in fault.cause
