"""The Python blocks in the documents run: a page's one after the other, on a small town's files.

What a page shows as printed is compared. All others compile.
"""

from __future__ import annotations

import ast
import shutil
from pathlib import Path
from typing import Any

import halfhour as hh
import pytest
from doc_blocks import ROOT, Block, blocks, blocks_of, by_page, printed_by
from doc_pages import GIVEN, LEFT_OUT, NOT_RUN, runs

PAGES = {
    page: [block for block in of_page if runs(block)] for page, of_page in by_page("python").items()
}

RESULTS = ("results", "results-2025", "results-2030")
"""Folders of results that pages read."""


@pytest.fixture(scope="session")
def planned(town_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the small town's own study."""
    folder = tmp_path_factory.mktemp("planned") / "results"
    hh.plan_study(town_files / "study.yaml", folder)
    return folder


def run(block: Block, names: dict[str, Any]) -> None:
    """Run a block's statements, each as a reader does; a fault names the document and its line."""
    for statement in ast.parse(block.text).body:
        if not any(text in ast.unparse(statement) for text in LEFT_OUT):
            ast.increment_lineno(statement, block.line)
            # Readers have none of this file's imports from the future.
            code = compile(ast.Module([statement], []), block.page, "exec", dont_inherit=True)
            exec(code, names)  # noqa: S102 - the code of our own documents


@pytest.mark.thorough
@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", [page for page, of_page in PAGES.items() if of_page])
def test_the_blocks_of_a_page_run_one_after_the_other(
    page: str,
    town: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # The sample city's own study file, on a district of it.
    monkeypatch.setattr(hh, "sample_study", lambda: town / "sample.yaml")
    if any(f'"{folder}' in block.text for block in PAGES[page] for folder in RESULTS):
        planned = request.getfixturevalue("planned")
        for folder in RESULTS:
            shutil.copytree(planned, town / folder)
    names: dict[str, Any] = {"__name__": "page"}
    exec(GIVEN.get(page, ""), names)  # noqa: S102 - see above
    shown = printed_by(blocks_of((ROOT / page).read_text(encoding="utf-8"), page))
    for block in PAGES[page]:
        capsys.readouterr()
        run(block, names)
        if block in shown:
            assert capsys.readouterr().out == shown[block], f"{block} prints something else"


@pytest.mark.parametrize("block", blocks("python"), ids=str)
def test_the_block_compiles(block: Block) -> None:
    compile(block.text, str(block), "exec", dont_inherit=True)


def test_what_is_not_run_is_needed() -> None:
    text = "\n".join(block.text for block in blocks("python"))
    assert [one for one in (*NOT_RUN, *LEFT_OUT) if one not in text] == []
    assert {*GIVEN} - {*PAGES} == set()
