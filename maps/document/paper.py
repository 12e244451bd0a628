"""What a page's sheets of paper need to know beyond what the page itself shows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ...common.packages.version import halfhour_version
from ...common.words import Words
from .leaflet import Corners


def paper_data(
    corners: Corners, *, tables: str, credit: Words, date: dt.date | None = None
) -> dict[str, Any]:
    """Return what is printed besides the panel, fit for `offline.script_json`.

    Parameters
    ----------
    corners
        What the map opens with; it fills the paper unless somebody has moved nearer.
    tables
        The file that holds the rows for which a sheet has no room.
    credit
        Whose data are shown.
    date
        When the results were made.
    """
    return {
        "corners": corners,
        "tables": tables,
        "credit": credit.in_both(),
        "date": "" if date is None else date.isoformat(),
        "version": halfhour_version(),
    }
