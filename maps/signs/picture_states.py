"""What the signs of a picture mean: the state of each cell, and a shape for each tier of sites."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...coverage.assessment import NO_PLACE
from ...optimize.plan import Plan
from .states import GAP_COLOURS, people_breaks

SERVED: Final = "#c2d9ee"
NEW: Final = "#1f9482"
UNREACHABLE: Final = "#5b5b66"
NO_PLACE_COLOUR: Final = "#c994c7"
CELL_COLOURS: Final = (SERVED, NEW, *GAP_COLOURS, UNREACHABLE, NO_PLACE_COLOUR)
"""By `cell_states`: served today, newly served, gap in four classes, unreachable, in reach without a place."""

PROPOSED: Final = "#5b2a86"
EXISTING: Final = "#12406f"
UNIT_LINE: Final = "#4a4640"
SHAPES: Final = ("o", "s", "^", "D", "v", "P", "X", "p", "h", "*")
"""Markers of existing sites, one for each tier; the last one stands for all further tiers."""

_FIRST_GAP: Final = 2
_UNREACHABLE: Final = CELL_COLOURS.index(UNREACHABLE)
_NO_PLACE: Final = CELL_COLOURS.index(NO_PLACE_COLOUR)
_FULL_SIZE_UP_TO: Final = 100
_LEAST_SIGN: Final = 0.2


def cell_states(plan: Plan) -> npt.NDArray[np.int64]:
    """Return the state of each cell as a position in `CELL_COLOURS`; -1 where nobody lives."""
    before, after = plan.before.cells, plan.after.cells
    people = before["people"].to_numpy()
    size = np.searchsorted(people_breaks(plan.before), people, side="right")
    state = np.where(plan.after.unreachable, _UNREACHABLE, _FIRST_GAP + size)
    state = np.where(after["reason"] == NO_PLACE, _NO_PLACE, state)
    # Under capacities a cell may lose places to another, so that both are asked.
    state = np.where(after["served"], np.where(before["served"], 0, 1), state)
    return np.asarray(np.where(people > 0, state, -1), dtype=np.int64)


def tier_shapes(sites: pd.DataFrame) -> dict[str, str]:
    """Return a marker for each tier of some sites, in the order of the table."""
    tiers = list(dict.fromkeys(sites["tier"].fillna("").astype(str)))
    return {tier: SHAPES[min(n, len(SHAPES) - 1)] for n, tier in enumerate(tiers)}


def sign_size(sites: int) -> float:
    """Return how large so many sites are drawn, as a part of the full size: thousands become dots."""
    return max(_LEAST_SIGN, min(1.0, math.sqrt(_FULL_SIZE_UP_TO / max(sites, 1))))
