"""The files of a check: written beside, then put in place as one set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from ...common.errors import Fault, InputError
from ...maps.document.chromium import find_chromium
from ...maps.wording.messages import require_lang
from ..results.file_set import CHECK_FILES, mark_absent
from ..results.folder import require_folder
from ..results.table_files import write_workbook
from ..results.unfinished import FILES, unfinished
from ..results.writing import told_if_unwritable
from .answer import SiteAnswer
from .check_json import check_file
from .page import page_of
from .workbook import check_sheets

JSON: Final = CHECK_FILES[0]


def write_files(report: SiteAnswer, out: Path, *, lang: str, pdf: bool) -> list[Path]:
    """Write a check's files to a folder, as `SiteReport.save` does."""
    known = require_lang(lang)
    browser = find_chromium() if pdf else None
    require_folder(out)
    require_own(out)
    require_no_input(out, report)
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


def require_own(out: Path) -> None:
    """Check that no file of somebody else stands where a check's files go.

    Raises
    ------
    InputError
        If there is such a file, and no ``check.json`` that a check wrote beside it.
    """
    there = [name for name in CHECK_FILES if (out / name).exists() or (out / name).is_symlink()]
    if not there or _is_of_a_check(out / JSON):
        return
    raise InputError(
        Fault(
            file=str(out / there[0]),
            cause="is not of an earlier check, and is left as it is",
            fix="rename it, or name another folder for results with --out",
        )
    )


def require_no_input(out: Path, report: SiteAnswer) -> None:
    """Check that no file of the study would be replaced.

    Raises
    ------
    InputError
        If one would be.
    """
    places = {(out / name).resolve() for name in CHECK_FILES}
    for record in report.inputs:
        if record.path.resolve() in places:
            raise InputError(
                Fault(
                    file=str(record.path),
                    cause="is an input of the study, which the check's files would replace",
                    fix="name another folder for results with --out",
                )
            )


def _is_of_a_check(path: Path) -> bool:
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(written, dict) and {"id", "hash", "verdict", "version"} <= written.keys()
