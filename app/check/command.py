"""The command of the site check: `halfhour check`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

# The public names load what they need when they are used, so that --help is quick.
import halfhour as hh
import typer

from ..progress.command import command_progress

StudyArgument = Annotated[Path, typer.Argument(help="The study file (YAML).", show_default=False)]


def check(  # noqa: PLR0913, PLR0917 - the options of a command
    study: StudyArgument,
    service: Annotated[
        list[str] | None,
        typer.Option(
            "--service",
            help="The service of the site, or of applications that name none; of new housing several.",
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option("--at", help="LON,LAT, or degrees, minutes and seconds; or x,y in --crs."),
    ] = None,
    crs: Annotated[
        str | None,
        typer.Option(
            "--crs", help="What --at or --parcel is in: wgs84, gcj02, bd09, EPSG:4549 ..."
        ),
    ] = None,
    parcel: Annotated[
        Path | None, typer.Option("--parcel", help="A file with the parcel, instead of --at.")
    ] = None,
    tier: Annotated[
        str | None, typer.Option("--tier", help="Its tier, where tiers differ in mode.")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Whose people; by default the people layer's year.")
    ] = None,
    places: Annotated[
        float | None,
        typer.Option(
            "--capacity",
            "--places",
            help="Its places, inf for any number; where the service counts places.",
        ),
    ] = None,
    limit_min: Annotated[
        float | None,
        typer.Option(
            "--limit-min", help="Minutes within which people count; by default the plan's."
        ),
    ] = None,
    standards: Annotated[
        Path | None,
        typer.Option(
            "--standards", help="A standards file; by default the one that the study names."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for check.json, check.xlsx and check.html.")
    ] = None,
    pdf: Annotated[  # noqa: FBT002 - typer's way of a switch
        bool, typer.Option("--pdf", help="Print the memo to a PDF, too; with --out.")
    ] = False,
    lang: Annotated[str, typer.Option("--lang", help="Language: en or zh.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,  # noqa: FBT002 - typer's way of a switch
    register: Annotated[  # noqa: FBT002 - typer's way of a switch
        bool,
        typer.Option("--register/--no-register", help="Whether --out adds a line to the register."),
    ] = True,
    applicant: Annotated[
        str, typer.Option("--applicant", help="Who applies, for the memo and the register.")
    ] = "",
    project: Annotated[
        str, typer.Option("--project", help="The project's name, for the memo.")
    ] = "",
    note: Annotated[str, typer.Option("--note", help="A note for the register.")] = "",
    applications: Annotated[
        Path | None,
        typer.Option("--applications", help="A table of applications to rank, instead of --at."),
    ] = None,
    max_approved: Annotated[
        int | None,
        typer.Option(
            "--max-approved", help="How many of them may be approved; by default any number."
        ),
    ] = None,
    all_memos: Annotated[  # noqa: FBT002 - typer's way of a switch
        bool,
        typer.Option("--all-memos", help="A memo of every application, not of the first 50 alone."),
    ] = False,
    new_people: Annotated[
        str | None,
        typer.Option(
            "--new-people",
            help="In place of a site: who moves into new housing there, 9000 or residents=9000,elderly=1200.",
        ),
    ] = None,
) -> None:
    """Say what a proposed site, or each of a table, would do to coverage, or what new housing needs."""
    from ...maps.document.chromium import find_chromium  # noqa: PLC0415 - loads large libraries
    from ...maps.wording.messages import require_lang, say  # noqa: PLC0415
    from ..console import console  # noqa: PLC0415
    from ..site_check.registered import add_to_register  # noqa: PLC0415
    from ..site_check.text import WIDTH, check_table  # noqa: PLC0415
    from ..study.file import read_study_file  # noqa: PLC0415
    from .asked_options import (  # noqa: PLC0415
        only_service,
        require_none_of_a_site,
        require_service_and_places,
    )
    from .asked_place import asked_place  # noqa: PLC0415

    words = require_lang(lang)
    if applications is not None:
        from ..applications.command import (  # noqa: PLC0415
            Asked,
            Written,
            check_applications,
            require_none_beside,
        )

        require_none_beside(
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
    # Before anything is computed.
    place = asked_place(at, parcel, crs)
    if new_people is not None:
        from ..housing.command import check_new_housing  # noqa: PLC0415

        require_none_of_a_site(
            tier=tier, capacity=places, limit_min=limit_min, pdf=pdf, applicant=applicant, note=note
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
        typer.echo(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
        return
    shown = console()
    if not shown.is_terminal:
        shown = console(width=WIDTH)
    shown.print(check_table(report, words))
    for path in written:
        shown.print(say(words, "written: {file}", file=str(path)), soft_wrap=True)
