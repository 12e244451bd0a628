"""Every check that was acknowledged is in the register, whenever its writers are killed."""

import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pyogrio
import pytest
from halfhour.data.register.append import append_checks
from halfhour.data.register.read import read_register
from register_rows import entry

WRITER = """
import sys
from threading import Thread
from halfhour.data.register.append import append_checks
from halfhour.data.register.entry import RegisterEntry

def write(name):
    for number in range(100_000):
        row = RegisterEntry(
            check_id=f"{name}-{number}", time="2026-01-01", service="clinic", lon=119.5, lat=39.9,
            note="x" * 5_000,
        )
        append_checks(sys.argv[1], [row])
        sys.stdout.write(row.check_id + "\\n")
        sys.stdout.flush()

for thread in "ab":
    Thread(target=write, args=[f"{sys.argv[2]}{thread}"]).start()
"""


def acknowledged(path: Path, run: int, wait_s: float) -> list[str]:
    """Start a process of two threads that append, kill it, and return what it had said."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, path, f"{run}"], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(wait_s)
    writer.kill()
    rest = writer.communicate()[0]
    # A line that was cut off was not said.
    return [
        line.strip() for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")
    ]


def require_survived(path: Path, kills: int, seed: int) -> None:
    random.seed(seed)
    said: list[str] = []
    for run in range(kills):
        said += acknowledged(path, run, random.uniform(0.0, 0.1))  # noqa: S311 - no secret
        # A part of the runs is followed by a writer, which has to roll back, a part by a reader.
        if run % 2:
            append_checks(path, [entry(f"between-{run}")])
            said.append(f"between-{run}")
        there = read_register(path)["check_id"]
        assert set(said) <= set(there)
        assert there.is_unique
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert len(pyogrio.read_dataframe(path, layer="checks")) >= len(said)


def test_acknowledged_checks_survive_kills(tmp_path: Path) -> None:
    require_survived(tmp_path / "register.gpkg", kills=3, seed=1)


@pytest.mark.prove
def test_acknowledged_checks_survive_fifty_kills(tmp_path: Path) -> None:
    require_survived(tmp_path / "register.gpkg", kills=50, seed=2)


def test_a_file_that_was_left_empty_by_a_kill_is_filled(tmp_path: Path) -> None:
    path = tmp_path / "register.gpkg"
    path.touch()
    assert read_register(path).empty
    append_checks(path, [entry("a")])
    assert read_register(path)["check_id"].tolist() == ["a"]
