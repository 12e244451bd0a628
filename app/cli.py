"""The command line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

# The public names load what they need when they are used, so that --help and the first line are quick.
import halfhour as hh
import typer
from rich.console import Console
from rich.table import Table

from ..common.errors import FAULTS_SHOWN, fault_lines, reason_of
from ..common.kept.cache_folder import FOLDER_VARIABLE
from ..maps.document.chromium import find_chromium
from .plan_text import gap_lines, plans_table

if TYPE_CHECKING:
    from ..common.large_work import Report
    from .study.study import Study

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


@contextmanager
def _progress(first: str, *, compiles: bool = True) -> Iterator[Report]:
    """Show progress on standard error, and compile loops beside where this machine has none yet."""
    # A command that is only asked for help need not wait for them.
    from .first_run.loops import loops_beside  # noqa: PLC0415
    from .progress.terminal import progress_on  # noqa: PLC0415

    with progress_on(_console(stderr=True)) as report:
        report(first)
        with loops_beside(report) if compiles else nullcontext():
            yield report


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
) -> None:
    """Answer a study's scenarios: maps, tables and plan.json for each."""
    with _progress(f"opening {study}") as progress:
        written = hh.plan_study(
            study,
            out,
            scenario=scenario,
            open_sites=open_sites,
            lang=lang,
            crs=crs,
            pdf=pdf,
            report=progress,
        )
        progress("done")
    _print_plans(written)


@app.command()
def demo(out: OutOption = Path("demo-out"), lang: LangOption = "en") -> None:
    """Run the main job on the embedded city (synthetic sample data)."""
    with _progress("opening the embedded city") as progress:
        written = hh.plan_study(hh.sample_study(), out, lang=lang, report=progress)
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
        with _progress(f"opening {study}", compiles=False) as progress:
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
def check(
    study: StudyArgument,
    service: Annotated[str, typer.Option("--service", help="The service of the proposed site.")],
    at: Annotated[str, typer.Option("--at", help="LON,LAT in degrees (WGS 84).")],
    tier: Annotated[
        str | None, typer.Option("--tier", help="Its tier, where tiers differ in mode.")
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", help="Whose people; by default the people layer's year.")
    ] = None,
    places: Annotated[
        float | None,
        typer.Option(
            "--places", help="Its places, inf for any number; where the service counts places."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,  # noqa: FBT002 - typer's way of a switch
) -> None:
    """Say what one proposed site would do to coverage."""
    # Brings pandas and much more, which no other command's start should wait for.
    from .plan_limit import plan_limit_min  # noqa: PLC0415

    place = _place(at)
    with _progress(f"opening {study}") as progress:
        opened = _opened(study, service, year, progress)
        progress(f"{service}: what the site would do")
        result = hh.check_site(
            opened.assessments[service],
            at=place,
            tier=tier,
            capacity=places,
            limit_min=plan_limit_min(opened.layers.file, service),
        )
    if as_json:
        typer.echo(json.dumps(result.to_dict(), ensure_ascii=False, indent=2))
        return
    table = Table("figure", "value", title=f"{service} at {place[0]}, {place[1]}")
    if result.year is not None:
        table.add_row("people of the year", str(result.year))
    limit = f"{result.limit:g} m" if result.limit_min is None else f"{result.limit_min:g} min"
    table.add_row("limit", limit)
    for obstacle in result.obstacles:
        table.add_row("forbids" if obstacle.forbids else "take care", str(obstacle.said))
    table.add_row(f"{result.group} newly served", f"{result.newly_served:,.0f}")
    table.add_row(f"{result.group} with less time", f"{result.time_falls:,.0f}")
    table.add_row(f"{result.group} in reach", f"{result.people_in_reach:,.0f}")
    if result.places is not None and result.used is not None:
        table.add_row("its places", f"{result.places:,.0f}")
        table.add_row("of them used", f"{result.used:,.0f}")
        table.add_row(
            f"{result.group} in reach without a place today", f"{result.no_place_before:,.0f}"
        )
        table.add_row(
            f"{result.group} in reach without a place with it", f"{result.no_place_after:,.0f}"
        )
    table.add_row("share before", f"{result.share_before:.2%}")
    table.add_row("share after", f"{result.share_after:.2%}")
    for when, near in (("before", result.near_before), ("after", result.near_after)):
        if near.clause:
            table.add_row(f"{result.group} in reach {when}", str(near))
    table.add_row("metres to the nearest road", f"{result.nearest_road_m:,.0f}")
    if result.reason:
        table.add_row("not reachable", result.reason)
    lived_in = result.units[(result.units["people"] > 0) & (result.units["level"] != "all")]
    changed = lived_in[lived_in["share_after"] != lived_in["share_before"]]
    for _, unit in changed.iterrows():
        table.add_row(
            f"{unit['level']} {unit['name']}",
            f"{unit['share_before']:.2%} -> {unit['share_after']:.2%}",
        )
    for site, row in result.overlaps.iterrows():
        table.add_row(f"also served by {row['name'] or site}", f"{row['people']:,.0f}")
    _out().print(table)


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
    with _progress(f"opening {study}") as progress:
        checked = hh.check_compliance(study, standards, year=year, compare=compare, report=progress)
        progress("writing tables and map")
        paths = checked.save(out, lang=lang, pdf=pdf)
    console = _out()
    console.print(compliance_table(checked))
    console.print(str(checked.verdicts)[1:-1])
    for path in paths:
        console.print(f"written: {path}", soft_wrap=True)


@app.command()
def fetch(
    place: Annotated[str, typer.Argument(help="A place name that Nominatim knows.")],
    out: OutOption,
    overpass_url: Annotated[str | None, typer.Option(help="Another Overpass server.")] = None,
    nominatim_url: Annotated[str | None, typer.Option(help="Another Nominatim server.")] = None,
) -> None:
    """Fetch roads, boundary and facilities of a place from OpenStreetMap as a study folder."""
    with _progress(f"asking for {place}", compiles=False) as progress:
        report = hh.fetch_place(
            place,
            out,
            overpass_url=overpass_url or hh.OVERPASS_URL,
            nominatim_url=nominatim_url or hh.NOMINATIM_URL,
            report=progress,
        )
    _out().print(str(report))


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


def _opened(path: Path, service: str, year: int | None, report: Report) -> Study:
    """Open a study for one service: the sites of others are not read."""
    from .study.layers import read_layers  # noqa: PLC0415 - loads large libraries
    from .study.study import computed_study  # noqa: PLC0415 - loads large libraries

    layers = read_layers(path, services=[service], report=report)
    return computed_study(layers, services=[service], year=year, report=report)


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


def _console(*, stderr: bool = False, width: int | None = None) -> Console:
    """Return a console that prints names as they are: brackets and colons in them mean nothing."""
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


def _print_notes(notes: Iterable[str], console: Console) -> None:
    for note in notes:
        console.print(f"note: {note}", soft_wrap=True)


def _out() -> Console:
    console = _console()
    # Into a file or pipe there is no width to keep to.
    return console if console.is_terminal else _console(width=200)


def _place(text: str) -> tuple[float, float]:
    parts = text.split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        raise hh.InputError(
            hh.Fault(
                file="--at",
                value=text,
                cause="is not LON,LAT",
                fix="write longitude and latitude in degrees, for example 119.52,39.91",
            )
        ) from None
    return lon, lat
