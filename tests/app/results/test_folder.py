"""Results never delete or replace what an earlier run did not write."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.results.folder import folder_names, put_in_place, require_replaceable
from halfhour.common.errors import InputError
from hypothesis import given
from hypothesis import strategies as st


@given(names=st.lists(st.text(max_size=120), unique=True, max_size=6))
def test_every_name_gets_a_safe_folder_of_its_own(names: list[str]) -> None:
    safe = folder_names(names)
    assert list(safe) == names
    assert len({one.casefold() for one in safe.values()}) == len(names)
    for one in safe.values():
        assert one
        assert Path(one).name == one
        assert one not in (".", "..")
        assert not one.startswith(".")
        assert len(one.encode()) < 250 + 100


def test_a_good_name_is_left_and_others_are_mended() -> None:
    names = ["shelters_8", "诊所 5", "a/b: 中文?", "../../evil", "..", "nul", "A", "a"]
    assert list(folder_names(names).values()) == [
        *("shelters_8", "诊所 5", "a_b_ 中文_", "_.._evil", "scenario", "_nul", "A", "a-2"),
    ]


def finished(tmp_path: Path, **files: str) -> Path:
    beside = tmp_path / ".beside"
    beside.mkdir()
    for name, text in files.items():
        (beside / name).write_text(text)
    return beside


PLAN = '{"scenario": "one", "certificate": {}, "version": "0.1.0"}'


def test_files_of_others_stay_and_an_earlier_run_s_are_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    put_in_place(finished(tmp_path, **{"plan.json": PLAN, "frontier.csv": "1"}), folder)
    (folder / "notes.txt").write_text("mine")
    put_in_place(finished(tmp_path, **{"plan.json": PLAN + " "}), folder)
    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        "plan.json": PLAN + " ",
        "notes.txt": "mine",
    }
    assert not (tmp_path / ".beside").exists()


def test_a_folder_with_an_input_is_refused_though_a_run_wrote_it(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    put_in_place(finished(tmp_path, **{"plan.json": PLAN, "units.csv": "1"}), folder)
    require_replaceable(folder, [tmp_path / "cells.csv"])
    with pytest.raises(InputError, match="holds an input of the study"):
        require_replaceable(folder, [folder / "units.csv"])


def test_what_no_run_wrote_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "cells.csv").write_text("id")
    (tmp_path / "link").symlink_to(tmp_path / "full")
    (tmp_path / "empty").mkdir()
    for name in ("file", "full", "link"):
        with pytest.raises(InputError, match="--out"):
            require_replaceable(tmp_path / name)
    require_replaceable(tmp_path / "empty")
    require_replaceable(tmp_path / "absent")


@pytest.mark.parametrize(
    ("study", "out"),
    [("study.yaml", "."), ("study_parent.yaml", "out"), ("study_parent.yaml", ".")],
)
def test_the_inputs_are_never_deleted(
    study: str, out: str, tmp_path: Path, shared_case: Callable[[str], Path]
) -> None:
    folder = tmp_path / "case"
    shutil.copytree(shared_case("faults") / "results_folder_deletes", folder)
    before = {path: path.read_bytes() for path in sorted((folder / "inputs").iterdir())}
    refused = (study, out) == ("study.yaml", ".")
    if refused:
        with pytest.raises(InputError, match="inputs: holds files that no earlier run wrote"):
            plan_study(folder / study, folder / out)
    else:
        (written,) = plan_study(folder / study, folder / out)
        assert written.folder.parent == folder / out
    assert {path: path.read_bytes() for path in sorted((folder / "inputs").iterdir())} == before


def test_scenarios_with_slashes_are_two_folders_below_the_results(
    tmp_path: Path, shared_case: Callable[[str], Path]
) -> None:
    shutil.copytree(shared_case("faults") / "scenario_slash", tmp_path / "case")
    written = plan_study(tmp_path / "case" / "study.yaml", tmp_path / "deep" / "out")
    assert [one.folder.parent for one in written] == [tmp_path / "deep" / "out"] * 2
    assert [one.plan.after.people_served for one in written] == [220, 220]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case", "deep"]
