"""The command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

# The public names load what they need when they are used, so that --help and the first line are quick.
import halfhour as hh
import typer

from ..common.databases.address import shown_address
from ..common.errors import FAULTS_SHOWN, reason_of
from ..common.kept.cache_folder import FOLDER_VARIABLE
from ..maps.document.chromium import find_chromium
from .check.command import check
from .command.exit_codes import ExitCode
from .command.group import Chapters, show_version, with_quiet
from .command.print_json import print_json
from .command.say_error import asked_lang, say_error, say_faults
from .compare_results.command import compare
from .console import escape_what_cannot_be_shown
from .console import out_console as _out
from .fetch.command import fetch
from .new_study.command import inspect, new
from .progress.command import command_progress
from .register import command as of_register
from .replay.command import replay
from .server.command import serve

app = typer.Typer(
    cls=Chapters,
    help="Who reaches a facility within half an hour, who does not, and where to build next.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

StudyArgument = Annotated[Path, typer.Argument(help="The study file (YAML).", show_default=False)]
LangOption = Annotated[
    str, typer.Option("--lang", help="Language of maps, tables and messages: en or zh.")
]
CrsOption = Annotated[
    str,
    typer.Option(
        "--crs", help="CRS of results.gpkg: study, input (the people layer's), or EPSG:4490 ..."
    ),
]
PdfOption = Annotated[
    bool,
    typer.Option("--pdf", help="Print each map to a PDF, too; needs Chromium, Chrome or Edge."),
]
JobsOption = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        min=1,
        help="How many scenarios are answered at once; by default as many as there are cores.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
OutOption = Annotated[Path, typer.Option("--out", help="Folder for the results.")]


@app.callback()
def _for_all_commands(
    context: typer.Context,
    version: Annotated[  # noqa: FBT002, ARG001 - its callback prints and ends
        bool,
        typer.Option("--version", help="Print the version.", is_eager=True, callback=show_version),
    ] = False,
    no_cache: Annotated[  # noqa: FBT002 - typer's way of a switch
        bool,
        typer.Option("--no-cache", help="Neither use nor keep what runs make; before the command."),
    ] = False,
) -> None:
    if no_cache:
        before = os.environ.get(FOLDER_VARIABLE)
        os.environ[FOLDER_VARIABLE] = "off"
        context.call_on_close(lambda: _set_back(before))


def _set_back(folder: str | None) -> None:
    if folder is None:
        os.environ.pop(FOLDER_VARIABLE, None)
    else:
        os.environ[FOLDER_VARIABLE] = folder


def _command(function: Callable[..., None]) -> Callable[..., None]:
    """Add a command; the function itself stays as it is."""
    app.command()(with_quiet(function))
    return function


@_command
def plan(  # noqa: PLR0913, PLR0917 - the options of a command
    study: StudyArgument,
    out: OutOption,
    scenario: Annotated[
        str | None, typer.Option("--scenario", help="Only this scenario; by default all.")
    ] = None,
    open_sites: Annotated[
        Path | None,
        typer.Option("--open-sites", help="A choice exported from a map; with --scenario."),
    ] = None,
    lang: LangOption = "en",
    crs: CrsOption = "study",
    pdf: PdfOption = False,  # noqa: FBT002 - typer's way of a switch
    jobs: JobsOption = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", help="Write results to a PostGIS database, too: postgresql://host/name."
        ),
    ] = None,
    to_schema: Annotated[
        str, typer.Option("--to-schema", help="The schema that they go to; made if need be.")
    ] = "halfhour",
    as_json: JsonOption = False,  # noqa: FBT002 - typer's way of a switch
) -> None:
    """Answer a study's scenarios: maps, tables and plan.json for each."""
    with command_progress(f"opening {study}") as progress:
        written = hh.plan_study(
            study,
            out,
            scenario=scenario,
            open_sites=open_sites,
            lang=lang,
            crs=crs,
            pdf=pdf,
            jobs=jobs,
            to=to,
            to_schema=to_schema,
            report=progress,
        )
        progress("done")
    _tell_plans(written, lang, as_json=as_json)
    if to is not None and not as_json:
        _out().print(f"written: {shown_address(to)}, schema {to_schema}", soft_wrap=True)


@_command
def demo(
    out: OutOption = Path("demo-out"),
    lang: LangOption = "en",
    jobs: JobsOption = None,
    as_json: JsonOption = False,  # noqa: FBT002 - typer's way of a switch
) -> None:
    """Run the main job on the embedded city (synthetic sample data)."""
    with command_progress("opening the embedded city") as progress:
        written = hh.plan_study(hh.sample_study(), out, lang=lang, jobs=jobs, report=progress)
        progress("done")
    _tell_plans(written, lang, as_json=as_json)


