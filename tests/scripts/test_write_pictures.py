"""Every picture of the documents is one that ``make pictures`` writes, and every written one is shown."""

from __future__ import annotations

import re

import pytest
import write_concept_pictures
import write_pictures
from tree_files import ROOT
from write_pictures import FOLDER

WRITTEN = {
    f"{name}.png"
    for name in (*write_pictures.FIGURES, *write_pictures.PAGES, *write_concept_pictures.FIGURES)
}
FORMS = r"png|svg|jpe?g|gif|webp|pdf"


def shown() -> set[str]:
    """What the documents show, by Markdown or HTML, as paths from the root."""
    found = set()
    for page in (*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        for target in re.findall(rf"(?:\]\(|src=\")([^()\s\"]+\.(?:{FORMS}))\b", text):
            if not target.startswith(("http://", "https://")):
                found.add((page.parent / target).resolve().relative_to(ROOT).as_posix())
    return found


def test_what_is_shown_is_written_and_what_is_written_is_shown() -> None:
    assert shown() == {(FOLDER / name).relative_to(ROOT).as_posix() for name in WRITTEN}


def test_no_other_picture_lies_in_the_documents() -> None:
    kept = {path for path in (ROOT / "docs").rglob("*") if re.search(rf"\.({FORMS})$", path.name)}
    assert kept == {FOLDER / name for name in WRITTEN}


@pytest.mark.parametrize("script", ["write_pictures.py", "write_concept_pictures.py"])
def test_the_target_runs_the_script(script: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [recipe] = re.findall(r"^pictures:.*\n((?:\t.*\n)+)", makefile, flags=re.MULTILINE)
    assert f"scripts/{script}" in recipe
