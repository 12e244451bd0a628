"""A killed run leaves the old or the new results whole, and the next one takes away what it left."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from halfhour.app.results import exchange
from halfhour.app.results.folder import RESULT_FILES
from halfhour.app.results.unfinished import take_away_leftovers, unfinished
from halfhour.common.errors import InputError
from killed_runs import contents, hold, leave_copies

PLAN = '{"scenario": "one", "certificate": {}, "version": "0.1.0", "set": "%s"}'
FOREIGN = {"notes.txt": "mine", "maps/qgis.qgz": "mine too"}


def a_set(which: str) -> dict[str, str]:
    names = ["plan.html", "units.csv", *(["frontier.csv"] if which == "old" else ["tables.xlsx"])]
    return dict.fromkeys(names, which) | {"plan.json": PLAN % which}


def write(out: Path, which: str) -> None:
    with unfinished(out, "one") as files:
        for name, text in a_set(which).items():
            (files / name).write_text(text)


def an_earlier_run(out: Path) -> None:
    out.mkdir()
    write(out, "old")
    (out / "one" / "maps").mkdir()
    for name, text in FOREIGN.items():
        (out / "one" / name).write_text(text)


def only_results(folder: Path) -> dict[str, str]:
    return {name: text for name, text in contents(folder).items() if name in RESULT_FILES}


@pytest.fixture(params=["at once", "one after the other"])
def swap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """How folders change places: in one step, as on Linux, or in several."""
    if request.param != "at once":
        monkeypatch.setattr(exchange, "_exchanged_at_once", lambda *_: False)
    return str(request.param)


@pytest.mark.parametrize("earlier", ["old", ""])
def test_a_kill_at_any_step_leaves_one_whole_set(
    earlier: str, swap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, copies = tmp_path / "out", tmp_path / "copies"
    if earlier:
        an_earlier_run(out)
    else:
        out.mkdir()
    with monkeypatch.context() as patched:
        leave_copies(out, copies, patched, (exchange, "_exchanged_at_once"))
        write(out, "new")
    foreign = FOREIGN if earlier else {}
    whole = [a_set("old") if earlier else {}, a_set("new")]
    seen = []
    for copy in sorted(copies.iterdir()):
        if swap == "at once":
            assert only_results(copy / "one") in whole
        take_away_leftovers(copy)
        assert {path.name for path in copy.iterdir()} <= {"one"}
        results = only_results(copy / "one")
        assert results in whole
        assert contents(copy / "one") == results | foreign
        seen.append(results)
    assert all(one in seen for one in whole)
    assert len(seen) >= 8
    assert contents(out / "one") == a_set("new") | foreign
    assert [path.name for path in out.iterdir()] == ["one"]


@pytest.mark.usefixtures("swap")
def test_the_next_run_takes_the_leftovers_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, copies = tmp_path / "out", tmp_path / "copies"
    an_earlier_run(out)
    with monkeypatch.context() as patched:
        leave_copies(out, copies, patched)
        write(out, "new")
    for copy in sorted(copies.iterdir()):
        write(copy, "new")
        assert contents(copy) == {f"one/{k}": v for k, v in (a_set("new") | FOREIGN).items()}


@pytest.mark.usefixtures("swap")
@pytest.mark.parametrize("name", ["plan.html", "frontier.csv", "units.csv"])
def test_a_file_that_is_held_leaves_the_old_results_whole(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    an_earlier_run(out)
    before = contents(out)
    with monkeypatch.context() as patched:
        hold(out / "one" / name, patched)
        with pytest.raises(InputError, match=rf"{name}: is open in another program.* close it"):
            write(out, "new")
    assert contents(out) == before
    assert [path.name for path in out.iterdir()] == ["one"]
    write(out, "new")
    assert only_results(out / "one") == a_set("new")


def test_a_folder_that_is_held_stays_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As Windows does with a folder in which a terminal stands.
    out = tmp_path / "out"
    an_earlier_run(out)
    before = contents(out)
    monkeypatch.setattr(exchange, "_exchanged_at_once", lambda *_: False)
    with monkeypatch.context() as patched:
        hold(out / "one", patched)
        with pytest.raises(PermissionError):
            write(out, "new")
    assert contents(out) == before
    assert [path.name for path in out.iterdir()] == ["one"]


@pytest.mark.usefixtures("swap")
@pytest.mark.parametrize("count", [2, 4, 8])
def test_several_at_once_leave_one_whole_set(count: int, tmp_path: Path) -> None:
    an_earlier_run(tmp_path / "out")
    with ThreadPoolExecutor(count) as pool:
        texts = [f"set {number}" for number in range(5 * count)]
        assert list(pool.map(lambda text: write(tmp_path / "out", text), texts)) == [None] * len(
            texts
        )
    found = contents(tmp_path / "out" / "one")
    assert found in [a_set(text) | FOREIGN for text in texts]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["one"]


def test_a_run_that_goes_on_is_left_alone(tmp_path: Path) -> None:
    with unfinished(tmp_path, "one") as files:
        (files / "plan.json").write_text(PLAN % "new")
        take_away_leftovers(tmp_path)
        write(tmp_path, "old")
        assert (files / "plan.json").exists()
    assert contents(tmp_path / "one") == {"plan.json": PLAN % "new"}


def test_an_error_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), unfinished(tmp_path, "one") as files:  # noqa: PT012
        (files / "plan.json").write_text(PLAN % "new")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name in (".halfhour-notes", ".halfhour-abcdefgh", ".halfhour-abcdefgi", ".one-abcdefgh"):
        (out / name).mkdir(parents=True)
        (out / name / "mine.txt").write_text("mine")
    (out / ".halfhour-abcdefgj").symlink_to(tmp_path)
    (out / ".halfhour-abcdefgk").write_text("a file")
    # A folder that somebody made to look like ours reaches nothing outside.
    (out / ".halfhour-abcdefgi" / "lock").write_text("../precious")
    (out / ".halfhour-abcdefgi" / "old").mkdir()
    # Nor does it replace what is no result.
    (out / "study.yaml").write_text("mine")
    (out / ".halfhour-abcdefgl" / "finished").mkdir(parents=True)
    (out / ".halfhour-abcdefgl" / "lock").write_text("/")
    (out / ".halfhour-abcdefgl" / "finished" / "study.yaml").write_text("not mine")
    before = contents(tmp_path)
    take_away_leftovers(out)
    take_away_leftovers(tmp_path / "absent")
    take_away_leftovers(tmp_path / ("x" * 300))
    take_away_leftovers(Path("\0"))
    assert contents(tmp_path) == before
    assert os.path.lexists(out / ".halfhour-abcdefgj")
