"""What is said of people that were fitted to official counts."""

from __future__ import annotations

from typing import Final, Protocol

import numpy as np
import pandas as pd

from ...common.arrays import Bools, Floats
from ...common.sentences import Sentence

_SAME: Final = 1e-9


class Counted(Protocol):
    """Counts by unit."""

    @property
    def unit(self) -> pd.Series:
        """By cell the id of its unit; empty where it lies in none."""

    @property
    def level(self) -> str:
        """What the units are called."""

    @property
    def file(self) -> str:
        """The file of the counts."""


def fitting_notes(factors: pd.DataFrame, *, file: str) -> list[Sentence]:
    """Return how much people were changed: in all, and the smallest, middle and largest factor.

    Parameters
    ----------
    factors
        Of one group and level; see `Calibrated`.
    file
        The file of the counts.
    """
    known = factors.dropna(subset=["factor"]).sort_values("factor", kind="stable")
    if known.empty:
        return []
    low, high = known.iloc[0], known.iloc[-1]
    return [
        Sentence(
            "{group} were fitted to {file}: {before:,.0f} became {official:,.0f} in {units:,} units of level "
            "{level}; factors from {low:.4g} ({low_name}) to {high:.4g} ({high_name}), median {median:.4g}",
            group=Sentence(str(low["group"])),
            file=file,
            before=float(factors["before"].sum()),
            official=float(factors["official"].sum()),
            units=len(factors),
            level=str(low["level"]),
            low=float(low["factor"]),
            low_name=str(low["name"]),
            high=float(high["factor"]),
            high_name=str(high["name"]),
            median=float(known["factor"].median()),
        )
    ]


def untold_notes(
    counts: Counted, untold: Bools, people: Floats, inside: Bools, *, group: str
) -> list[Sentence]:
    """Return how many people keep their number, since they live in no unit or in one without a count.

    Parameters
    ----------
    counts
        The counts.
    untold
        By cell whether no count is of its unit.
    people
        By cell.
    inside
        By cell whether it is spoken of.
    group
        Whose people they are.
    """
    no_unit = np.asarray(counts.unit == "", dtype=bool)
    outside, uncounted = untold & no_unit & inside, untold & ~no_unit & inside
    notes = []
    if people[outside].sum() > _SAME:
        notes.append(
            Sentence(
                "{cells:,} cells with {people:,.0f} {group} lie outside every unit of level {level}; "
                "they keep their people",
                cells=int(outside.sum()),
                people=float(people[outside].sum()),
                group=Sentence(group),
                level=counts.level,
            )
        )
    if people[uncounted].sum() > _SAME:
        names = pd.unique(counts.unit[uncounted])
        notes.append(
            Sentence(
                "{units:,} units of level {level} with {people:,.0f} {group} have no count in {file}; "
                "they keep their people",
                units=len(names),
                people=float(people[uncounted].sum()),
                group=Sentence(group),
                level=counts.level,
                file=counts.file,
            )
        )
    return notes
