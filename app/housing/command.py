"""The part of `halfhour check` that says what must accompany new housing: `--new-people`."""

from __future__ import annotations

from ..command.answer_output import AnswerOutput, print_written
from ..command.print_json import print_json
from ..console import filled_console
from ..progress.command import command_progress
from .asked_housing import NewHousing
from .check import check_housing
from .new_people import parsed_people, require_people
from .text import housing_table


def check_new_housing(asked: NewHousing, output: AnswerOutput) -> None:
    """Print what must accompany new housing, and write the files.

    Parameters
    ----------
    asked
        What is asked.
    output
        Where the answer goes.

    Raises
    ------
    InputError
        If anything asked is not valid.
    """
    people = parsed_people(asked.new_people)
    require_people(people)
    written = []
    with command_progress(f"opening {asked.study}") as progress:
        found = check_housing(
            asked.study,
            at=asked.place,
            people=people,
            year=asked.year,
            services=asked.services or None,
            standards=asked.standards,
            report=progress,
        )
        if output.out is not None:
            progress("writing the check")
            written = found.save(output.out, lang=output.lang)
    if output.as_json:
        print_json(found.to_dict())
        return
    shown = filled_console()
    shown.print(housing_table(found, output.lang))
    print_written(shown, written, output.lang)
