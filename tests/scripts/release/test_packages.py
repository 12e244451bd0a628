"""The wheel and the source archive are the same however they are built."""

from __future__ import annotations

import os
import re
import tarfile
import zipfile
from pathlib import Path

import pytest
from release.packages import (
    FOLDERS,
    build,
    commit_time_s,
    copy_sources,
    packages,
    plain_archive,
    tracked,
    wheel_of_archive,
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return packages(tmp_path_factory.mktemp("built"))


@pytest.mark.thorough
def test_another_build_under_other_circumstances_is_equal_to_the_byte(
    built: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0o077)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(commit_time_s()))
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    try:
        again = packages(tmp_path / "far" / "away")
    finally:
        os.umask(before)
    assert [path.name for path in again] == [path.name for path in built]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in built]


@pytest.mark.thorough
def test_the_source_archive_builds_the_same_wheel(built: tuple[Path, Path], tmp_path: Path) -> None:
    wheel, archive = built
    again = wheel_of_archive(archive, tmp_path, commit_time_s())
    assert again.read_bytes() == wheel.read_bytes()


@pytest.mark.thorough
def test_both_hold_what_git_tracks_and_nothing_else(built: tuple[Path, Path]) -> None:
    wheel, archive = built
    of_package = {
        f"halfhour/{name}" for name in tracked() if name.split("/")[0] in FOLDERS or name[0] == "_"
    } | {"halfhour/py.typed"}
    with zipfile.ZipFile(wheel) as packed:
        found = {name for name in packed.namelist() if ".dist-info/" not in name}
    assert found == of_package
    with tarfile.open(archive) as packed:
        inside = {name.split("/", 1)[1] for name in packed.getnames()}
    own = {name for name in inside if "egg-info/" not in name}
    assert own - {"PKG-INFO", "MANIFEST.in", "setup.cfg"} == set(tracked())


def test_the_time_is_that_of_the_commit_or_what_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert commit_time_s() > 1_700_000_000
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert commit_time_s() == 1_000_000_000


def test_files_have_plain_modes_and_one_time(tmp_path: Path) -> None:
    root = tmp_path / "root"
    copy_sources(Path(__file__).resolve().parents[3], root, 1_000_000_000)
    files = [path for path in root.rglob("*.py") if path.is_file()]
    assert len(files) > 500
    assert {path.stat().st_mtime for path in files} == {1_000_000_000}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o644}


def test_an_archive_is_put_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(name)
    with tarfile.open(tmp_path / "some.tar.gz", "w:gz") as packed:
        for name in ("b.txt", "a.txt"):
            packed.add(tmp_path / name, f"some/{name}")
    (tmp_path / "plain.tar.gz").write_bytes(
        plain_archive((tmp_path / "some.tar.gz").read_bytes(), 1_000_000_000)
    )
    with tarfile.open(tmp_path / "plain.tar.gz") as packed:
        assert packed.getnames() == ["some/a.txt", "some/b.txt"]
        assert {one.uname for one in packed.getmembers()} == {""}
        assert {one.mtime for one in packed.getmembers()} == {1_000_000_000}
        read = packed.extractfile("some/a.txt")
        assert read is not None
        assert read.read() == b"a.txt"


def test_a_build_that_fails_says_why(tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_text("raise RuntimeError('no such thing')\n")
    with pytest.raises(SystemExit, match="no such thing"):
        build("build_wheel", tmp_path, tmp_path / "out", 1_000_000_000)


def test_the_version_stands_in_three_places_and_is_the_same() -> None:
    root = Path(__file__).resolve().parents[3]
    found = {
        re.search(pattern, (root / name).read_text(encoding="utf-8"), flags=re.MULTILINE)[1]
        for name, pattern in (
            ("pyproject.toml", r'^version = "(.+)"$'),
            ("__init__.py", r'^__version__ = "(.+)"$'),
            ("CITATION.cff", r"^version: (.+)$"),
        )
    }
    assert len(found) == 1
