"""A study whose layers are tables in memory is that of the files of the same content."""

from pathlib import Path

import halfhour as hh
import pytest
from geopandas.testing import assert_geodataframe_equal
from study_fixtures import keys_of_tables


@pytest.fixture
def keys(study_folder: Path) -> dict:
    """The study's keys with a table in place of every file."""
    return keys_of_tables(study_folder)


def test_a_study_of_tables_is_that_of_the_files(study_folder: Path, keys: dict) -> None:
    of_files = hh.open_study(study_folder / "study.yaml")
    study = hh.open_study(keys)
    assert study.name == of_files.name
    assert_geodataframe_equal(study.layers.demand, of_files.layers.demand)
    assert_geodataframe_equal(study.layers.sites["clinic"], of_files.layers.sites["clinic"])
    ours, theirs = study.assessments["clinic"], of_files.assessments["clinic"]
    assert ours.share == theirs.share
    opened = hh.solve(study.scenarios["two_clinics"]).opened
    assert opened == hh.solve(of_files.scenarios["two_clinics"]).opened
    names = [record.name for record in study.layers.inputs]
    assert names == [
        "people",
        "units.0",
        "roads",
        "services.clinic.existing",
        "services.clinic.candidates",
    ]
    assert len({record.sha256 for record in study.layers.inputs}) == len(names)


def test_faults_name_the_keys_of_the_table(keys: dict) -> None:
    table = keys["people"]["file"]
    table.loc[3, "people"] = -1
    with pytest.raises(hh.InputError, match=r"people, row 4 \(cell_id c003\), residents = -1"):
        hh.validate_study(keys)


def test_unknown_keys_are_told(keys: dict) -> None:
    with pytest.raises(hh.InputError, match=r"study, servces: unknown key"):
        hh.validate_study({**keys, "servces": {}})


def test_files_and_tables_mix(study_folder: Path, keys: dict) -> None:
    keys["people"]["file"] = str(study_folder / "cells.csv")
    assert hh.validate_study(keys).demand["residents"].sum() > 0


def test_layers_that_say_how_to_read_a_table_are_named_by_their_keys(keys: dict) -> None:
    said = hh.validate_study(keys)
    given = {**keys, "people": hh.Layer(**keys["people"])}
    clinic = keys["services"]["clinic"]
    columns = {"x": "lon", "y": "lat"}
    layers = {
        key: hh.Layer(file=clinic[key], crs="EPSG:4326", columns=columns)
        for key in ("existing", "candidates")
    }
    given["services"] = {"clinic": {**clinic, **layers}}
    found = hh.validate_study(given)
    assert [(one.name, one.rows, one.sha256) for one in found.inputs] == [
        (one.name, one.rows, one.sha256) for one in said.inputs
    ]
    assert_geodataframe_equal(found.sites["clinic"], said.sites["clinic"])
