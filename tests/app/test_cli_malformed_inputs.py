"""Every kind of malformed input ends in one plain message that names file, place, value, cause and fix."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from halfhour.app import cli
from halfhour.app.cli import main
from halfhour.app.command.say_error import say_faults
from halfhour.common.errors import FAULTS_SHOWN, Fault, fault_lines
from halfhour.maps.wording.fault_words import fault_translator
from halfhour.maps.wording.messages import Lang
from malformed_kinds import Kind, arguments, write_study
from malformed_study import CHOICE_KINDS, STANDARDS_KINDS, STUDY_KINDS
from malformed_tables import TABLE_KINDS

KINDS = STUDY_KINDS | STANDARDS_KINDS | CHOICE_KINDS | TABLE_KINDS
INTERNAL = re.compile(
    r"Traceback|constrained|np\.|numpy|pydantic|function-|See previous|<class|Error\b|dict\[|tuple\["
)
VALUE = re.compile(r" = .*?：")
ENGLISH = re.compile(r"(?:[A-Za-z]{2,} ){2,}[A-Za-z]{2,}")
"""Three English words; names of files, columns and keys do not stand in such rows."""

CHINESE = fault_translator("zh")


def run(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    """Run the command line in this process and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["halfhour", *arguments])
    with pytest.raises(SystemExit) as caught:
        main()
    return int(caught.value.code or 0)


def test_there_are_enough_kinds() -> None:
    assert len(KINDS) >= 60


def test_the_good_study_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_study(tmp_path)
    assert run(arguments("validate", tmp_path), monkeypatch) == 0
    assert "no faults" in capsys.readouterr().out


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> list[Fault]:
    """Return the faults that are told, filled while a command runs."""
    found: list[Fault] = []

    def say(told: Iterable[Fault], lang: Lang, *, shown: int | None = FAULTS_SHOWN) -> None:
        found.extend(told)
        say_faults(found, lang, shown=shown)

    monkeypatch.setattr(cli, "say_faults", say)
    return found


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_kind_is_told(
    kind: Kind,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    faults: list[Fault],
) -> None:
    write_study(tmp_path)
    kind.change(tmp_path)
    assert run(arguments(kind.command, tmp_path), monkeypatch) == 2
    told = capsys.readouterr().err.partition("error: ")[2]
    assert told, "nothing was told"
    assert not INTERNAL.search(told), told
    for words in kind.told:
        assert any(one in told for one in words.split("|")), f"{words!r} is not in {told!r}"
    assert all(len(line) < 1500 for line in told.splitlines())
    # The same in Chinese: values stay as they are.
    said = [VALUE.sub("：", line, count=1) for line in fault_lines(faults, translate=CHINESE)]
    assert [line for line in said if ENGLISH.search(line)] == []
    assert len(said) == len(told.splitlines())


def test_the_faults_of_all_files_come_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_study(tmp_path)
    changes = ("people below nobody", "a negative capacity", "a cost that is no number")
    for name in ("cells", "clinics", "places"):
        kind = next(TABLE_KINDS[f"{name}: {one}"] for one in changes if f"{name}: {one}" in KINDS)
        kind.change(tmp_path)
    TABLE_KINDS["units: no column of ids"].change(tmp_path)
    TABLE_KINDS["roads: no class"].change(tmp_path)
    assert run(arguments("validate", tmp_path), monkeypatch) == 2
    told = capsys.readouterr().err
    for file in ("cells.csv", "clinics.csv", "places.csv", "units.geojson", "roads.geojson"):
        assert file in told


def test_all_faults_are_told_when_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_study(tmp_path)
    rows = "".join(f"c{number},120,40,-1\n" for number in range(15))
    (tmp_path / "cells.csv").write_text("cell_id,lon,lat,residents\n" + rows)
    assert run(arguments("validate", tmp_path), monkeypatch) == 2
    told = capsys.readouterr().err
    assert "cells.csv, row 11 (cell_id c9)" in told
    assert "row 12" not in told
    assert "cells.csv: ... and 5 more faults." in told
    assert run([*arguments("validate", tmp_path), "--all"], monkeypatch) == 2
    assert "cells.csv, row 16 (cell_id c14)" in capsys.readouterr().err
