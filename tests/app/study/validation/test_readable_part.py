"""A faulty study file does not hide the faults of its layers, where their entries can be read by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from halfhour.app.study.entries.service_entry import ServiceEntry
from halfhour.app.study.schema import StudyFile
from halfhour.app.study.study import open_study
from halfhour.app.study.validation.readable_part import readable_part
from halfhour.app.study.validation.validate_study import validate_study
from halfhour.common.errors import InputError
from malformed_kinds import write_study
from pydantic import BaseModel

BAD = {
    "cells.csv": ("400", "-400"),
    "clinics.csv": ("300", "-300"),
    "places.csv": (",2\n", ",two\n"),
    "units.geojson": ("unit_id", "other"),
    "roads.geojson": ("highway", "other"),
}
"""By file what is wrong in it."""

ALL = frozenset(BAD)

WRONG = {
    "a limit": ("limit_min: 15", "limit_min: yes", ALL),
    "an unknown key of a service": ("mode: walk", "mood: walk", ALL),
    "a scenario": ("max_new: 1", "max_new: -1", ALL),
    "a service that is not there": ("service: clinic", "service: clinik", ALL),
    "an unknown key of the study": ("name: Street", "name: Street\nnotise: x", ALL),
    "no name": ("name: Street\n", "", ALL),
    "a date": ("name: Street", "name: Street\ndate: 2026-02-30", ALL),
    "the people's entry": ("year: 2020", "yaer: 2020", ALL - {"cells.csv"}),
    "the roads' entry": ("roads: {", "roads: {colour: red, ", ALL - {"roads.geojson"}),
    "the units' entry": ("level: county", "levle: county", ALL - {"units.geojson"}),
    "the entry of one layer of a service": (
        "existing: {file: clinics.csv}",
        "existing: {flie: clinics.csv}",
        ALL - {"clinics.csv"},
    ),
    "an entry that is given twice": (
        "people:",
        "people: {file: other.csv}\npeople:",
        ALL - {"cells.csv"},
    ),
    "services that are a list": (
        "services:",
        "services: []\nservicess:",
        ALL - {"clinics.csv", "places.csv"},
    ),
}


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def faulty(path: Path) -> set[str]:
    with pytest.raises(InputError) as caught:
        validate_study(path)
    assert len(set(caught.value.faults)) == len(caught.value.faults)
    return {fault.file for fault in caught.value.faults}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_faults_of_the_study_and_of_its_layers_come_together(
    tmp_path: Path, wrong: tuple[str, str, frozenset[str]]
) -> None:
    old, new, files = wrong
    write_study(tmp_path)
    for name, (right, spoiled) in BAD.items():
        change(tmp_path / name, right, spoiled)
    study = tmp_path / "study.yaml"
    change(study, old, new)
    # An unmapped column of ids is told of the layer; so are the others, each by its own file.
    assert faulty(study) == {"study.yaml"} | files


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_good_layers_have_no_faults_by_a_faulty_study(
    tmp_path: Path, wrong: tuple[str, str, frozenset[str]]
) -> None:
    write_study(tmp_path)
    change(tmp_path / "study.yaml", wrong[0], wrong[1])
    assert faulty(tmp_path / "study.yaml") == {"study.yaml"}


def test_every_layer_of_a_study_is_among_what_is_read(tmp_path: Path) -> None:
    def layers(model: type[BaseModel]) -> set[str]:
        return {
            name for name, field in model.model_fields.items() if "Layer" in str(field.annotation)
        }

    named = {"area", "growth", "estates", "indicators", "entries", "water", "places"}
    assert layers(StudyFile) == named
    assert layers(ServiceEntry) == {"existing", "candidates", "times"}
    write_study(tmp_path)
    text = (tmp_path / "study.yaml").read_text()
    lines = [f"{name}: {{file: {name}.csv}}" for name in sorted(named)]
    text = text.replace("    mode: walk", "    mode: fly\n    times: {file: times.csv}")
    (tmp_path / "study.yaml").write_text("\n".join([text, *lines]))
    part = readable_part(tmp_path / "study.yaml")
    assert part is not None
    files = {layer.file.name for layer in part.layers()}
    assert files == ALL | {f"{name}.csv" for name in (*named, "times")}


def test_a_plan_stops_at_the_study_file_before_it_reads_layers(tmp_path: Path) -> None:
    write_study(tmp_path)
    change(tmp_path / "study.yaml", "limit_min: 15", "limit_min: yes")
    change(tmp_path / "cells.csv", "400", "-400")
    with pytest.raises(InputError) as caught:
        open_study(tmp_path / "study.yaml")
    assert {fault.file for fault in caught.value.faults} == {"study.yaml"}


@pytest.mark.parametrize("text", ["", "- a\n", "a: [\n", "\0", "name: x\nname: y\n"])
def test_of_a_file_that_is_no_study_nothing_more_is_read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(text)
    part = readable_part(path)
    assert part is None or not list(part.layers())[1:]
    assert faulty(path) == {"study.yaml"}
