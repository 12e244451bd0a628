"""The list of gaps in ``plan.json``."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Any

import geopandas as gpd
from pydantic import BaseModel, ConfigDict

from ...maps.document.shapes import points_deg
from ...optimize.gap_list import OTHER_AREAS


class GapPart(BaseModel):
    """An area where people live whom the plan leaves unserved; costs of travel in ``parameters.unit``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    level: str
    """The level of the unit, or ``cluster`` where the area is none."""
    part_of: str
    """The unit around it; may be empty."""
    lon: float
    """Where the unserved live on average."""
    lat: float
    people: float
    unserved: float
    unreachable: float
    """Of the unserved those on no usable road, or with no travel time."""
    beyond: float
    """Of the unserved those farther than the limit from every open site."""
    no_place: float
    """Of the unserved those for whom the sites within reach have no place left."""
    nearest_id: str | None
    """The site that is the nearest of most of the unserved; null where none is reached."""
    nearest_name: str | None
    cost_middle: float | None
    """Half of the unserved are no farther from their nearest site."""
    cost_most: float | None
    candidate_id: str | None
    """The closed eligible site that would serve most of the unserved; null where none is within reach."""
    candidate_name: str | None
    candidate_cost: float | None
    """Half of those within its reach are no farther from it."""
    candidates: int
    not_eligible: int
    """Sites within reach of the unserved that may not be opened."""
    brings: float
    """How many more people of the area would be served with the candidate."""
    brings_in_all: float
    why: str
    """Why the plan has no site there."""
    why_said: str


def gap_parts(gaps: gpd.GeoDataFrame) -> list[GapPart]:
    """Return the areas of a list of gaps, without the row of the others.

    Parameters
    ----------
    gaps
        What `halfhour.gap_list` returns.
    """
    named = gaps[gaps["level"] != OTHER_AREAS]
    places: Iterable[Any] = points_deg(named.geometry, named.crs) if len(named) else []
    texts = ("nearest_id", "nearest_name", "candidate_id", "candidate_name")
    costs = ("cost_middle", "cost_most", "candidate_cost")
    people = ("people", "unserved", "unreachable", "beyond", "no_place", "brings", "brings_in_all")
    return [
        GapPart(
            lon=float(lon),
            lat=float(lat),
            **{name: str(row[name]) for name in ("name", "level", "part_of", "why", "why_said")},
            **{name: None if row[name] is None else str(row[name]) for name in texts},
            **{name: _finite(float(row[name])) for name in costs},
            **{name: float(row[name]) for name in people},
            **{name: int(row[name]) for name in ("candidates", "not_eligible")},
        )
        for row, (lon, lat) in zip(named.to_dict("records"), places, strict=True)
    ]


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
