"""Who moves into new housing, by group: as given, or by the shares of the people around."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.arrays import Floats
from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ...coverage.new_housing.further_cell import nearest_row
from ...geo.tables import groups
from ..study.study import Study

EVERYBODY: Final = "residents"


def parsed_people(text: str) -> float | dict[str, float]:
    """Return the number of new people, or numbers by group, as the command takes them.

    Parameters
    ----------
    text
        ``9000``, or ``residents=9000,elderly=1200``.

    Raises
    ------
    InputError
        If it is neither.
    """
    try:
        if "=" not in text:
            return float(text)
        pairs = [part.split("=") for part in text.replace("\uff0c", ",").split(",")]
        found = {group.strip(): float(number) for group, number in pairs}
    except ValueError:
        raise InputError(_fault(text, "is no number of people")) from None
    if len(found) < len(pairs):
        raise InputError(_fault(text, "names a group twice"))
    return found


def require_people(people: float | Mapping[str, float]) -> None:
    """Check numbers of new people before anything is read.

    Raises
    ------
    InputError
        If one is negative or no number, or there is nobody.
    """
    given = people if isinstance(people, Mapping) else {"": people}
    faults = list(_faults(given))
    if faults:
        raise InputError(*faults)


def people_by_group(
    study: Study, xy: Floats, people: float | Mapping[str, float]
) -> tuple[dict[str, float], tuple[Sentence, ...]]:
    """Return the new people of each group, and what had to be assumed.

    Parameters
    ----------
    study
        The study in the year in question.
    xy
        The place, metres in the study's CRS.
    people
        All new people, or numbers by group.

    Raises
    ------
    InputError
        If the study has no such group, or nobody says how many there are in all.
    """
    demand = _demand_of_year(study)
    known = groups(demand)
    base = EVERYBODY if EVERYBODY in known else known[0]
    given = (
        {str(k): float(v) for k, v in people.items()}
        if isinstance(people, Mapping)
        else {base: float(people)}
    )
    faults = [
        _fault(group, f"is no group of the study; it has {', '.join(known)}")
        for group in given
        if group not in known
    ]
    if not faults and base not in given and set(known) - set(given):
        faults = [
            Fault(
                file="--new-people",
                column=base,
                cause="is missing: nobody says how many move in all told",
                fix=f"write {base}=9000, and other groups behind it",
            )
        ]
    if faults:
        raise InputError(*faults)
    missing = [group for group in known if group not in given]
    if not missing:
        return given, ()
    around, name = _around(study, demand, xy, base)
    total = float(around[base].sum())
    shares = {group: float(around[group].sum()) / total if total else 0.0 for group in missing}
    found = {**given, **{group: given[base] * shares[group] for group in missing}}
    said = tuple(
        Sentence(
            "Nobody says how many {group} are among them: {number:,.0f} are assumed, {share:.1%} as in {unit}.",
            group=Sentence(group),
            number=found[group],
            share=shares[group],
            unit=name,
        )
        for group in missing
    )
    return {group: found[group] for group in known}, said


def _demand_of_year(study: Study) -> gpd.GeoDataFrame:
    """Return the cells with the people of the year."""
    layers = study.layers
    times = next(iter(study.times.values()))
    demand = layers.demand
    if times.year is None:
        return demand
    people = layers.years.people(demand, times.year)
    return demand.assign(**{str(group): people[group] for group in people})


def _around(
    study: Study, demand: gpd.GeoDataFrame, xy: Floats, base: str
) -> tuple[pd.DataFrame, str]:
    """Return the cells of the smallest unit around a place that has people, and what it is called."""
    row = demand.iloc[nearest_row(demand, xy)]
    levels = [level for level in study.layers.units if level in demand]
    # More units are smaller ones.
    for level in sorted(levels, key=lambda one: -len(study.layers.units[one])):
        inside = demand[demand[level] == row[level]]
        if row[level] and inside[base].sum() > 0:
            return inside, str(row.get(f"{level}_name") or row[level])
    return demand, Sentence("the whole study")


def _faults(given: Mapping[str, float]) -> Iterator[Fault]:
    for group, number in given.items():
        where = f"{group} = {number}" if group else number
        try:
            value = float(number)
        except (TypeError, ValueError):
            yield _fault(where, "is no number of people")
            continue
        if isinstance(number, bool) or not np.isfinite(value):
            yield _fault(where, "is no number of people")
        elif value < 0:
            yield _fault(where, "is negative: people move in")
    if all(number == 0 for number in given.values()):
        yield _fault(None, "is nobody: there is nothing to check")


def _fault(value: object, cause: str) -> Fault:
    return Fault(
        file="--new-people",
        value=value,
        cause=cause,
        fix="write the people who move in, such as 9000 or residents=9000,elderly=1200",
    )
