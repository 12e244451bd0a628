"""The command `halfhour fetch`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

# The public names load what they need when they are used, so that --help is quick.
import halfhour as hh
import typer

from ..command.exit_codes import ExitCode
from ..command.print_json import print_json
from ..console import console, out_console
from ..progress.command import command_progress
from .margin import margin_of

if TYPE_CHECKING:
    from ...data.osm.people.source import PeopleSource

NOBODY = "none"


def fetch(  # noqa: PLR0913, PLR0917 - the options of a command
    place: Annotated[str, typer.Argument(help="A place name that Nominatim knows.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the study; new or empty.")],
    people: Annotated[
        str,
        typer.Option(
            "--people",
            help="worldpop, ghsl, none, or the address of a GeoTIFF of people per pixel; "
            "auto is worldpop where Nominatim names the country.",
        ),
    ] = "auto",
    people_year: Annotated[
        int | None, typer.Option("--people-year", help="Whose people; by default 2020.")
    ] = None,
    whole: Annotated[  # noqa: FBT002 - typer's way of a switch
        bool,
        typer.Option("--whole", help="Download whole files of people where no part can be had."),
    ] = False,
    people_url: Annotated[
        str | None,
        typer.Option("--people-url", help="Another server with WorldPop's or GHSL's paths."),
    ] = None,
    units_level: Annotated[
        int | None,
        typer.Option(
            "--units-level", help="Fetch the units of this OSM admin_level inside the place, too."
        ),
    ] = None,
    margin_m: Annotated[
        float | None,
        typer.Option(
            "--margin-m",
            help="Metres around the boundary: one limit of travel; 3000 if left out.",
        ),
    ] = None,
    margin_min: Annotated[
        float | None,
        typer.Option(
            "--margin-min", help="The same as minutes of --mode; on foot 30 are 2500 metres."
        ),
    ] = None,
    mode: Annotated[
        str | None,
        typer.Option("--mode", help="Of --margin-min: walk (5 km/h), cycle, ebike or drive (60)."),
    ] = None,
    overpass_url: Annotated[str | None, typer.Option(help="Another Overpass server.")] = None,
    nominatim_url: Annotated[str | None, typer.Option(help="Another Nominatim server.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,  # noqa: FBT002 - typer's way of a switch
    lang: Annotated[str, typer.Option("--lang", help="Language of messages: en or zh.")] = "en",
) -> None:
    """Fetch roads, boundary, facilities and people of a place as a study folder."""
    from ...maps.wording.messages import require_lang, say  # noqa: PLC0415 - loads large libraries
    from ...maps.wording.words import sentence  # noqa: PLC0415 - loads large libraries

    words = require_lang(lang)
    around_m = margin_of(margin_m, margin_min, mode)
    source = _source(people, people_year, people_url, whole=whole)
    try:
        with command_progress(f"asking for {place}", compiles=False) as progress:
            report = hh.fetch_place(
                place,
                out,
                overpass_url=overpass_url or hh.OVERPASS_URL,
                nominatim_url=nominatim_url or hh.NOMINATIM_URL,
                margin_m=around_m,
                people=source,
                units_level=units_level,
                report=progress,
            )
    except KeyboardInterrupt:
        said = say(
            words, "interrupted: run the same command again, and it goes on from what has come"
        )
        console(stderr=True).print(said, soft_wrap=True)
        raise typer.Exit(ExitCode.INTERRUPTED) from None
    if as_json:
        print_json(report.to_dict())
        return
    for line in report.lines:
        out_console().print(sentence(line, words), soft_wrap=True)


def _source(
    people: str, year: int | None, server: str | None, *, whole: bool
) -> PeopleSource | None:
    """Return where people come from; None for nobody.

    Raises
    ------
    InputError
        If there is no such source, or an option is about people where there are none.
    """
    if people != NOBODY:
        return hh.PeopleSource(name=people, year=year, whole_files=whole, server=server)
    options = {"--people-year": year, "--people-url": server, "--whole": whole or None}
    given = [option for option, value in options.items() if value is not None]
    if given:
        raise hh.InputError(
            hh.Fault(
                file=given[0],
                cause="is about people, and --people none fetches nobody",
                fix="leave one of them out",
            )
        )
    return None
