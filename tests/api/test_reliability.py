"""docs/reliability.md names every published case, and only tests that exist and hold what is said."""

import re
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reliability.md"
CASE = re.compile(r"^\| `([a-z0-9_]+)` \|.*\| `(tests/[\w/]+\.py)` \|$", re.MULTILINE)


def rows() -> dict[str, str]:
    return dict(CASE.findall(PAGE.read_text(encoding="utf-8")))


def test_every_case_is_on_the_page(shared_case: Callable[[str], Path]) -> None:
    folders = {path.name for path in shared_case("faults").iterdir() if path.is_dir()}
    assert folders <= rows().keys()


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", PAGE.read_text(encoding="utf-8"))
    assert named
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_every_case_is_held_by_the_test_that_is_named() -> None:
    for case, named in rows().items():
        assert case in (ROOT / named).read_text(encoding="utf-8"), f"{named} does not name {case}"
