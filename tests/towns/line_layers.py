"""Road lines through given places, as a reader of line layers makes them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from halfhour.data.roads.line_layer import vertex_ids
from halfhour.geo.roads.road_lines import RoadLines

METRE = 1 / 111_194.9
"""Degrees of latitude."""


def lines_through(
    places: Sequence[Sequence[tuple[float, float]]],
    road: str | Sequence[str] = "residential",
    *,
    step: float = 0.001,
) -> RoadLines:
    """Return lines through places near the equator, given in steps of so many degrees."""
    lon_lat = np.concatenate([np.asarray(line, dtype=float) * step for line in places])
    return RoadLines(
        vertex_id=vertex_ids(lon_lat),
        lon=lon_lat[:, 0].copy(),
        lat=lon_lat[:, 1].copy(),
        offsets=np.concatenate([[0], np.cumsum([len(line) for line in places])]),
        tags=pd.DataFrame({"highway": [road] * len(places) if isinstance(road, str) else road}),
        source="roads.gpkg",
    )
