"""The three files of `halfhour evaluate` are one set: all of one run, whatever ends it."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from halfhour.app.results.file_set import SET_FILES, mark_absent
from halfhour.app.results.unfinished import FILES, take_away_leftovers, unfinished
from halfhour.common.errors import InputError
from killed_runs import contents, hold, leave_copies

FOREIGN = {"notes.txt": "mine", "study.yaml": "mine too", "one/plan.json": "of a plan"}
PAGE = "compliance.html"


def a_set(which: str, *, page: bool = True) -> dict[str, str]:
    return {name: which for name in SET_FILES if page or name != PAGE}


def write(out: Path, which: str, *, page: bool = True) -> None:
    with unfinished(out, FILES) as files:
        for name, text in a_set(which, page=page).items():
            (files / name).write_text(text)
        if not page:
            mark_absent(files, PAGE)


def an_earlier_run(out: Path) -> None:
    (out / "one").mkdir(parents=True)
    write(out, "old")
    for name, text in FOREIGN.items():
        (out / name).write_text(text)


@pytest.mark.parametrize("page", [True, False], ids=["with a page", "without"])
@pytest.mark.parametrize("earlier", ["old", ""])
def test_a_kill_at_any_step_leaves_one_whole_set_after_the_next_run(
    *, earlier: str, page: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, copies = tmp_path / "out", tmp_path / "copies"
    if earlier:
        an_earlier_run(out)
    else:
        out.mkdir()
    with monkeypatch.context() as patched:
        leave_copies(out, copies, patched)
        write(out, "new", page=page)
    foreign = FOREIGN if earlier else {}
    whole = [a_set("old") if earlier else {}, a_set("new", page=page)]
    seen = []
    for copy in sorted(copies.iterdir()):
        take_away_leftovers(copy)
        found = contents(copy)
        assert found.items() >= foreign.items()
        seen.append({name: text for name, text in found.items() if name not in foreign})
        assert seen[-1] in whole
    assert all(one in seen for one in whole)
    assert len(seen) >= 8
    assert contents(out) == whole[1] | foreign


@pytest.mark.parametrize("name", sorted(SET_FILES))
def test_a_file_that_is_held_leaves_the_old_set_whole(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_earlier_run(tmp_path)
    before = contents(tmp_path)
    with monkeypatch.context() as patched:
        hold(tmp_path / name, patched)
        with pytest.raises(InputError, match=rf"{name}: is open in another program.* close it"):
            write(tmp_path, "new")
    assert contents(tmp_path) == before


@pytest.mark.parametrize("earlier", [True, False])
@pytest.mark.parametrize("count", range(3))
def test_a_move_that_fails_takes_back_those_before(
    *, count: int, earlier: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if earlier:
        an_earlier_run(tmp_path)
    before = contents(tmp_path)
    replace, moved = os.replace, []

    def failing(source: Path, target: Path) -> None:
        if Path(source).parent.name == "finished":
            moved.append(source)
            if len(moved) > count:
                raise OSError(28, "No space left on device")
        replace(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", failing)
        with pytest.raises(OSError, match="No space"):
            write(tmp_path, "new")
    assert contents(tmp_path) == before
    assert len(moved) == count + 1


def test_a_folder_in_the_way_is_told_before_anything_changes(tmp_path: Path) -> None:
    an_earlier_run(tmp_path)
    (tmp_path / PAGE).unlink()
    (tmp_path / PAGE).mkdir()
    before = contents(tmp_path)
    with pytest.raises(InputError, match=f"{PAGE}: is a folder"):
        write(tmp_path, "new")
    assert contents(tmp_path) == before


@pytest.mark.parametrize("count", [2, 8])
def test_several_at_once_leave_one_whole_set(count: int, tmp_path: Path) -> None:
    an_earlier_run(tmp_path)
    texts = [f"set {number}" for number in range(5 * count)]
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(lambda text: write(tmp_path, text), texts))
    assert contents(tmp_path) in [a_set(text) | FOREIGN for text in texts]
