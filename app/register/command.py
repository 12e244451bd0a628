"""The commands of the register of checks: `halfhour approve` and `halfhour register`."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

# The public names load what they need when they are used, so that --help is quick.
import halfhour as hh
import typer

from ..command.print_json import print_json

if TYPE_CHECKING:
    from ..study.schema import StudyFile

StudyArgument = Annotated[Path, typer.Argument(help="The study file (YAML).", show_default=False)]
LangOption = Annotated[str, typer.Option("--lang", help="Language of what is shown: en or zh.")]


def approve(
    study: StudyArgument,
    check_id: Annotated[str, typer.Argument(metavar="ID", help="The check.", show_default=False)],
    decision: Annotated[str, typer.Option("--decision", help="approved or refused.")],
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    date: Annotated[
        str | None, typer.Option("--date", help="When, such as 2026-11-29; by default today.")
    ] = None,
    opens_year: Annotated[
        int | None, typer.Option("--opens-year", help="From which year an approved site counts.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,  # noqa: FBT002 - typer's way of a switch
    lang: LangOption = "en",
) -> None:
    """Record a decision on a site check; an approved site counts as planned from then on."""
    from ...data.register.append import approve as record  # noqa: PLC0415 - loads large libraries
    from ...maps.wording.messages import require_lang, say  # noqa: PLC0415
    from ..console import out_console  # noqa: PLC0415
    from .listing import history_table, history_values  # noqa: PLC0415

    words = require_lang(lang)
    day = None if date is None else _day(date, "--date")
    _, path = _register_of(study)
    # Any text may be given; what is none of the two is refused with the others.
    kind: Any = decision
    record(path, check_id, kind, reason=reason, date=day, opens_year=opens_year)
    if as_json:
        print_json({"check_id": check_id, "history": history_values(path, check_id)})
        return
    console = out_console()
    console.print(history_table(path, check_id, lang=words))
    console.print(say(words, "recorded in {file}", file=str(path)), soft_wrap=True)


def register(
    study: StudyArgument,
    service: Annotated[
        str | None, typer.Option("--service", help="Only checks of this service.")
    ] = None,
    decision: Annotated[
        str | None, typer.Option("--decision", help="Only approved, refused or open ones.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Only checks of this day or later: 2026-11-29.")
    ] = None,
    applicant: Annotated[
        str | None, typer.Option("--applicant", help="Only where the applicant holds this text.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Write the list to a .xlsx, .csv, .gpkg or .geojson file."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,  # noqa: FBT002 - typer's way of a switch
    lang: LangOption = "en",
) -> None:
    """List a study's site checks and what was decided on them."""
    from ...maps.wording.messages import require_lang, say  # noqa: PLC0415 - loads large libraries
    from ..console import out_console  # noqa: PLC0415
    from .export import write_checks  # noqa: PLC0415
    from .listing import checks_json, checks_table, chosen_checks  # noqa: PLC0415

    words = require_lang(lang)
    day = None if since is None else _day(since, "--since")
    file, path = _register_of(study)
    checks = chosen_checks(path, service=service, decision=decision, since=day, applicant=applicant)
    if out is not None:
        layers = [layer.file for layer in file.layers()]
        write_checks(checks, out, keep=[study, path, *layers], lang=words)
    if as_json:
        print_json(checks_json(path, checks))
        return
    console = out_console()
    if path.exists():
        console.print(checks_table(checks, title=path.name, lang=words))
        console.print(say(words, "checks: {count:,}", count=len(checks)))
    else:
        console.print(
            say(words, "there is no register yet: {file}", file=str(path)), soft_wrap=True
        )
    if out is not None:
        console.print(say(words, "written: {file}", file=str(out)), soft_wrap=True)


def _register_of(study: Path) -> tuple[StudyFile, Path]:
    """Return a study file and the path of its register."""
    from ..study.file import read_study_file  # noqa: PLC0415 - loads large libraries
    from ..study.planned.register_path import register_path  # noqa: PLC0415

    file = read_study_file(study)
    return file, register_path(file, study)


def _day(text: str, option: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise hh.InputError(
            hh.Fault(
                file=option,
                value=text,
                cause="is not a date",
                fix="write year, month and day, for example 2026-11-29",
            )
        ) from None
