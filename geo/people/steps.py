"""How many people each step leaves: what is done to a demand table before anything is computed with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import geopandas as gpd

from ...common.sentences import Sentence
from ..tables import groups

Step = Literal[
    "read", "spread", "groups", "entries", "divided", "clipped", "calibrated", "aggregated", "grown"
]
"""What was done: the file was read; people of areas were spread over squares; groups were added; cells were
split
into entry points, or at the borders of units; what lies outside the area was left out; people were fitted to
official counts; cells were added up in squares; people of another year were counted."""

RESIDENTS: Final = "residents"

_SAID: Final[Mapping[Step, str]] = {
    "read": "people as read",
    "spread": "people spread over squares",
    "groups": "people with their groups",
    "entries": "people at entry points",
    "divided": "people divided at the borders of units",
    "clipped": "people inside the area",
    "calibrated": "people fitted to official counts",
    "aggregated": "people in coarser cells",
    "grown": "people of the year",
}


@dataclass(frozen=True, kw_only=True)
class PeopleStep:
    """The people after a step.

    Parameters
    ----------
    step
        What was done.
    cells
        How many cells there are after it.
    before, after
        People by group before and after it; a group that a step adds has none before, and reading has no
        before.
    """

    step: Step
    cells: int
    before: Mapping[str, float]
    after: Mapping[str, float]

    @property
    def line(self) -> str:
        """One line for a log."""
        counted = tuple(
            f"{group} {self.before[group]:,.0f} -> {people:,.0f}"
            if group in self.before
            else f"{group} {people:,.0f}"
            for group, people in self.after.items()
        )
        return f"{_SAID[self.step]}: {', '.join(counted)} ({self.cells:,} cells)"


def totals(demand: gpd.GeoDataFrame) -> dict[str, float]:
    """Return the people of a demand table by group."""
    return {group: float(demand[group].sum()) for group in groups(demand)}


def people_step(step: Step, before: gpd.GeoDataFrame | None, after: gpd.GeoDataFrame) -> PeopleStep:
    """Return what a step made of a demand table.

    Parameters
    ----------
    step
        What was done.
    before, after
        The table before and after it; None before reading.
    """
    return PeopleStep(
        step=step,
        cells=len(after),
        before={} if before is None else totals(before),
        after=totals(after),
    )


def more_than_residents(demand: gpd.GeoDataFrame) -> tuple[Sentence, ...]:
    """Return a note for each group of whom some cells have more than residents, as no part of them can be."""
    counted = groups(demand)
    if RESIDENTS not in counted:
        return ()
    residents = demand[RESIDENTS].to_numpy()
    notes = []
    for group in counted:
        over = demand[group].to_numpy() > residents * (1 + 1e-9) + 1e-9
        if over.any():
            notes.append(
                Sentence(
                    "in {cells:,} cells there are more {group} than residents; nothing was changed",
                    cells=int(over.sum()),
                    group=Sentence(group),
                )
            )
    return tuple(notes)
