"""What `halfhour check --new-people` does."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ...coverage.site_check.place import SitePlace
from ...maps.wording.messages import Lang, say
from ..command.print_json import print_json
from ..console import filled_console
from ..progress.command import command_progress
from .check import check_housing
from .new_people import parsed_people, require_people
from .text import housing_table


def check_new_housing(  # noqa: PLR0913 - the options of a command
    study: Path,
    place: SitePlace,
    new_people: str,
    *,
    year: int | None,
    services: Collection[str] | None,
    standards: Path | None,
    out: Path | None,
    lang: Lang,
    as_json: bool,
) -> None:
    """Print what must accompany new housing, and write the files.

    Parameters
    ----------
    study
        The study file.
    place
        Where the housing stands.
    new_people
        Who moves in, as the command takes it.
    year, services, standards
        As of `check_housing`.
    out
        Folder for the files; None for none.
    lang
        Language of the table and the workbook.
    as_json
        Whether JSON is printed instead of the table.

    Raises
    ------
    InputError
        If anything asked is not valid.
    """
    people = parsed_people(new_people)
    require_people(people)
    with command_progress(f"opening {study}") as progress:
        found = check_housing(
            study,
            at=place,
            people=people,
            year=year,
            services=services or None,
            standards=standards,
            report=progress,
        )
        written = []
        if out is not None:
            progress("writing the check")
            written = found.save(out, lang=lang)
    if as_json:
        print_json(found.to_dict())
        return
    shown = filled_console()
    shown.print(housing_table(found, lang))
    for path in written:
        shown.print(say(lang, "written: {file}", file=str(path)), soft_wrap=True)
