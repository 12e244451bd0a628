"""Trials of disks and of folders for results: nothing of others is lost, and every refusal is one line."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

import pytest
import yaml
from halfhour.app.cli import main
from killed_runs import contents, hold
from malformed_kinds import FILES, STUDY, write_study

RESULTS = {
    *("plan.html", "plan.json", "results.gpkg", "tables.xlsx", "travel_time.tif", "units.csv"),
    *("map.svg", "map_today.svg"),
}


def plan(out: str, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["halfhour", "plan", "study.yaml", "--out", out])
    with pytest.raises(SystemExit) as caught:
        main()
    return int(caught.value.code or 0)


def told(capsys: pytest.CaptureFixture[str]) -> str:
    line = capsys.readouterr().err.partition("error: ")[2].strip()
    assert "\n" not in line
    return line


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a study, in which we stand; files of others are beside and in it."""
    folder = tmp_path / "work" / "study"
    folder.mkdir(parents=True)
    write_study(folder)
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "report.txt").write_text("mine")
    monkeypatch.chdir(folder)
    return folder


def test_scenarios_of_any_name_are_folders_in_out(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["../../precious", "..", ".", "/", "/precious", "x" * 300, "诊" * 300, "a/../../b", "~"]
    parsed = yaml.safe_load(STUDY)
    parsed["scenarios"] = dict.fromkeys(names, parsed["scenarios"]["one"])
    (study / "study.yaml").write_text(yaml.safe_dump(parsed))
    before = contents(tmp_path)
    assert plan("out", monkeypatch) == 0
    after = contents(tmp_path)
    assert {path: text for path, text in after.items() if path in before} == before
    assert "work/study/out/index.html" in after
    new = [Path(path) for path in after.keys() - before.keys() - {"work/study/out/index.html"}]
    assert {path.name for path in new} == RESULTS
    assert {path.parent.parent for path in new} == {Path("work/study/out")}
    assert len(new) == len(names) * len(RESULTS)


@pytest.mark.parametrize("out", ["", "..", "absolute", "link", "new/../deep/out"])
def test_any_folder_may_be_named_for_results(
    out: str, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (study / "link").symlink_to(tmp_path / "elsewhere")
    if out.startswith("new"):
        (study / "new").mkdir()
    before = contents(tmp_path)
    code = plan(str(tmp_path / "abs") if out == "absolute" else out, monkeypatch)
    after = contents(tmp_path)
    assert {path: text for path, text in after.items() if path in before} == before
    assert code == 0
    assert {Path(path).name for path in after.keys() - before.keys()} == RESULTS | {"index.html"}


def in_the_way(folder: Path) -> None:
    (folder / "out").write_text("mine")


def scenario_in_the_way(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "one").write_text("mine")


def link_in_the_way(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "one").symlink_to(folder.parents[1] / "precious")


def dangling(folder: Path) -> None:
    (folder / "out").symlink_to(folder / "nowhere" / "at" / "all")


def foreign(folder: Path) -> None:
    (folder / "out" / "one").mkdir(parents=True)
    (folder / "out" / "one" / "plan.json").write_text("{}")


@pytest.mark.parametrize(
    ("spoil", "out", "said"),
    [
        (in_the_way, "out", "is a file"),
        (in_the_way, "out/deep", "is a file, or lies in one"),
        (scenario_in_the_way, "out", "one: is no folder of results, but a file or a link"),
        (link_in_the_way, "out", "one: is no folder of results, but a file or a link"),
        (dangling, "out/deep", "out"),
        (foreign, "out", "one: holds files that no earlier run wrote"),
        (lambda _: None, "x" * 300, "too long"),
        (lambda _: None, "a" * 100 + "/" + "诊" * 100, "too long"),
        (lambda _: None, "/proc/none", "cannot be made"),
    ],
)
def test_what_stands_in_the_way_is_told_in_one_line(
    spoil: object,
    out: str,
    said: str,
    study: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert callable(spoil)
    spoil(study)
    before = contents(tmp_path)
    code = plan(out, monkeypatch)
    if spoil is dangling and code == 0:
        return
    assert code == 2
    line = told(capsys)
    assert said in line
    assert "--out" in line or "name a folder" in line
    assert contents(tmp_path) == before


def test_a_full_disk_leaves_the_earlier_results(
    study: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert plan("out", monkeypatch) == 0
    before = contents(study)
    monkeypatch.chdir(study)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for size in (1, 9_000, 100_000):
        capsys.readouterr()
        try:
            # Each file ends here, be it written by Python, GDAL or SQLite, as on a disk that is full.
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
            code = plan("out", monkeypatch)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert code == 2
        assert "results cannot be written there" in told(capsys)
        assert contents(study) == before
    assert sorted(path.name for path in (study / "out").iterdir()) == ["index.html", "one"]


@pytest.mark.skipif(os.geteuid() == 0, reason="an administrator may write anywhere")
def test_a_folder_that_is_read_only_stays_as_it_is(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan("out", monkeypatch) == 0
    before = contents(study)
    capsys.readouterr()
    for locked in (study / "out", study / "out" / "one"):
        locked.chmod(0o555)
        try:
            assert plan("out", monkeypatch) == 2
        finally:
            locked.chmod(0o755)
        assert "ermission" in told(capsys)
        assert contents(study) == before


def test_a_file_that_another_program_holds_is_named(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert plan("out", monkeypatch) == 0
    before = contents(study)
    capsys.readouterr()
    for name in ("tables.xlsx", "results.gpkg"):
        with monkeypatch.context() as patched:
            hold(Path("out") / "one" / name, patched)
            assert plan("out", patched) == 2
        assert f"{name}: is open in another program" in told(capsys)
        assert contents(study) == before
    assert set(contents(study)) == {
        *FILES,
        "out/index.html",
        *(f"out/one/{name}" for name in RESULTS),
    }
