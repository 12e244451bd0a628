"""The part of `halfhour check` that ranks a table of applications."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...data.formats.layer import Layer
from ...maps.document.chromium import find_chromium
from ...maps.wording.messages import say
from ..command.answer_output import AnswerOutput, print_written
from ..command.print_json import print_json
from ..console import filled_console
from ..progress.command import command_progress
from .application_ranking import ApplicationRanking
from .asked_ranking import AskedRanking
from .rank import rank_applications
from .registered import add_ranking_to_register
from .text import ranking_tables


def check_applications(asked: AskedRanking, output: AnswerOutput) -> None:
    """Rank a table of applications, show the ranking, and write it.

    Parameters
    ----------
    asked
        What is asked.
    output
        Where the answer goes.
    """
    if output.pdf:
        # Before anything is computed.
        find_chromium()
    table = asked.table
    source = Layer(file=table) if asked.crs is None else Layer(file=table, crs=asked.crs)
    paths = []
    with command_progress(f"reading {table.name}") as progress:
        ranking = rank_applications(
            asked.study,
            source,
            service=asked.service,
            max_approved=asked.max_approved,
            limit_min=asked.limit_min,
            year=asked.year,
            standards=asked.standards,
            report=progress,
        )
        if output.out is not None:
            paths = ranking.save(
                output.out,
                lang=output.lang,
                pdf=output.pdf,
                all_memos=asked.all_memos,
                report=progress,
            )
            if output.register:
                paths.append(add_ranking_to_register(ranking, lang=output.lang, note=output.note))
    if output.as_json:
        print_json(ranking.to_dict())
    else:
        _print(ranking, paths, output)


def _print(ranking: ApplicationRanking, paths: Sequence[Path], output: AnswerOutput) -> None:
    shown = filled_console()
    for part in ranking_tables(ranking, output.lang):
        shown.print(part)
    files = [path for path in paths if path.is_file()]
    print_written(shown, files, output.lang)
    folders = len(paths) - len(files)
    if folders:
        text = "written: {count:,} folders with a memo each, in {folder}"
        told = say(output.lang, text, count=folders, folder=str(output.out))
        shown.print(told, soft_wrap=True)
