"""The files of a ranking: the summary, and a memo for each application; written beside, then put in place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from ...common.errors import Fault, InputError
from ...common.large_work import Report, say_nothing
from ...common.sentences import Sentence
from ...common.stage import Stage
from ...common.written.output_names import FOLDER, output_names
from ...maps.document.chromium import find_chromium
from ...maps.wording.messages import Lang, require_lang
from ..results.file_set import APPLICATION_FILES, CHECK_FILES, mark_absent
from ..results.folder import require_folder
from ..results.own_files import require_no_input, require_own_files
from ..results.table_files import write_workbook
from ..results.unfinished import FILES, unfinished
from ..results.writing import told_if_unwritable
from ..site_check.check_json import check_file
from ..site_check.files import MARKS as CHECK_MARKS
from ..site_check.page import page_of
from .figures import ApplicationFigures
from .ranking import RankedApplications, RankedService
from .sheets import ranking_sheets
from .shown import page_of_ranking

MEMOS: Final = 50
"""So many memos are written, of the first by rank, unless all are asked for."""

_MEMO_S: Final = 0.7
_PDF_S: Final = 3.0
_JSON: Final = APPLICATION_FILES[0]
_MARKS: Final = ("applications", "together", "refused")
"""Keys by which an ``applications.json`` of ours is known."""


def write_ranking(
    ranking: RankedApplications,
    out: Path,
    *,
    lang: str,
    pdf: bool = False,
    all_memos: bool = False,
    report: Report = say_nothing,
) -> list[Path]:
    """Write the summary of a ranking, and a folder with ``check.html`` and ``check.json`` for each application.

    Parameters
    ----------
    ranking
        The ranking.
    out
        Folder; made if need be.
    lang
        Language of the workbook, and the one that pages open in.
    pdf
        Whether the pages are printed, too.
    all_memos
        Whether each application gets a memo; else the first `MEMOS` by rank of each service.
    report
        Called with one line of text when a stage begins.

    Returns
    -------
    list
        The files of the summary, then the folders of memos.

    Raises
    ------
    InputError
        If a file of somebody else stands where one is to be, nothing can be written, there is no such language,
        or no browser that prints.
    """
    known = require_lang(lang)
    browser = find_chromium() if pdf else None
    require_folder(out)
    require_own_files(out, APPLICATION_FILES, marks=_MARKS)
    inputs = [one.path for each in ranking.services.values() for one in each.desk.inputs]
    require_no_input(out, APPLICATION_FILES, [*inputs, ranking.path])
    chosen = [
        (service, one)
        for service in ranking.services.values()
        for one in (service.order if all_memos else service.order[:MEMOS])
    ]
    folders = output_names([one.asked.id for _, one in chosen], FOLDER, taken=APPLICATION_FILES)
    for folder in folders.values():
        if (out / folder).exists() or (out / folder).is_symlink():
            _require_memo_folder(out / folder)
    every = sum(len(service.order) for service in ranking.services.values())
    if len(chosen) < every:
        note = Sentence(
            "Memos are written for {count:,} of {every:,} applications, the first {most:,} by rank of each "
            "service: --all-memos writes all.",
            count=len(chosen),
            every=every,
            most=MEMOS,
        )
        ranking = replace(ranking, notes=(*ranking.notes, note))
    report(
        Stage(
            f"writing {len(chosen):,} memos",
            seconds=(_MEMO_S + (_PDF_S if pdf else 0)) * len(chosen),
        )
    )
    with told_if_unwritable(out), unfinished(out, FILES) as beside:
        for service, one in chosen:
            _write_memo(
                beside / folders[one.asked.id],
                service,
                one,
                ranking=ranking,
                lang=known,
                browser=browser,
            )
        _write_summary(ranking, beside, known, folders, browser)
        _mark_absent(beside, out)
        # Each memo is whole when it comes to its place; the summary that tells of them comes last.
        for folder in folders.values():
            (out / folder).mkdir(exist_ok=True)
            with unfinished(out / folder, FILES) as place:
                for path in sorted((beside / folder).iterdir()):
                    path.replace(place / path.name)
                for name in CHECK_FILES:
                    if not (place / name).exists() and (out / folder / name).is_file():
                        mark_absent(place, name)
            (beside / folder).rmdir()
        names = sorted(path.name for path in beside.iterdir() if path.is_file())
    return [*(out / name for name in names), *(out / folder for folder in folders.values())]


def _require_memo_folder(folder: Path) -> None:
    """Check that what stands where a memo goes is a folder, whose files are those of an earlier check."""
    if folder.is_symlink() or not folder.is_dir():
        raise InputError(
            Fault(
                file=str(folder),
                cause="is not of an earlier ranking, and is left as it is",
                fix="rename it, or name another folder for results with --out",
            )
        )
    require_own_files(folder, CHECK_FILES, marks=CHECK_MARKS)


def _write_summary(
    ranking: RankedApplications,
    beside: Path,
    lang: Lang,
    memos: Mapping[str, str],
    browser: Path | None,
) -> None:
    text = json.dumps(
        {**ranking.to_dict(), "memos": dict(memos)}, ensure_ascii=False, indent=2, allow_nan=False
    )
    (beside / _JSON).write_text(text + "\n", encoding="utf-8", errors="replace")
    write_workbook(beside / "applications.xlsx", ranking_sheets(ranking, lang))
    page = page_of_ranking(ranking, lang=lang, memos=memos)
    page.save(beside / "applications.html")
    if browser is not None:
        page.save_pdf(beside / "applications.pdf", browser=browser)


def _mark_absent(beside: Path, out: Path) -> None:
    """Say that files of an earlier ranking do not belong to these figures."""
    for name in APPLICATION_FILES:
        if not (beside / name).exists() and (out / name).is_file():
            mark_absent(beside, name)


def _write_memo(
    folder: Path,
    service: RankedService,
    one: ApplicationFigures,
    *,
    ranking: RankedApplications,
    lang: Lang,
    browser: Path | None,
) -> None:
    asked = one.asked
    answer = service.desk.report(
        at=asked.place,
        tier=asked.tier,
        capacity=one.places,
        limit_min=service.limit_min,
        date=ranking.date,
    )
    answer = replace(answer, applicant=asked.applicant, project=asked.name)
    folder.mkdir()
    text = check_file(answer).model_dump_json(indent=2)
    (folder / "check.json").write_text(text + "\n", encoding="utf-8")
    page = page_of(answer, lang=lang)
    page.save(folder / "check.html")
    if browser is not None:
        page.save_pdf(folder / "check.pdf", browser=browser)
