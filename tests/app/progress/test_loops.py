"""When loops are compiled beside a run, and where they are kept."""

import sys
from pathlib import Path

import pytest
from halfhour.app.progress import loops
from halfhour.common import compiled


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """Marks of the processes that were started: a list that grows; the loops' cache is the test's own."""
    found: list[Path] = []

    class Process:
        def terminate(self) -> None:
            found.append(Path("ended"))

        def wait(self, _: float) -> None: ...

    def start() -> Process:
        found.append(Path("started"))
        return Process()

    monkeypatch.delenv(loops.SWITCH, raising=False)
    monkeypatch.setattr(loops, "mark_file", lambda: tmp_path / "mark")
    monkeypatch.setattr(loops, "_started", start)
    monkeypatch.setattr(loops.os, "cpu_count", lambda: 2)
    return found


def told() -> list[str]:
    lines: list[str] = []
    with loops.loops_beside(lines.append):
        lines.append("run")
    return lines


def test_the_first_run_is_helped_by_a_process_that_ends_with_it(started: list[Path]) -> None:
    assert told() == [loops.SAID, "run"]
    assert started == [Path("started"), Path("ended")]


def test_nothing_is_started_where_all_is_compiled(started: list[Path], tmp_path: Path) -> None:
    (tmp_path / "mark").write_text(loops.loops_version(), encoding="utf-8")
    assert told() == ["run"]
    assert started == []


@pytest.mark.parametrize("left", ["of another version", "\udcff"])
def test_a_mark_of_another_version_or_a_damaged_one_does_not_count(
    started: list[Path], tmp_path: Path, left: str
) -> None:
    (tmp_path / "mark").write_bytes(left.encode("utf-8", "surrogateescape"))
    assert told() == [loops.SAID, "run"]
    assert started


def test_a_process_that_cannot_be_started_does_no_harm(
    started: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise OSError

    monkeypatch.setattr(loops, "_started", fails)
    assert told() == ["run"]
    assert started == []


@pytest.mark.parametrize("cores", [1, None])
def test_a_single_core_has_nothing_to_share(
    started: list[Path], monkeypatch: pytest.MonkeyPatch, cores: int | None
) -> None:
    monkeypatch.setattr(loops.os, "cpu_count", lambda: cores)
    assert told() == ["run"]
    assert started == []


def test_the_process_can_be_switched_off(
    started: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(loops.SWITCH, "off")
    assert told() == ["run"]
    assert started == []


LOOP = """
from halfhour.common.compiled import compiled

@compiled
def twice(value):
    return 2 * value
"""


def test_loops_of_a_read_only_package_are_kept_in_the_users_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package, home = tmp_path / "package", tmp_path / "home"
    package.mkdir()
    # A file in place of the folder: not even root can write into it.
    (package / "__pycache__").write_text("", encoding="utf-8")
    (package / "loop_of_a_read_only_package.py").write_text(LOOP, encoding="utf-8")
    monkeypatch.syspath_prepend(str(package))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    monkeypatch.setenv("LOCALAPPDATA", str(home))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    from loop_of_a_read_only_package import twice  # noqa: PLC0415 - made by this test

    assert twice(4) == 8
    assert list(home.rglob("*.nbi"))


def test_the_mark_stands_beside_the_loops() -> None:
    folder = compiled.cache_folder()
    assert folder is not None
    assert folder.is_dir()
    mark = loops.mark_file()
    assert mark is not None
    assert mark.parent == folder
