"""The layers of populated cells: who is served or not, and by which site, today and with the chosen sites."""

from __future__ import annotations

from typing import Final

import numpy as np

from ...common.arrays import Bools, Floats
from ...coverage.assessment import Assessment
from ..document.offline import DataLayer

GAP_COLOURS: Final = ("#fdcc8a", "#fc8d59", "#e34a33", "#a50f15")
NEW_COLOURS: Final = ("#a6dbd0", "#5ab9a9", "#1f9482", "#056657")
SERVED_COLOURS: Final = ("#c6dbef", "#85b7dd", "#4189c4", "#1459a0")
NO_PLACE_COLOURS: Final = ("#d0adeb", "#a564d8", "#732bab", "#3c165a")
"""Few people to many, in each of the states of a cell."""

CATCHMENT_COLOURS: Final = (
    "#8db5f0",
    "#f2ce61",
    "#2b8448",
    "#af588e",
    "#918714",
    "#c1d298",
    "#2fd8ca",
    "#7165c6",
)
"""Neighbouring catchments never share one; they differ in lightness as well as in hue."""


def people_breaks(before: Assessment) -> tuple[float, float, float]:
    """Return the three people counts that part cells into four classes, each of one digit.

    They follow the populated cells that are not served today, or all of them where every cell is.
    """
    return breaks_of(before.cells["people"].to_numpy(), before.cells["served"].to_numpy())


def breaks_of(people: Floats, served: Bools) -> tuple[float, float, float]:
    """Return what `people_breaks` does of the people of cells, and of whether they are served."""
    populated = people[people > 0]
    unserved = people[(people > 0) & ~served]
    sample = unserved if len(unserved) else populated
    if not len(sample):
        return 10.0, 50.0, 100.0
    low, middle, high = (_one_digit(value) for value in np.quantile(sample, [0.4, 0.75, 0.93]))
    middle = max(middle, 2 * low)
    return low, middle, max(high, 2 * middle)


def cell_layers(*, places: bool = False) -> list[DataLayer]:
    """Return layers of populated cells: still unserved, newly served, served today, unserved today.

    They hold no cells: all draw from the page's one table (`cell_table`).

    Parameters
    ----------
    places
        Whether places count: the gap then has a layer for those beyond the limit, and one for those within it
        who have no place.
    """
    gap = [("gap", "Gap with the chosen sites, by people", GAP_COLOURS, True)]
    if places:
        gap = [
            ("gap", "Gap beyond the limit, by people", GAP_COLOURS, True),
            ("no_place", "Gap within the limit: no place, by people", NO_PLACE_COLOURS, True),
        ]
    states = (
        *gap,
        ("new", "Newly served people", NEW_COLOURS, True),
        ("gap_today", "Gap today, by people", GAP_COLOURS, False),
        ("served_today", "People served today", SERVED_COLOURS, False),
    )
    return [
        DataLayer(
            "cells",
            {"state": state, "colours": colours},
            name=name,
            show=show,
            group="question" if show else "people",
        )
        for state, name, colours, show in states
    ]


def catchment_layer() -> DataLayer:
    """Return the layer that colours each served cell by the open site that serves it."""
    data = {"colours": CATCHMENT_COLOURS}
    return DataLayer("catchments", data, name="Catchments: who is served where", show=False)


def _one_digit(value: float) -> float:
    """Round to one significant digit, at least 1."""
    power = 10.0 ** np.floor(np.log10(max(value, 1.0)))
    return float(max(1.0, np.round(value / power) * power))
