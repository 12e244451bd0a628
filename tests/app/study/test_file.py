from pathlib import Path

import pytest
from halfhour.app.study.file import read_study_file
from halfhour.app.study.layers import read_layers
from halfhour.common.errors import InputError
from halfhour.geo.roads.speeds import DEFAULT_SPEEDS


def replaced(folder: Path, old: str, new: str) -> Path:
    path = folder / "study.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_paths_start_at_the_study_s_own_folder(study_folder: Path) -> None:
    study = read_study_file(study_folder / "study.yaml")
    assert study.people.file == study_folder.resolve() / "cells.csv"
    assert study.services["clinic"].existing.file == study_folder.resolve() / "clinics.csv"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "limit_min: 12",
            "limit_mins: 12",
            r"services.clinic.limit_mins: unknown key. did you mean limit_min",
        ),
        ("crs: EPSG:4326\n", "csr: EPSG:4326\n", r"people.csr: unknown key. did you mean crs"),
        (
            "max_new: 2",
            "max_knew: 2",
            r"scenarios.two_clinics.max_knew: unknown key. did you mean max_new",
        ),
        (
            "max_new: 2",
            "max_new: -1",
            r"scenarios.two_clinics.max_new = -1: .*greater than or equal to 0",
        ),
        ("limit_min: 12", "limit_min: 0", r"services.clinic.limit_min = 0: .*greater than 0"),
        ("limit_min: 12", "limit_min: .nan", r"services.clinic.limit_min"),
        ("mode: walk", "mode: fly", r"services.clinic.mode = 'fly': .*'walk'"),
        (
            "mode: walk",
            "mode: {village: fly}",
            r"services.clinic.mode.*tier 'village' must be one of 'walk'.*'fly'",
        ),
        ("service: clinic", "service: clinik", r"names service 'clinik'.*did you mean 'clinic'"),
        ("name: Gridtown", "nam: Gridtown", r"unknown key. did you mean name"),
        (
            "notice: made up",
            "name: again",
            r"study\.yaml, row 2, name: the key is given twice",
        ),
        ("notice: made up", "notice: [made", r"is not valid YAML"),
        (
            "roads: {file: roads.gpkg, columns: {class: highway}}\n",
            "",
            r"so the study needs `roads:`",
        ),
        (
            "columns: {class: highway}",
            "columns: {class: highway, oneway_values: {2: yes}}",
            r"roads.columns: oneway_values is the name of a column.*`values: \{oneway: \.\.\.\}`",
        ),
        ("columns: {class: highway}", "join: 1", r"roads.join: unknown key. did you mean join_m"),
        (
            "columns: {class: highway}",
            "join_m: 50",
            r"roads.join_m = 50: .*less than or equal to 10",
        ),
        ("columns: {class: highway}", "values: {oneway: [1]}", r"roads.values.oneway"),
        (
            "crs: EPSG:4326\n",
            "values: {a: {1: b}}\n",
            r"people has `values:`, which is for `roads:` alone",
        ),
        (
            "people:",
            "speeds: {driv: {scale: 0.8}}\npeople:",
            r"speeds.driv: unknown key. did you mean drive",
        ),
        (
            "people:",
            "speeds: {drive: {scal: 0.8}}\npeople:",
            r"speeds.drive.scal: unknown key. did you mean scale",
        ),
        (
            "people:",
            "speeds: {walk: {use_maxspeed: false}}\npeople:",
            r"speeds.walk.use_maxspeed: unknown key. did you mean one of kph, scale",
        ),
        (
            "people:",
            "speeds: {drive: {scale: 0}}\npeople:",
            r"speeds.drive.scale = 0: .*greater than 0",
        ),
        (
            "people:",
            "speeds: {drive: {kph: {motorway: -1}}}\npeople:",
            r"speeds.drive.kph.motorway = -1: .*greater than 0",
        ),
        (
            "services:",
            "groups: {residents: {walk_kmh: 3}}\nservices:",
            r"groups.residents.walk_kmh: unknown key. did you mean walk_kph\?",
        ),
        (
            "services:",
            "groups: {residents: {drive_share: [0.5, 0.2]}}\nservices:",
            r"groups.residents.drive_share: .*lowest and a highest share.*write \[0.2, 0.5\]",
        ),
        (
            "limit_min: 12",
            "capacity: {asignment: system}",
            r"services.clinic.capacity.asignment: unknown key. did you mean assignment\?",
        ),
        (
            "max_new: 2",
            "objective: {kind: set_covering, unitshare: 1}",
            r"scenarios.two_clinics.objective.unitshare: unknown key. did you mean unit_share\?",
        ),
        (
            "max_new: 2",
            "objective: {kind: multi_period_covering, years: [{year: 2027, maxnew: 1}]}",
            r"objective.years.0.maxnew: unknown key. did you mean max_new\?",
        ),
        (
            "columns: {site_id: id, x: lon, y: lat}}\n    candidates",
            "colums: {site_id: id, x: lon, y: lat}}\n    candidates",
            r"services.clinic.existing.colums: unknown key. did you mean columns\?",
        ),
    ],
)
def test_a_wrong_key_or_value_is_named_with_what_to_do(
    study_folder: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_study_file(replaced(study_folder, old, new))


def test_a_study_changes_speeds(study_folder: Path) -> None:
    usual = read_study_file(study_folder / "study.yaml").speeds.table()
    assert usual == DEFAULT_SPEEDS
    path = replaced(
        study_folder,
        "people:",
        """speeds:
  drive: {scale: 0.5, kph: {motorway: 100}, use_maxspeed: false}
  walk: {scale: 0.8}
people:""",
    )
    table = read_study_file(path).speeds.table()
    assert table.kph("drive", "motorway") == 50
    assert table.kph("drive", "residential") == 10
    assert not table.use_maxspeed
    assert table.access_kph == 4
    assert table.by_mode["cycle"] == DEFAULT_SPEEDS.by_mode["cycle"]
    network = read_layers(path).roads
    assert network is not None
    assert network.access_kph == 4
    assert network.forward_s["drive"] == pytest.approx(network.length_m / (10 / 3.6))


def test_a_study_s_misspelt_road_class_is_told(study_folder: Path) -> None:
    path = replaced(study_folder, "people:", "speeds: {drive: {kph: {motorwai: 90}}}\npeople:")
    with pytest.raises(InputError, match=r"kph = 'motorwai': .*did you mean motorway"):
        read_layers(path)


def test_all_faults_are_listed_together(study_folder: Path) -> None:
    replaced(study_folder, "limit_min: 12", "limit_min: 0")
    path = replaced(study_folder, "max_new: 2", "max_new: -1")
    with pytest.raises(InputError) as caught:
        read_study_file(path)
    assert len(caught.value.faults) == 2


def test_a_missing_study_file_is_said_with_the_nearest_name(study_folder: Path) -> None:
    with pytest.raises(InputError, match=r"there is no such file\. did you mean study.yaml"):
        read_study_file(study_folder / "stduy.yaml")


def test_the_four_services_have_their_groups(study_folder: Path) -> None:
    study = read_study_file(study_folder / "study.yaml")
    services = dict.fromkeys(
        ("clinic", "elderly_care", "shelter", "rehab"), study.services["clinic"]
    )
    four = study.model_copy(update={"services": services})
    assert [four.group_of(s) for s in services] == ["residents", "elderly", "residents", "disabled"]


def test_a_study_without_scenarios_asks_for_today(study_folder: Path) -> None:
    path = study_folder / "study.yaml"
    path.write_text(path.read_text(encoding="utf-8").split("scenarios:")[0], encoding="utf-8")
    study = read_study_file(path)
    assert study.scenarios_or_today()["clinic_today"].max_new == 0


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("limit_min: 12", "limit_min: yes", "services.clinic.limit_min = True: is true or false"),
        (
            "limit_min: 12",
            "limit_min: 12:30",
            "services.clinic.limit_min = '12:30': is not a plain",
        ),
        ("limit_min: 12", "limit_min: 030", "services.clinic.limit_min = '030': is not a plain"),
        ("max_new: 2", "max_new: 0x2", "scenarios.two_clinics.max_new = '0x2': is not a plain"),
        ("max_new: 2", "max_new: on", "scenarios.two_clinics.max_new = True: is true or false"),
        ("max_new: 2", "budget: 1_000", "scenarios.two_clinics.budget = '1_000': is not a plain"),
        (
            "  file: cells.csv",
            "  year: 02020\n  file: cells.csv",
            "people.year = '02020': is not a",
        ),
    ],
)
def test_a_number_is_written_in_digits(study_folder: Path, old: str, new: str, where: str) -> None:
    with pytest.raises(InputError) as caught:
        read_study_file(replaced(study_folder, old, new))
    (fault,) = caught.value.faults
    assert str(fault).startswith("study.yaml (line ")
    assert f"), {where}" in str(fault)
    assert "write digits" in str(fault)
