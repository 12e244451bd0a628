"""Files that are no register of ours stay as they are; what cannot be written is said in a sentence."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import halfhour as hh
import pytest
import shapely
from halfhour.data.register import database
from halfhour.data.register.append import append_checks, approve
from halfhour.data.register.read import read_decisions, read_register
from register_rows import entry

CALLS: dict[str, Callable[[Path], object]] = {
    "append": lambda path: append_checks(path, [entry("a")]),
    "approve": lambda path: approve(path, "a", reason="good"),
    "read": read_register,
    "history": read_decisions,
}


def a_geopackage(path: Path) -> None:
    gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)], crs="EPSG:4326").to_file(path, layer="checks")


def a_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE checks (check_id)")


def of_a_newer_format(path: Path) -> None:
    append_checks(path, [entry("a")])
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("UPDATE halfhour_register SET format = 2")


FOREIGN: dict[str, tuple[Callable[[Path], object], str]] = {
    "a GeoPackage of others": (a_geopackage, "is no register of checks, and was not changed"),
    "a database of others": (a_database, "is no register of checks, and was not changed"),
    "a short text": (lambda path: path.write_text("hello"), "is no register of checks"),
    "a long text": (lambda path: path.write_text("hello\n" * 5000), "is no register of checks"),
    "a newer format": (of_a_newer_format, "is a register of another format"),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_that_is_not_ours_is_refused_and_not_touched(
    tmp_path: Path, kind: str, call: str
) -> None:
    path = tmp_path / "register.gpkg"
    make, cause = FOREIGN[kind]
    make(path)
    before = path.read_bytes()
    with pytest.raises(hh.InputError, match=cause) as caught:
        CALLS[call](path)
    assert [fault.file for fault in caught.value.faults] == [str(path)]
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["register.gpkg"]


def test_a_folder_in_its_place_or_none_around_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "register.gpkg").mkdir()
    for path in (tmp_path / "register.gpkg", tmp_path / "none" / "register.gpkg"):
        with pytest.raises(hh.InputError, match="cannot be opened"):
            append_checks(path, [entry("a")])


def test_a_locked_register_is_said_and_waited_for(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "register.gpkg"
    append_checks(path, [entry("a")])
    monkeypatch.setattr(database, "WAIT_S", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(hh.InputError, match="another program holds the register locked"):
            append_checks(path, [entry("b")])
        other.execute("ROLLBACK")
    append_checks(path, [entry("c")])
    assert read_register(path)["check_id"].tolist() == ["a", "c"]


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "register.gpkg"
    append_checks(path, [entry("a")])
    connect = database._connect

    def on_a_full_disk(path: Path) -> sqlite3.Connection:
        opened = connect(path)
        pages = opened.execute("PRAGMA page_count").fetchone()[0]
        opened.execute(f"PRAGMA max_page_count = {pages}")
        return opened

    monkeypatch.setattr(database, "_connect", on_a_full_disk)
    with pytest.raises(hh.InputError, match="the disk is full, so that nothing was written"):
        append_checks(path, [entry("b"), entry("c", note="x" * 100_000)])
    monkeypatch.undo()
    assert read_register(path)["check_id"].tolist() == ["a"]


def test_a_register_that_may_only_be_read_is_said(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "register.gpkg"
    append_checks(path, [entry("a")])

    def read_only(path: Path) -> sqlite3.Connection:
        # Whoever runs tests as root may write whatever the permissions say.
        return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)

    monkeypatch.setattr(database, "_connect", read_only)
    with pytest.raises(hh.InputError, match="is read-only"):
        append_checks(path, [entry("b")])
    assert read_register(path)["check_id"].tolist() == ["a"]


def test_a_damaged_register_is_said(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    append_checks(path, [entry(str(number), note="x" * 5000) for number in range(20)])
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * 8192 + whole[12288:])
    with pytest.raises(hh.InputError, match="is damaged"):
        append_checks(path, [entry("b")])


@pytest.mark.parametrize("name", ["登记 册.gpkg", "a?b#c%20.gpkg", "file:x.gpkg", "it's.gpkg"])
def test_names_of_any_kind(tmp_path: Path, name: str) -> None:
    append_checks(tmp_path / name, [entry("a")])
    assert read_register(tmp_path / name)["check_id"].tolist() == ["a"]
    assert [one.name for one in tmp_path.iterdir()] == [name]
