"""The layers of travel time: access zones in rings up to the limit, and the whole surface."""

from __future__ import annotations

from ...geo.tables import Unit
from ..document.offline import DataLayer


def surface_layers(unit: Unit) -> list[DataLayer]:
    """Return access zones in rings, which follow the limit, and what it takes from everywhere.

    They hold no pixels: both draw from the page's one table (`surface_table`).

    Parameters
    ----------
    unit
        ``"s"`` where times are counted, ``"m"`` for distances.
    """
    whole = "Travel time to the nearest site" if unit == "s" else "Distance to the nearest site"
    return [
        DataLayer("surface", {"look": "rings"}, name="Access zone, in rings", show=False),
        DataLayer("surface", {"look": "surface"}, name=whole, show=False),
    ]
