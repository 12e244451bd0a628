"""The files of a check of new housing: written beside, then put in place as one set."""

from __future__ import annotations

from pathlib import Path

from ...maps.wording.messages import require_lang
from ..results.file_set import HOUSING_FILES
from ..results.folder import require_folder
from ..results.own_files import require_no_input, require_own_files
from ..results.table_files import write_workbook
from ..results.unfinished import FILES, unfinished
from ..results.writing import told_if_unwritable
from .answer import HousingAnswer
from .housing_json import housing_file
from .workbook import housing_sheets

_MARKS = ("id", "hash", "services", "version")


def write_files(answer: HousingAnswer, out: Path, *, lang: str) -> list[Path]:
    """Write the files to a folder, as `HousingCheck.save` does."""
    known = require_lang(lang)
    require_folder(out)
    require_own_files(out, HOUSING_FILES, marks=_MARKS)
    require_no_input(out, HOUSING_FILES, [record.path for record in answer.inputs])
    text = housing_file(answer).model_dump_json(indent=2)
    with told_if_unwritable(out), unfinished(out, FILES) as beside:
        as_json, workbook = (beside / name for name in HOUSING_FILES)
        as_json.write_text(text + "\n", encoding="utf-8")
        write_workbook(workbook, housing_sheets(answer, known))
    return [out / name for name in HOUSING_FILES]
