"""The part of `halfhour check` that answers for one proposed site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ...maps.document.chromium import find_chromium
from ...maps.wording.messages import Lang, say
from ..command.answer_output import AnswerOutput, print_written
from ..command.print_json import print_json
from ..console import filled_console
from ..progress.command import command_progress
from ..site_check.desk import site_desk
from ..site_check.registered import add_to_register
from ..site_check.report import SiteReport
from ..site_check.text import check_table
from ..study.file import read_study_file
from .asked_options import require_service_and_places
from .proposed_site import ProposedSite


def check_one_site(asked: ProposedSite, output: AnswerOutput) -> None:
    """Check a proposed site, show the answer, and write it.

    Parameters
    ----------
    asked
        What is asked.
    output
        Where the answer goes.

    Raises
    ------
    InputError
        If anything asked is not valid, or the study has faults.
    """
    # Before anything is computed.
    require_service_and_places(
        read_study_file(asked.study), asked.service, asked.capacity, file=asked.study.name
    )
    if output.pdf:
        find_chromium()
    written = []
    with command_progress(f"opening {asked.study}") as progress:
        desk = site_desk(
            asked.study,
            asked.service,
            year=asked.year,
            standards=asked.standards,
            report=progress,
        )
        progress(f"{asked.service}: what the site would do")
        report = desk.report(
            at=asked.place, tier=asked.tier, capacity=asked.capacity, limit_min=asked.limit_min
        )
        report = replace(report, applicant=asked.applicant, project=asked.project)
        if output.out is not None:
            progress("writing the check")
            written = report.save(output.out, lang=output.lang, pdf=output.pdf)
            if output.register:
                line = add_to_register(desk, report, lang=output.lang, note=output.note)
                written.append(line)
    if output.as_json:
        print_json(report.to_dict())
    else:
        _print(report, written, output.lang)


def _print(report: SiteReport, written: Iterable[Path], lang: Lang) -> None:
    shown = filled_console()
    shown.print(check_table(report, lang))
    for text in report.own_notes:
        shown.print(say(lang, "note: {note}", note=report.said(text, lang)), soft_wrap=True)
    print_written(shown, written, lang)
