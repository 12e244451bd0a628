"""The command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

# The public names load what they need when they are used, so that --help and the first line are quick.
import halfhour as hh
import typer
from rich.table import Table

from ..common.errors import FAULTS_SHOWN, fault_lines, reason_of
from ..common.kept.cache_folder import FOLDER_VARIABLE
from ..maps.document.chromium import find_chromium
from .check.command import check
from .console import console as _console
from .console import out_console as _out
from .fetch.command import fetch
from .new_study.command import inspect, new
from .plan_text import gap_lines, plans_table
from .progress.command import command_progress
from .register import command as of_register
from .server.command import serve

if TYPE_CHECKING:
    from rich.console import Console


app = typer.Typer(
    help="Who reaches a facility within half an hour, who does not, and where to build next.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

StudyArgument = Annotated[Path, typer.Argument(help="The study file (YAML).", show_default=False)]
LangOption = Annotated[str, typer.Option("--lang", help="Language of the maps: en or zh.")]
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
OutOption = Annotated[Path, typer.Option("--out", help="Folder for the results.")]


@app.callback()
def _for_all_commands(
    context: typer.Context,
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


@app.command()
def plan(
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
            report=progress,
        )
        progress("done")
    _print_plans(written)


@app.command()
def demo(
    out: OutOption = Path("demo-out"), lang: LangOption = "en", jobs: JobsOption = None
) -> None:
    """Run the main job on the embedded city (synthetic sample data)."""
    with command_progress("opening the embedded city") as progress:
        written = hh.plan_study(hh.sample_study(), out, lang=lang, jobs=jobs, report=progress)
        progress("done")
    _print_plans(written)


@app.command()
def validate(
    study: StudyArgument,
    every: Annotated[  # noqa: FBT002 - typer's way of a switch
        bool, typer.Option("--all", help="Tell every fault, not only the first few of each file.")
    ] = False,
) -> None:
    """Check a study file and all its layers without computing anything."""
    try:
        with command_progress(f"opening {study}", compiles=False) as progress:
            layers = hh.validate_study(study, report=progress)
    except hh.InputError as error:
        _say_error("\n".join(fault_lines(error.faults, shown=None if every else FAULTS_SHOWN)))
        raise typer.Exit(2) from error
    table = Table("file", "records", title=f"{layers.file.name}: no faults")
    for record in layers.inputs:
        table.add_row(record.name, f"{record.rows:,}")
    console = _out()
    console.print(table)
    _print_notes(layers.notes, console)


@app.command()
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
) -> None:
    """Check a study against its plan's standards, clause by clause and unit by unit."""
    # Brings pandas and much more, which no other command's start should wait for.
    from .compliance_text import compliance_table  # noqa: PLC0415

    if pdf:
        # Before anything is computed.
        find_chromium()
    with command_progress(f"opening {study}") as progress:
        checked = hh.check_compliance(study, standards, year=year, compare=compare, report=progress)
        progress("writing tables and map")
        paths = checked.save(out, lang=lang, pdf=pdf)
    console = _out()
    console.print(compliance_table(checked))
    console.print(str(checked.verdicts)[1:-1])
    _print_notes(checked.layers.planned_notes, console)
    for path in paths:
        console.print(f"written: {path}", soft_wrap=True)


@app.command()
def cache(
    clear: Annotated[  # noqa: FBT002 - typer's way of a switch
        bool, typer.Option("--clear", help="Delete all that is kept.")
    ] = False,
) -> None:
    """Show what earlier runs have kept, or delete it."""
    # Brings numpy and shapely, which no other command's start should wait for.
    from .cache_text import cache_table, cleared  # noqa: PLC0415

    console = _out()
    if clear:
        console.print(cleared())
    else:
        console.print(cache_table())


app.command()(check)
app.command()(fetch)
app.command()(inspect)
app.command()(new)
app.command()(of_register.approve)
app.command()(of_register.register)
app.command()(serve)


def main() -> None:
    """Run the command line; a user's mistake ends with a message and exit code 2, not a traceback."""
    try:
        app()
    except hh.InputError as error:
        _say_error(str(error))
        sys.exit(2)
    except hh.HalfhourError as error:
        _say_error(str(error))
        sys.exit(1)
    except BrokenPipeError:
        # Who reads the output has had enough; what is left must not fail once more at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        _say_error(f"{named}{reason_of(error)}")
        sys.exit(1)


def _say_error(message: str) -> None:
    _console(stderr=True).print(f"error: {message}", soft_wrap=True)


def _print_plans(written: hh.StudyPlans) -> None:
    console = _out()
    if written:
        console.print(plans_table(written))
    _print_near_limit(written, console)
    for item in written:
        for line in () if item.gaps is None else gap_lines(item.gaps):
            console.print(f"{item.title.said('en')}, not served: {line}", soft_wrap=True)
    folders = (*written, *written.joint)
    _print_notes(dict.fromkeys(note for item in folders for note in item.notes), console)
    for item in written:
        for note in item.plan.notes:
            console.print(f"{item.title.said('en')}: {note}", soft_wrap=True)
        _print_pages(item.folder, console)
    for one in written.joint:
        console.print(repr(one.plan)[1:-1], soft_wrap=True)
        _print_pages(one.folder, console)
    for out in dict.fromkeys(item.folder.parent for item in folders):
        console.print(f"all plans: {out / 'index.html'}", soft_wrap=True)


def _print_near_limit(written: hh.StudyPlans, console: Console) -> None:
    for item in written:
        for when, state in (("today", item.plan.before), ("with plan", item.plan.after)):
            near = hh.limit_sensitivity(state)
            if near.clause:
                console.print(f"{item.title.said('en')}, {when}: {near}", soft_wrap=True)


def _print_pages(folder: Path, console: Console) -> None:
    console.print(f"map: {folder / 'plan.html'}", soft_wrap=True)
    if (folder / "plan.pdf").is_file():
        console.print(f"printed: {folder / 'plan.pdf'}", soft_wrap=True)


def _print_notes(notes: Iterable[str], console: Console) -> None:
    for note in notes:
        console.print(f"note: {note}", soft_wrap=True)
