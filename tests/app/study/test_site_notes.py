"""Columns that would change figures and are not read are told, as are capacities that nobody gave."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import halfhour as hh
import pandas as pd
import pytest
import yaml

UNREAD = "column {} is not read; if it is meant, write columns: {{{}: {}}}"


def with_column(path: Path, heading: str, value: object) -> None:
    pd.read_csv(path).assign(**{heading: value}).to_csv(path, index=False)


@pytest.mark.parametrize(
    ("name", "heading", "ours", "value"),
    [
        ("clinics.csv", "working", "working", "no"),
        ("clinics.csv", "closed_year", "closed_year", 2001),
        ("clinics.csv", "Opened year", "opened_year", 2031),
        ("clinics.csv", "CAPACITY", "capacity", 30),
        ("sites.csv", "Cost", "cost", 4),
        ("sites.csv", "eligible", "eligible", "yes"),
    ],
)
def test_a_column_called_like_one_that_counts(
    study_folder: Path, name: str, heading: str, ours: str, value: object
) -> None:
    path = study_folder / "study.yaml"
    with_column(study_folder / name, heading, value)
    told = f"{name}: " + UNREAD.format(heading, ours, heading)
    assert list(hh.validate_study(path).notes) == [told]
    # The advice is open, and followed nothing is left to tell.
    kind = "site_id: id, x: lon, y: lat"
    text = path.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if name in line)
    text = text.replace(line, line.replace(kind, f"{kind}, {ours}: {heading}"))
    path.write_text(text, encoding="utf-8")
    assert not any("is not read" in note for note in hh.validate_study(path).notes)


def test_what_is_read_or_does_not_count_is_not_told(study_folder: Path) -> None:
    for heading in ("capacity", "Capacity", "cost", "eligible", "beds"):
        with_column(study_folder / "clinics.csv", heading, 7)
    assert hh.validate_study(study_folder / "study.yaml").notes == ()


def test_a_name_that_a_shapefile_cut(study_folder: Path) -> None:
    table = pd.read_csv(study_folder / "clinics.csv").assign(closed_yea=2001)
    points = gpd.points_from_xy(table["lon"], table["lat"], crs="EPSG:4326")
    gpd.GeoDataFrame(table[["id", "closed_yea"]], geometry=points).to_file(
        study_folder / "clinics.shp"
    )
    path = study_folder / "study.yaml"
    line = "{file: clinics.csv, crs: EPSG:4326, "
    text = path.read_text(encoding="utf-8").replace(line, "{file: clinics.shp, ")
    path.write_text(text, encoding="utf-8")
    told = "clinics.shp: " + UNREAD.format("closed_yea", "closed_year", "closed_yea")
    assert hh.validate_study(path).notes == (told,)


def test_capacities_that_no_file_gives(study_folder: Path) -> None:
    path = study_folder / "study.yaml"
    asked = "max_new: 2, objective: capacitated_covering"
    path.write_text(path.read_text(encoding="utf-8").replace("max_new: 2", asked), encoding="utf-8")
    told = "every {} of clinic has places for any number: no column gives capacities"
    notes = hh.validate_study(path).notes
    assert notes == (told.format("facility"), told.format("candidate"))
    with_column(study_folder / "sites.csv", "capacity", 20)
    assert hh.validate_study(path).notes == (told.format("facility"),)
    # Without limit as the file itself says.
    with_column(study_folder / "clinics.csv", "capacity", "inf")
    assert hh.validate_study(path).notes == ()


def test_how_each_group_goes_that_a_scenario_counts(study_folder: Path) -> None:
    path = study_folder / "study.yaml"
    study = yaml.safe_load(path.read_text(encoding="utf-8"))
    study["people"]["groups"] = {"elderly": 0.2, "disabled": 0.1, "children": 0.1}
    study["services"]["clinic"]["mode"] = "drive"
    study["groups"] = {"elderly": {"drive_share": [0.2, 0.4]}}
    study["scenarios"] = {
        "old": {"service": "clinic", "max_new": 1, "group": "elderly"},
        "all": {"service": "clinic", "max_new": 1, "group_weights": {"disabled": 2}},
    }
    path.write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    # Nothing is asked of the children.
    assert set(hh.validate_study(path).notes) == {
        "clinic: how many of elderly go by car is not known: figures are for 20%, not 40%",
        "clinic: all disabled count as going by car; say with `groups:` how many can",
    }


def test_a_joint_question_is_told_of_as_a_scenario_is(study_folder: Path) -> None:
    path = study_folder / "study.yaml"
    study = yaml.safe_load(path.read_text(encoding="utf-8"))
    study["people"]["groups"] = {"elderly": 0.2}
    study["services"]["clinic"]["mode"] = "drive"
    study["services"]["surgery"] = study["services"]["clinic"]
    study["scenarios"] = {}
    asked = {"clinic": {"group": "elderly"}, "surgery": {}}
    told = "every candidate of {} costs 1: no column gives other costs"
    cars = "clinic: all elderly count as going by car; say with `groups:` how many can"
    for question, services in (
        ({"services": asked, "max_new": 2}, set()),
        ({"services": asked, "budget": 2}, {"clinic", "surgery"}),
        ({"services": {**asked, "surgery": {"budget": 1}}, "max_new": 2}, {"surgery"}),
    ):
        study["joint"] = {"both": question}
        path.write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
        assert set(hh.validate_study(path).notes) == {cars, *map(told.format, services)}
