"""The command of the site check: `halfhour check`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

# The public names load what they need when they are used, so that --help is quick.
import halfhour as hh

from ..command.print_json import print_json
from ..progress.command import command_progress
from . import options

if TYPE_CHECKING:
    from ...maps.wording.messages import Lang


def check(  # noqa: PLR0913, PLR0917 - the options of a command
    study: options.Study,
    service: options.Services = None,
    at: options.At = None,
    crs: options.Crs = None,
    parcel: options.Parcel = None,
    tier: options.Tier = None,
    year: options.Year = None,
    places: options.Places = None,
    limit_min: options.LimitMin = None,
    standards: options.StandardsFile = None,
    out: options.Out = None,
    pdf: options.Pdf = False,  # noqa: FBT002 - typer's way of a switch
    lang: options.Language = "en",
    as_json: options.AsJson = False,  # noqa: FBT002 - typer's way of a switch
    register: options.Register = True,  # noqa: FBT002 - typer's way of a switch
    applicant: options.Applicant = "",
    project: options.Project = "",
    note: options.Note = "",
    applications: options.Applications = None,
    max_approved: options.MaxApproved = None,
    all_memos: options.AllMemos = False,  # noqa: FBT002 - typer's way of a switch
    new_people: options.NewPeople = None,
) -> None:
    """Say what a proposed site, or each of a table, would do to coverage, or what new housing needs."""
    from ...maps.document.chromium import find_chromium  # noqa: PLC0415 - loads large libraries
    from ...maps.wording.messages import require_lang  # noqa: PLC0415
    from ..site_check.registered import add_to_register  # noqa: PLC0415
    from ..study.file import read_study_file  # noqa: PLC0415
    from .asked_options import (  # noqa: PLC0415
        only_service,
        require_left_out,
        require_service_and_places,
    )
    from .asked_place import asked_place  # noqa: PLC0415

    words = require_lang(lang)
    if out is None:
        require_left_out(
            "has no meaning without files",
            "leave it out, or give --out DIR",
            pdf=pdf,
            note=note,
            all_memos=all_memos,
        )
    if applications is not None:
        from ..applications.command import (  # noqa: PLC0415
            Asked,
            Written,
            check_applications,
        )

        require_left_out(
            "is given beside --applications, whose table says it of each row",
            "leave it out, or check the one site alone",
            at=at,
            parcel=parcel,
            tier=tier,
            capacity=places,
            applicant=applicant,
            project=project,
            new_people=new_people,
        )
        check_applications(
            study,
            applications,
            Asked(
                service=only_service(service) if service else None,
                crs=crs,
                year=year,
                limit_min=limit_min,
                standards=standards,
            ),
            Written(out=out, pdf=pdf, lang=words, as_json=as_json, register=register, note=note),
            max_approved=max_approved,
            all_memos=all_memos,
        )
        return
    require_left_out(
        "has no meaning without --applications", max_approved=max_approved, all_memos=all_memos
    )
    # Before anything is computed.
    place = asked_place(at, parcel, crs)
    if new_people is not None:
        from ..housing.command import check_new_housing  # noqa: PLC0415

        require_left_out(
            "has no meaning with --new-people",
            tier=tier,
            capacity=places,
            limit_min=limit_min,
            pdf=pdf,
            applicant=applicant,
            project=project,
            note=note,
        )
        check_new_housing(
            study,
            place,
            new_people,
            year=year,
            services=service,
            standards=standards,
            out=out,
            lang=words,
            as_json=as_json,
        )
        return
    own = only_service(service)
    require_service_and_places(read_study_file(study), own, places, file=study.name)
    if pdf:
        find_chromium()
    with command_progress(f"opening {study}") as progress:
        desk = hh.site_desk(study, own, year=year, standards=standards, report=progress)
        progress(f"{own}: what the site would do")
        report = desk.report(at=place, tier=tier, capacity=places, limit_min=limit_min)
        report = replace(report, applicant=applicant, project=project)
        written = []
        if out is not None:
            progress("writing the check")
            written = report.save(out, lang=lang, pdf=pdf)
            if register:
                written.append(add_to_register(desk, report, lang=words, note=note))
    if as_json:
        print_json(report.to_dict())
        return
    _print(report, written, words)


def _print(report: hh.SiteReport, written: Iterable[Path], lang: Lang) -> None:
    from ...maps.wording.messages import say  # noqa: PLC0415 - loads large libraries
    from ..console import filled_console  # noqa: PLC0415
    from ..site_check.text import check_table  # noqa: PLC0415

    shown = filled_console()
    shown.print(check_table(report, lang))
    for text in report.own_notes:
        shown.print(say(lang, "note: {note}", note=report.said(text, lang)), soft_wrap=True)
    for path in written:
        shown.print(say(lang, "written: {file}", file=str(path)), soft_wrap=True)
