"""Prepared roads on disk: found again, made again when damaged, never in anybody's way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from halfhour.common.file_lock import locked
from halfhour.common.kept.cache_folder import FOLDER_VARIABLE, cache_folder
from halfhour.geo.routing import hierarchy_cache as prepared
from halfhour.geo.routing.hierarchy import Hierarchy, build_hierarchy
from halfhour.geo.routing.hierarchy_cache import prepared_hierarchy

Graph = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def grid(side: int = 40) -> Graph:
    """Streets both ways on a grid, with more arcs than are prepared anew each time."""
    node = np.arange(side * side).reshape(side, side)
    a = np.concatenate([node[:, :-1].ravel(), node[:-1].ravel()])
    b = np.concatenate([node[:, 1:].ravel(), node[1:].ravel()])
    x, y = np.meshgrid(np.arange(side), np.arange(side))
    cost = np.random.default_rng(2).uniform(10, 90, 2 * len(a))
    xy = np.column_stack([x.ravel(), y.ravel()]) * 100.0
    return np.concatenate([a, b]), np.concatenate([b, a]), cost, xy


def same(one: Hierarchy, other: Hierarchy) -> bool:
    pairs = zip(one.tree, other.tree, strict=True)
    return one.tick == other.tick and all(
        a.dtype == b.dtype and np.array_equal(a, b) for a, b in pairs
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Hierarchy]:
    """What was not read but made, in order."""
    made: list[Hierarchy] = []

    def build(*graph: np.ndarray) -> Hierarchy:
        made.append(build_hierarchy(*graph))
        return made[-1]

    monkeypatch.setattr(prepared, "build_hierarchy", build)
    return made


def files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_second_call_reads_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = prepared_hierarchy(*grid())
    [name] = files(folder)
    assert name.endswith(".npz")

    def fail(*graph: np.ndarray) -> Hierarchy:
        raise AssertionError("prepared again")

    monkeypatch.setattr(prepared, "build_hierarchy", fail)
    assert same(prepared_hierarchy(*grid()), first)
    assert files(folder) == [name]
    assert same(first, build_hierarchy(*grid()))


@pytest.mark.parametrize("changed", ["cost", "node", "way", "arc"])
def test_another_graph_is_another_file(folder: Path, built: list[Hierarchy], changed: str) -> None:
    tail, head, cost, xy = grid()
    prepared_hierarchy(tail, head, cost, xy)
    if changed == "cost":
        cost[7] += 1e-9
    elif changed == "node":
        xy[7, 0] += 1e-6
    elif changed == "way":
        tail, head = head, tail
    else:
        tail, head, cost = tail[:-1], head[:-1], cost[:-1]
    found = prepared_hierarchy(tail, head, cost, xy)
    assert len(built) == len(files(folder)) == 2
    assert same(found, build_hierarchy(tail, head, cost, xy))


def test_small_graphs_are_not_kept(folder: Path, built: list[Hierarchy]) -> None:
    for _ in range(2):
        prepared_hierarchy(*grid(20))
    assert len(built) == 2
    assert not folder.exists()


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"no archive",
        lambda whole: whole[:1000],
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:-1],
        lambda whole: whole[:5000] + bytes(100) + whole[5100:],
        lambda whole: whole.replace(b"'shape': (1600,)", b"'shape': (160 ,)", 1),
    ],
    ids=["empty", "text", "start", "half", "all but a byte", "hole", "shape"],
)
def test_a_damaged_file_is_prepared_again(
    folder: Path, built: list[Hierarchy], damage: Callable[[bytes], bytes]
) -> None:
    first = prepared_hierarchy(*grid())
    [name] = files(folder)
    whole = (folder / name).read_bytes()
    damaged = damage(whole)
    assert damaged != whole
    (folder / name).write_bytes(damaged)
    assert same(prepared_hierarchy(*grid()), first)
    assert len(built) == 2
    assert same(prepared_hierarchy(*grid()), first)
    assert len(built) == 2
    assert files(folder) == [name]


def test_a_file_of_another_kind_of_tree_is_prepared_again(
    folder: Path, built: list[Hierarchy]
) -> None:
    first = prepared_hierarchy(*grid())
    [name] = files(folder)
    with np.load(folder / name) as stored:
        fewer = {part: stored[part] for part in stored.files if part != "border_region"}
    np.savez(folder / name, **fewer)
    assert same(prepared_hierarchy(*grid()), first)
    assert len(built) == 2


@pytest.mark.parametrize("word", ["off", "OFF"])
def test_off_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built: list[Hierarchy], word: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "usual"))
    monkeypatch.setenv(FOLDER_VARIABLE, word)
    assert cache_folder() is None
    for _ in range(2):
        prepared_hierarchy(*grid())
    assert len(built) == 2
    assert files(tmp_path) == []


def test_without_a_word_the_user_s_own_cache_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER_VARIABLE)
    assert cache_folder() == Path(platformdirs.user_cache_dir()) / "halfhour"


def test_a_folder_that_cannot_be_written_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built: list[Hierarchy]
) -> None:
    # A file in the place of a folder stops even an administrator.
    (tmp_path / "file").write_text("here already")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        monkeypatch.setenv(FOLDER_VARIABLE, str(place))
        assert same(prepared_hierarchy(*grid()), build_hierarchy(*grid()))
    assert len(built) == 2
    assert (tmp_path / "file").read_text() == "here already"


def test_a_full_disk_is_no_error_and_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(stream: object, **arrays: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    assert same(prepared_hierarchy(*grid()), build_hierarchy(*grid()))
    assert files(folder) == []


def test_a_kill_at_any_step_of_writing_leaves_a_whole_file_or_none(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only here: this file also runs as a program, to which the tests' helpers are not known.
    from killed_runs import leave_copies  # noqa: PLC0415

    hierarchy = build_hierarchy(*grid())
    folder.mkdir()
    with monkeypatch.context() as patched:
        leave_copies(folder, tmp_path / "copies", patched, (np, "savez"))
        prepared._write(hierarchy, folder / "first.npz")
    seen = []
    for copy in sorted((tmp_path / "copies").iterdir()):
        seen.append(sorted(file.suffix for file in copy.iterdir()))
        if (copy / "first.npz").exists():
            read = prepared._read(copy / "first.npz")
            assert read is not None
            assert same(read, hierarchy)
        for part in copy.glob("*.part"):
            part.write_bytes(part.read_bytes()[:1000])
        prepared._write(hierarchy, copy / "second.npz")
        assert [file.suffix for file in copy.iterdir() if file.suffix != ".npz"] == []
    assert [".part"] in seen
    assert [".npz"] in seen


def test_what_another_process_writes_stays(folder: Path) -> None:
    folder.mkdir()
    part = folder / "halfhour-abcd.part"
    hierarchy = build_hierarchy(*grid())
    with part.open("wb") as stream:
        assert locked(stream.fileno())
        prepared._write(hierarchy, folder / "first.npz")
        assert part.exists()
    prepared._write(hierarchy, folder / "first.npz")
    assert files(folder) == ["first.npz"]


def test_the_least_recently_used_files_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "_KEPT_FILES", 3)
    tail, head, cost, xy = grid()
    names = []
    for turn in range(3):
        prepared_hierarchy(tail, head, cost + turn, xy)
        [new] = set(files(folder)) - set(names)
        names.append(new)
        os.utime(folder / new, (1000.0 + turn, 1000.0 + turn))
    # Reading is using: the first is now the latest.
    prepared_hierarchy(tail, head, cost, xy)
    prepared_hierarchy(tail, head, cost + 3, xy)
    [new] = set(files(folder)) - set(names)
    assert set(files(folder)) == {names[0], names[2], new}
    (folder / "notes.txt").write_text("not ours")
    prepared_hierarchy(tail, head, cost + 4, xy)
    assert len(files(folder)) == 4
    assert "notes.txt" in files(folder)
    assert names[2] not in files(folder)


def prepare_often(folder: str) -> bool:
    """Prepare a graph over and over, while another process does so and throws files away."""
    os.environ[FOLDER_VARIABLE] = folder
    wanted, right = build_hierarchy(*grid()), True
    for _ in range(20):
        right &= same(prepared_hierarchy(*grid()), wanted)
        for file in Path(folder).glob("*.npz"):
            file.unlink(missing_ok=True)
    return right


def test_two_processes_at_once_do_not_break(folder: Path) -> None:
    command = [sys.executable, __file__, str(folder)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    errors = [process.communicate()[1] for process in running]
    assert errors == ["", ""]
    assert [process.returncode for process in running] == [0, 0]
    assert [name for name in files(folder) if not name.endswith(".npz")] == []


if __name__ == "__main__":
    sys.exit(0 if prepare_often(sys.argv[1]) else 1)
