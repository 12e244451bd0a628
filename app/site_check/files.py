"""The files of a check: written beside, then put in place as one set."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from ...maps.document.chromium import find_chromium
from ...maps.wording.messages import require_lang
from ..results.file_set import CHECK_FILES, mark_absent
from ..results.folder import require_folder
from ..results.own_files import require_no_input, require_own_files
from ..results.table_files import write_workbook
from ..results.unfinished import FILES, unfinished
from ..results.writing import told_if_unwritable
from .answer import SiteAnswer
from .check_json import check_file
from .page import page_of
from .workbook import check_sheets

JSON: Final = CHECK_FILES[0]

MARKS: Final = ("id", "hash", "verdict", "version")
"""Keys by which a ``check.json`` of ours is known."""


def write_files(report: SiteAnswer, out: Path, *, lang: str, pdf: bool) -> list[Path]:
    """Write a check's files to a folder, as `SiteReport.save` does."""
    known = require_lang(lang)
    browser = find_chromium() if pdf else None
    require_folder(out)
    require_own_files(out, CHECK_FILES, marks=MARKS)
    require_no_input(out, CHECK_FILES, [record.path for record in report.inputs])
    with told_if_unwritable(out), unfinished(out, FILES) as beside:
        written = [beside / JSON, beside / "check.xlsx"]
        text = check_file(report).model_dump_json(indent=2)
        written[0].write_text(text + "\n", encoding="utf-8")
        write_workbook(written[1], check_sheets(report, known))
        page = page_of(report, lang=known)
        written.append(page.save(beside / "check.html"))
        if browser is not None:
            written.append(page.save_pdf(beside / "check.pdf", browser=browser))
        # Those of an earlier check do not belong to these figures.
        names = {path.name for path in written}
        for name in CHECK_FILES:
            if name not in names and (out / name).is_file():
                mark_absent(beside, name)
    return [out / path.name for path in written]