@_command
def validate(
    study: StudyArgument,
    every: Annotated[  # noqa: FBT002 - typer's way of a switch
        bool, typer.Option("--all", help="Tell every fault, not only the first few of each file.")
    ] = False,
    lang: LangOption = "en",
    as_json: JsonOption = False,  # noqa: FBT002 - typer's way of a switch
) -> None:
    """Check a study file and all its layers, and list every fault."""
    # They load large libraries, which no other command's start should wait for.
    from ..maps.wording.messages import require_lang  # noqa: PLC0415
    from .validate_text import print_layers, validation_values  # noqa: PLC0415

    words = require_lang(lang)
    try:
        with command_progress(f"opening {study}", compiles=False) as progress:
            layers = hh.validate_study(study, report=progress)
    except hh.InputError as error:
        if as_json:
            print_json(validation_values(study.name, faults=error.faults))
        else:
            say_faults(error.faults, words, shown=None if every else FAULTS_SHOWN)
        raise typer.Exit(ExitCode.UNUSABLE_INPUT) from error
    if as_json:
        print_json(validation_values(layers.file.name, layers))
    else:
        print_layers(layers, _out(), words)


@_command
def evaluate(
    study: StudyArgument,
    year: Annotated[
        int | None, typer.Option("--year", help="By default the year that the people layer counts.")
    ] = None,
    compare: Annotated[
        int | None, typer.Option("--compare", help="An earlier year to put beside.")
    ] = None,
    standards: Annotated[
        Path | None,
        typer.Option(
            "--standards", help="A standards file; by default the study's, or the one shipped."
        ),
    ] = None,
    out: OutOption = Path("compliance"),
    lang: LangOption = "en",
    pdf: PdfOption = False,  # noqa: FBT002 - typer's way of a switch
    as_json: JsonOption = False,  # noqa: FBT002 - typer's way of a switch
) -> None:
    """Check a study against its plan's standards, clause by clause and unit by unit."""
    # Brings pandas and much more, which no other command's start should wait for.
    from ..maps.wording.messages import require_lang  # noqa: PLC0415
    from .evaluate.compliance_text import compliance_values, print_compliance  # noqa: PLC0415

    words = require_lang(lang)

    if pdf:
        # Before anything is computed.
        find_chromium()
    with command_progress(f"opening {study}") as progress:
        checked = hh.check_compliance(study, standards, year=year, compare=compare, report=progress)
        progress("writing tables and map")
        paths = checked.save(out, lang=lang, pdf=pdf)
    if as_json:
        print_json(compliance_values(checked, paths))
    else:
        print_compliance(checked, paths, _out(), words)


@_command
def cache(
    clear: Annotated[  # noqa: FBT002 - typer's way of a switch
        bool, typer.Option("--clear", help="Delete all that is kept.")
    ] = False,
    lang: LangOption = "en",
    as_json: JsonOption = False,  # noqa: FBT002 - typer's way of a switch
) -> None:
    """Show what earlier runs have kept, or delete it."""
    # Brings numpy and shapely, which no other command's start should wait for.
    from ..maps.wording.messages import require_lang  # noqa: PLC0415
    from .cache_text import cache_table, cache_values, cleared  # noqa: PLC0415

    words, console = require_lang(lang), _out()
    if as_json:
        # What is deleted is told as it was.
        told = cache_values()
        if clear:
            cleared(words)
        print_json({**told, "deleted": clear})
    elif clear:
        console.print(cleared(words), soft_wrap=True)
    else:
        shown = cache_table(words)
        console.print(shown, soft_wrap=isinstance(shown, str))


for _function in (
    check,
    compare,
    fetch,
    inspect,
    new,
    of_register.approve,
    of_register.register,
    replay,
    serve,
):
    _command(_function)


def _tell_plans(written: hh.StudyPlans, lang: str, *, as_json: bool) -> None:
    # They load large libraries, which no other command's start should wait for.
    from ..maps.wording.messages import require_lang  # noqa: PLC0415
    from .plan.plan_output import plans_values, print_plans  # noqa: PLC0415

    if as_json:
        print_json(plans_values(written))
    else:
        print_plans(written, _out(), require_lang(lang))


def main() -> None:
    """Run the command line; a user's mistake ends with a message and exit code 2, not a traceback."""
    escape_what_cannot_be_shown()
    lang = asked_lang(sys.argv)
    try:
        app()
    except hh.InputError as error:
        say_faults(error.faults, lang)
        sys.exit(ExitCode.UNUSABLE_INPUT)
    except hh.HalfhourError as error:
        say_error(str(error), lang)
        sys.exit(ExitCode.FAILED)
    except BrokenPipeError:
        # Who reads the output has had enough; what is left must not fail once more at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.FAILED)
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        say_error(f"{named}{reason_of(error)}", lang)
        sys.exit(ExitCode.FAILED)
