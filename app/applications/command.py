"""The part of `halfhour check` that ranks a table of applications."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...data.formats.layer import Layer
from ...maps.document.chromium import find_chromium
from ...maps.wording.messages import Lang, say
from ..command.print_json import print_json
from ..console import filled_console
from ..progress.command import command_progress
from .rank import rank_applications
from .registered import add_ranking_to_register
from .text import ranking_tables


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of all applications, as the command's options."""

    service: str | None
    crs: str | None
    year: int | None
    limit_min: float | None
    standards: Path | None


@dataclass(frozen=True, kw_only=True)
class Written:
    """Where the answer goes, as the command's options."""

    out: Path | None
    pdf: bool
    lang: Lang
    as_json: bool
    register: bool
    note: str


def check_applications(
    study: Path,
    table: Path,
    asked: Asked,
    written: Written,
    *,
    max_approved: int | None,
    all_memos: bool,
) -> None:
    """Rank a table of applications, show the ranking, and write it.

    Parameters
    ----------
    study, table
        The study file and the table.
    asked, written
        The command's options.
    max_approved
        How many may be approved; None for any number.
    all_memos
        Whether every application gets a memo.
    """
    if written.pdf:
        # Before anything is computed.
        find_chromium()
    source = Layer(file=table) if asked.crs is None else Layer(file=table, crs=asked.crs)
    with command_progress(f"reading {table.name}") as progress:
        ranking = rank_applications(
            study,
            source,
            service=asked.service,
            max_approved=max_approved,
            limit_min=asked.limit_min,
            year=asked.year,
            standards=asked.standards,
            report=progress,
        )
        paths = []
        if written.out is not None:
            paths = ranking.save(
                written.out,
                lang=written.lang,
                pdf=written.pdf,
                all_memos=all_memos,
                report=progress,
            )
            if written.register:
                paths.append(add_ranking_to_register(ranking, lang=written.lang, note=written.note))
    if written.as_json:
        print_json(ranking.to_dict())
        return
    shown = filled_console()
    for part in ranking_tables(ranking, written.lang):
        shown.print(part)
    files = [path for path in paths if path.is_file()]
    for path in files:
        shown.print(say(written.lang, "written: {file}", file=str(path)), soft_wrap=True)
    folders = len(paths) - len(files)
    if folders:
        text = "written: {count:,} folders with a memo each, in {folder}"
        told = say(written.lang, text, count=folders, folder=str(written.out))
        shown.print(told, soft_wrap=True)
