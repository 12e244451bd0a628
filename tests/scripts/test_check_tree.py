"""The shape of made-up trees is judged, and what is wrong is named."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from check_tree import crowded, misnamed, too_long


def paths(*names: str) -> list[PurePosixPath]:
    return [PurePosixPath(name) for name in names]


def numbered(folder: str, count: int) -> list[PurePosixPath]:
    return paths(*(f"{folder}/file_{number}.csv" for number in range(count)))


def test_a_folder_of_twenty_files_is_no_crowd() -> None:
    assert crowded(numbered("data", 20), {}) == []


def test_files_of_sub_folders_do_not_count() -> None:
    assert crowded([*numbered("data", 15), *numbered("data/tables", 15)], {}) == []


def test_a_crowded_folder_is_named_with_its_count() -> None:
    (said,) = crowded([*numbered("data", 21), *numbered("geo", 3)], {})
    assert said == "data: holds 21 files, more than 20; put them into sub-folders"


def test_a_crowd_may_be_allowed_for_as_long_as_it_is_one() -> None:
    allowed = {"data": "for a reason"}
    assert crowded(numbered("data", 21), allowed) == []
    (said,) = crowded(numbered("data", 20), allowed)
    assert said.startswith("data: needs no exception any more")
    assert "CROWDED" in said


@pytest.mark.parametrize("name", ["a.py", "a.pyi", "a.js", "a.mjs", "a.md"])
@pytest.mark.parametrize(("lines", "faults"), [(400, 0), (401, 1)])
def test_a_source_has_four_hundred_lines_at_most(
    tmp_path: Path, name: str, lines: int, faults: int
) -> None:
    (tmp_path / name).write_text("x\n" * lines, encoding="utf-8")
    said = too_long(tmp_path, paths(name), {})
    assert said == [f"{name}: has 401 lines, more than 400; split it by idea"] * faults


@pytest.mark.parametrize("name", ["CHANGELOG.md", "requirements.lock", "zh.po", "people.csv"])
def test_what_is_no_source_may_be_longer(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x\n" * 1000, encoding="utf-8")
    assert too_long(tmp_path, paths(name), {}) == []


def test_a_long_file_may_be_allowed_for_as_long_as_it_is_one(tmp_path: Path) -> None:
    allowed = {"a.py": "for a reason"}
    (tmp_path / "a.py").write_text("x\n" * 401, encoding="utf-8")
    assert too_long(tmp_path, paths("a.py"), allowed) == []
    (tmp_path / "a.py").write_text("x\n" * 400, encoding="utf-8")
    (said,) = too_long(tmp_path, paths("a.py"), allowed)
    assert said.startswith("a.py: needs no exception any more")


@pytest.mark.parametrize(
    "test",
    [
        "tests/geo/roads/test_speeds.py",
        "tests/geo/roads/test_speeds_of_ferries.py",
        "tests/geo/roads/conftest.py",
        "tests/published/test_york.py",
        "tests/towns/line_town.py",
    ],
)
def test_a_test_that_is_where_it_belongs(test: str) -> None:
    assert misnamed(paths("geo/roads/speeds.py", test), {}) == []


@pytest.mark.parametrize(
    ("test", "module"),
    [
        ("tests/geo/roads/test_speed.py", "geo/roads/speed.py"),
        ("tests/geo/test_speeds.py", "geo/speeds.py"),
        ("tests/geo/roads/test_speedsters.py", "geo/roads/speedsters.py"),
    ],
)
def test_a_test_of_no_module_is_named_with_what_is_missing(test: str, module: str) -> None:
    tree = paths("geo/roads/speeds.py", test)
    (said,) = misnamed(tree, {})
    assert said.startswith(f"{test}: there is no {module};")
    assert misnamed(tree, {test: "for a reason"}) == []


def test_an_exception_that_is_none_is_named() -> None:
    test = "tests/geo/roads/test_speeds.py"
    (said,) = misnamed(paths("geo/roads/speeds.py", test), {test: "for a reason"})
    assert said.startswith(f"{test}: needs no exception any more")


@pytest.mark.parametrize("test", ["tests/elsewhere/test_speeds.py", "tests/test_speeds.py"])
def test_a_test_in_an_unknown_folder_is_named(test: str) -> None:
    (said,) = misnamed(paths("geo/roads/speeds.py", test), {})
    assert said.startswith(f"{test}: lies in a folder that is not known")
