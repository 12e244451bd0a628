"""The files of a comparison: written beside, then put in place as one set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from ...maps.wording.messages import require_lang
from ..results.file_set import COMPARE_FILES
from ..results.folder import require_folder
from ..results.own_files import require_own_files
from ..results.table_files import write_csv
from ..results.unfinished import FILES, unfinished
from ..results.writing import told_if_unwritable
from .page import page_of_comparison
from .side_by_side import SideBySide

MARKS: Final = ("a", "b", "plans")
"""Keys by which a ``compare.json`` of ours is known."""


def write_files(found: SideBySide, out: Path, *, lang: str) -> tuple[Path, ...]:
    """Write a comparison's files to a folder, as `ResultsComparison.save` does."""
    language = require_lang(lang)
    require_folder(out)
    require_own_files(out, COMPARE_FILES, marks=MARKS)
    with told_if_unwritable(out), unfinished(out, FILES) as beside:
        values, table, page = (beside / name for name in COMPARE_FILES)
        text = json.dumps(found.to_dict(), ensure_ascii=False, indent=2)
        values.write_text(text + "\n", encoding="utf-8")
        write_csv(found.to_csv_table(), table)
        page_of_comparison(found, lang=language).save(page)
    return tuple(out / name for name in COMPARE_FILES)
