"""A study whose layers lie in a database: the same figures as from files, and credentials nowhere."""

from __future__ import annotations

import json
import logging
import os
import re
from pathlib import Path

import geopandas as gpd
import halfhour as hh
import pandas as pd
import pytest
import yaml
from halfhour.app.cli import app
from halfhour.app.example_study import street_study
from postgis_server import PASSWORD, USER, PostgisServer
from typer.testing import CliRunner

pytestmark = pytest.mark.postgis


@pytest.fixture
def study(tmp_path: Path, database: PostgisServer) -> Path:
    """The street's study with all its layers in the database, beside the one of files."""
    path = street_study(tmp_path)
    _load(database, "roads", gpd.read_file(tmp_path / "roads.geojson"))
    _load(database, "counties", gpd.read_file(tmp_path / "counties.geojson"))
    for name in ("cells", "clinics", "places"):
        table = pd.read_csv(tmp_path / f"{name}.csv", dtype=str)
        places = gpd.points_from_xy(table["lon"].astype(float), table["lat"].astype(float))
        _load(database, name, gpd.GeoDataFrame(table, geometry=places, crs="EPSG:4326"))
    said = yaml.safe_load(path.read_text(encoding="utf-8"))

    def stored(layer: dict[str, object]) -> dict[str, object]:
        table = f"health.{Path(str(layer['file'])).stem}"
        return {**layer, "file": database.address, "table": table}

    said["roads"], said["people"] = stored(said["roads"]), stored(said["people"])
    said["units"] = [stored(one) for one in said["units"]]
    clinic = said["services"]["clinic"]
    clinic["existing"], clinic["candidates"] = (
        stored(clinic["existing"]),
        stored(clinic["candidates"]),
    )
    result = tmp_path / "stored.yaml"
    result.write_text(yaml.safe_dump(said), encoding="utf-8")
    return result


def _load(database: PostgisServer, name: str, table: gpd.GeoDataFrame) -> None:
    own = [str(column) for column in table.columns.drop("geometry")]
    columns = ", ".join(f'"{column}" text' for column in own)
    rows = ", ".join(
        "({}, 'SRID=4326;{}')".format(", ".join(f"'{value}'" for value in row[:-1]), row[-1].wkt)
        for row in table[[*own, "geometry"]].itertuples(index=False, name=None)
    )
    database.run(
        f"CREATE TABLE health.{name} ({columns}, geom geometry)",
        f"INSERT INTO health.{name} VALUES {rows}",  # noqa: S608 - the test's own
    )


def _figures(folder: Path) -> dict[str, object]:
    plan = json.loads((folder / "one_more" / "plan.json").read_text(encoding="utf-8"))
    certificate = {**plan.pop("certificate"), "seconds": 0}
    # Where the study lies, and what it was made from, are not the same.
    return {**plan, "certificate": certificate, "inputs": None, "run": None}


def test_a_study_in_a_database_gives_what_its_files_give(
    study: Path, tmp_path: Path, database: PostgisServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hh.plan_study(tmp_path / "study.yaml", tmp_path / "files", jobs=1)
    out = tmp_path / "stored"
    command = ["plan", str(study), "--out", str(out), "--jobs", "1", "--to", database.address]
    ran = CliRunner().invoke(app, [*command, "--to-schema", "results"])
    assert ran.exit_code == 0, ran.output
    assert _figures(out) == _figures(tmp_path / "files")
    assert database.run("SELECT served_after FROM results.plans") == [(500.0,)]
    plan = json.loads((out / "one_more" / "plan.json").read_text(encoding="utf-8"))
    assert {(one["name"], one["rows"]) for one in plan["inputs"]} >= {
        ("city.health.cells.parquet", 2),
        ("city.health.clinics.parquet", 1),
    }
    # The same rows in another order are the same input, and have the same digest.
    database.run(
        "CREATE TABLE health.other AS SELECT * FROM health.cells ORDER BY 1 DESC",
        "DROP TABLE health.cells",
        "ALTER TABLE health.other RENAME TO cells",
    )
    hh.plan_study(study, tmp_path / "again", jobs=1)
    again = json.loads((tmp_path / "again/one_more/plan.json").read_text(encoding="utf-8"))
    assert again["inputs"] == plan["inputs"]
    cache = Path(os.environ["HALFHOUR_CACHE"])
    texts = [
        path.read_bytes() for folder in (out, cache) for path in folder.rglob("*") if path.is_file()
    ]
    names = " ".join(str(path) for path in cache.rglob("*")) + ran.output + caplog.text
    for secret in (PASSWORD, USER + ":"):
        assert not [text for text in texts if secret.encode() in text]
        assert secret not in names


def test_a_plan_of_a_database_is_replayed(
    study: Path, tmp_path: Path, database: PostgisServer
) -> None:
    [plan] = hh.plan_study(study, tmp_path / "stored", jobs=1)
    inputs = json.loads((plan.folder / "plan.json").read_text(encoding="utf-8"))["inputs"]
    assert {(one["format"], one["path"]) for one in inputs} == {("PostgreSQL", None)}
    found = hh.replay(plan.folder)
    assert (found.verdict, {one.state for one in found.inputs}) == ("same", {"same"})
    database.run("UPDATE health.cells SET residents = '300' WHERE residents = '400'")
    found = hh.replay(plan.folder)
    assert found.verdict == "inputs changed"
    assert [one.name for one in found.inputs if one.state == "changed"] == [
        "city.health.cells.parquet"
    ]
    assert [(one.recorded, one.now) for one in found.differences if one.key == "people_total"] == [
        (500, 400)
    ]


def test_validate_tells_what_a_database_lacks_together(
    study: Path, database: PostgisServer
) -> None:
    database.run("DROP TABLE health.roads", "DROP TABLE health.clinics")
    ran = CliRunner().invoke(app, ["validate", str(study)])
    assert ran.exit_code == 2
    assert "'health.roads': there is no such table or view" in ran.output
    assert "'health.clinics': there is no such table or view" in ran.output


def test_a_server_that_is_not_there_is_a_fault_once(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = study.read_text(encoding="utf-8")
    study.write_text(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:1", text), encoding="utf-8")
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    with pytest.raises(hh.InputError, match="cannot be reached") as raised:
        hh.validate_study(study)
    assert len(raised.value.faults) == 1
    assert PASSWORD not in str(raised.value)
