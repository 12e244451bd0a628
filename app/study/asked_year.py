"""The year that a study is evaluated for."""

from __future__ import annotations

from ...common.errors import Fault, InputError
from .entries.objective_entry import FIRST_YEAR, LAST_YEAR
from .layers import Layers


def year_of(layers: Layers, year: int | None) -> int:
    """Return the year that is meant: this one, or the one that the people layer counts.

    Raises
    ------
    InputError
        If nothing says which, it is no year of four digits, or the study does not tell its people.
    """
    year = layers.file.people.year if year is None else year
    if year is None:
        raise InputError(
            Fault(
                file=layers.path.name,
                column="people.year",
                cause="nothing says which year is meant",
                fix="name it (--year 2020, year=2020), or write the `year:` that the people layer counts",
            )
        )
    return known_year(layers, year, "--year")


def known_year(layers: Layers, year: int, option: str) -> int:
    """Return a year whose people the study tells.

    Raises
    ------
    InputError
        If it does not, or it is no year of four digits.
    """
    layers.years.require(real_year(year, option), file=option)
    return year


def real_year(year: int, option: str) -> int:
    """Return a year of four digits.

    Raises
    ------
    InputError
        If it is another number.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError(
            Fault(
                file=option,
                value=year,
                cause=f"is not a year from {FIRST_YEAR} to {LAST_YEAR}",
                fix="write a year such as 2020",
            )
        )
    return year
