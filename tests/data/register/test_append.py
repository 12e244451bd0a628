"""Appending checks and decisions; the file is read with SQLite and GDAL, apart from our reader."""

import datetime as dt
import math
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import halfhour as hh
import pyogrio
import pytest
import shapely
from halfhour.data.register.append import append_checks, approve
from halfhour.data.register.read import read_decisions, read_register
from register_rows import entry

PARCEL = shapely.box(119.49, 39.89, 119.51, 39.91)

WRITER = """
import sys
from halfhour.data.register.append import append_checks
from halfhour.data.register.entry import RegisterEntry
path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
for number in range(count):
    row = RegisterEntry(check_id=f"{name}-{number}", time="2026-01-01", service="clinic", lon=119.5, lat=39.9)
    append_checks(path, [row])
    print(row.check_id, flush=True)
"""
"""Says the id of each check once `append_checks` has returned."""


def rows(path: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(path)) as database:
        return database.execute(query).fetchall()


def test_gdal_reads_what_was_appended(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    append_checks(path, [entry("a"), entry("b", lon=119.6, parcel_wkb=shapely.to_wkb(PARCEL))])
    append_checks(path, [entry("c", lat=40.0, capacity=math.inf, year=2025)])
    checks = pyogrio.read_dataframe(path, layer="checks")
    assert checks["check_id"].tolist() == ["a", "b", "c"]
    assert checks.geometry.x.tolist() == [119.5, 119.6, 119.5]
    assert checks.crs.to_epsg() == 4326
    assert checks["capacity"].tolist() == [80.0, 80.0, math.inf]
    assert checks["year"].fillna(0).tolist() == [0, 0, 2025]
    parcels = pyogrio.read_dataframe(path, layer="parcels")
    assert parcels["check_id"].tolist() == ["b"]
    assert parcels.geometry.iloc[0].equals(PARCEL)
    bounds = pyogrio.read_info(path, layer="checks")["total_bounds"]
    assert bounds == (119.5, 39.9, 119.6, 40.0)


def test_it_is_a_log_so_that_the_same_check_is_two_rows(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    append_checks(path, [entry("a")])
    append_checks(path, [entry("a")])
    approve(path, "a", reason="fits the plan")
    table = read_register(path)
    assert table["check_id"].tolist() == ["a", "a"]
    assert table["decision"].tolist() == ["approved", "approved"]
    assert len(read_decisions(path)) == 1


def test_nothing_is_written_where_nothing_is_given(tmp_path: Path) -> None:
    append_checks(tmp_path / "register.gpkg", [])
    assert list(tmp_path.iterdir()) == []


def test_the_decision_that_was_appended_last_holds_and_none_is_erased(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    append_checks(path, [entry("a"), entry("b")])
    approve(path, "a", reason=" near the school ", date=dt.date(2026, 3, 1), opens_year=2028)
    approve(path, "a", "refused", reason="flood plain", date=dt.date(2026, 2, 1))
    table = read_register(path).set_index("check_id")
    assert table["decision"].to_dict() == {"a": "refused", "b": ""}
    assert table["reason"].to_dict() == {"a": "flood plain", "b": ""}
    assert table["decisions"].to_dict() == {"a": 2, "b": 0}
    assert rows(path, "SELECT decision, reason, date, opens_year FROM decisions ORDER BY fid") == [
        ("approved", "near the school", "2026-03-01", 2028),
        ("refused", "flood plain", "2026-02-01", None),
    ]


@pytest.mark.parametrize(
    ("arguments", "cause"),
    [
        ({"check_id": "20261129-abx"}, "the nearest is '20261129-abc'"),
        ({"decision": "maybe"}, "is no decision"),
        ({"reason": "  "}, "is empty"),
        ({"opens_year": 28}, "is not a year"),
        ({"decision": "refused", "opens_year": 2028}, "does not open"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(tmp_path: Path, arguments: dict, cause: str) -> None:
    path = tmp_path / "register.gpkg"
    append_checks(path, [entry("20261129-abc")])
    with pytest.raises(hh.InputError, match=cause):
        approve(path, **{"check_id": "20261129-abc", "reason": "good", **arguments})
    assert len(read_decisions(path)) == 0


def test_a_decision_needs_a_register(tmp_path: Path) -> None:
    with pytest.raises(hh.InputError, match="no register of checks yet"):
        approve(tmp_path / "register.gpkg", "a", reason="good")
    assert list(tmp_path.iterdir()) == []


def test_all_checks_of_a_call_are_appended_or_none(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    append_checks(path, [entry("a")])
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE TRIGGER no_c BEFORE INSERT ON checks WHEN NEW.check_id = 'c' "
            "BEGIN SELECT raise(ABORT, 'no'); END"
        )
    with pytest.raises(hh.InputError):
        append_checks(path, [entry("b"), entry("c")])
    assert read_register(path)["check_id"].tolist() == ["a"]


def test_checks_of_many_threads_all_get_in(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    ids = [f"{number}" for number in range(60)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda one: append_checks(path, [entry(one)]), ids))
    assert sorted(read_register(path)["check_id"]) == sorted(ids)


def test_checks_of_processes_that_begin_together_all_get_in(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, path, name, "8"], stdout=subprocess.PIPE, text=True
        )
        for name in "abc"
    ]
    said = [line for one in writers for line in one.communicate(timeout=60)[0].split()]
    assert [one.returncode for one in writers] == [0, 0, 0]
    assert sorted(read_register(path)["check_id"]) == sorted(said)
    assert len(said) == 24


def test_a_register_with_a_spatial_index_of_qgis_is_still_written(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    append_checks(path, [entry("a")])
    with closing(sqlite3.connect(path)) as database, database:
        # The trigger of GeoPackage 1.3, annex F.3, as GDAL writes it.
        database.execute(
            "CREATE VIRTUAL TABLE rtree_checks_geom USING rtree(id, minx, maxx, miny, maxy)"
        )
        database.execute(
            "CREATE TRIGGER rtree_checks_geom_insert AFTER INSERT ON checks"
            " WHEN (new.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN"
            " INSERT OR REPLACE INTO rtree_checks_geom VALUES (NEW.fid, ST_MinX(NEW.geom),"
            " ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END"
        )
    append_checks(path, [entry("b", lon=119.25, lat=39.75)])
    assert rows(path, "SELECT * FROM rtree_checks_geom") == [(2, 119.25, 119.25, 39.75, 39.75)]


def test_a_register_in_wal_is_still_written(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    append_checks(path, [entry("a")])
    assert rows(path, "PRAGMA journal_mode = WAL") == [("wal",)]
    append_checks(path, [entry("b")])
    assert read_register(path)["check_id"].tolist() == ["a", "b"]
