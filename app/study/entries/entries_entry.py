"""The key ``entries`` of a study file: the places inside coarse cells where people live."""

from __future__ import annotations

from typing import Literal

from ....data.formats.layer import Layer
from .amount_types import Positive


class EntriesLayer(Layer):
    """Entry points: villages, addresses, footprints of buildings."""

    weigh_by: Literal["area"] | None = None
    """``area``: polygons without a share or a weight weigh as much as they are large."""
    merge_m: Positive | None = None
    """Entry points of a cell in the same square of so many metres become one."""
    outside: Literal["refuse", "leave_out"] = "refuse"
    """What becomes of places that belong to no cell."""
