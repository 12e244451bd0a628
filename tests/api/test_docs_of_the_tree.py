"""Documents that list folders and files name all that there are, and no others."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from halfhour.app.results.file_set import SET_FILES
from halfhour.app.results.folder import RESULT_FILES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ("app", "common", "coverage", "data", "geo", "maps", "optimize")


def folders_with(pattern: str, top: str) -> list[str]:
    """The folders below one that hold such files, each with a slash at its end."""
    files = [path for path in (ROOT / top).rglob(pattern) if "__pycache__" not in path.parts]
    return sorted({f"{path.parent.relative_to(ROOT).as_posix()}/" for path in files})


def modules() -> list[str]:
    return [folder for top in PACKAGE for folder in folders_with("*.py", top)]


def page_parts() -> list[str]:
    kinds = ("*.js", "*.css", "*.jinja", "*.d.ts", "*.po")
    below = {folder for kind in kinds for folder in folders_with(kind, "maps/page")}
    return sorted(folder.removeprefix("maps/page/") for folder in below)


@pytest.mark.parametrize(
    ("page", "there"),
    [("architecture.md", modules), ("contributing/page-scripts.md", page_parts)],
    ids=["architecture", "page scripts"],
)
def test_each_folder_has_one_line(page: str, there: Callable[[], list[str]]) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    told = re.findall(r"^\| `([\w/]+/)` \|", text, flags=re.MULTILINE)
    beside = {"maps/page/", "data/qinhuangdao/"}  # hold no modules
    outside = {f"{name}/" for name in ("tests", "benchmarks", "notebooks", "scripts", "docs")}
    assert sorted(set(told) - beside - outside) == there()
    assert len(told) == len(set(told))


def test_every_file_that_is_written_is_told() -> None:
    text = (ROOT / "docs" / "reference" / "results.md").read_text(encoding="utf-8")
    assert {name for name in RESULT_FILES | SET_FILES if f"`{name}`" not in text} == set()
