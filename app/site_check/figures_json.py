"""The figures of a check as ``check.json`` names them: what forbids a site, and what it brings."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from ...geo.tables import Unit


class Part(BaseModel):
    """A part of the file: nothing else is in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PlacePart(Part):
    """Where the site would stand."""

    at: tuple[float, float]
    """Longitude and latitude of the point that is routed, degrees on WGS 84."""
    crs: str
    """What the coordinates were given in."""
    given: tuple[float, float] | None
    """As they were given; null of a parcel."""
    parcel: dict[str, Any] | None
    """The parcel as a GeoJSON geometry; null where a point was given."""


class ObstaclePart(Part):
    """What forbids the site, or asks for care."""

    kind: str
    forbids: bool
    said: str
    clause: str
    distance_m: float | None
    share: float | None
    """Of a parcel the share of its area that is concerned."""


class EffectPart(Part):
    """What the site brings to some people."""

    people: float
    in_reach: float
    newly_within_reach: float
    newly_served: float
    time_falls: float
    """People whose way becomes shorter."""
    mean_fall: float | None
    """By how many minutes (or metres) on average; null where nobody's does."""
    share_before: float | None
    """Null where nobody lives."""
    share_after: float | None


class GroupPart(EffectPart):
    """The same of a group of people."""

    group: str
    counts: str
    """``places`` where served means with a place, ``reach`` where it means within the limit."""


class UnitPart(EffectPart):
    """The same of a unit; of the whole area id and level are ``all``."""

    unit_id: str
    level: str
    name: str


class OverlapPart(Part):
    """An open site that serves some of the same people."""

    site_id: str
    name: str
    people: float
    share: float | None
    """Of the people within reach of the proposed site."""
    distance_m: float


class NearPart(Part):
    """Who is within the limit, and within a shorter and a longer one."""

    travel_uncertainty: float
    limits: list[float]
    reach_lower: float
    reach: float
    reach_upper: float | None
    people_lost: float
    people_gained: float | None


class FiguresFile(Part):
    """What forbids the site, and what it brings; people as numbers, never rounded text."""

    service: str
    at: tuple[float, float]
    place: PlacePart
    tier: str | None
    group: str
    year: int | None
    limit: float
    """In `unit`."""
    limit_min: float | None
    """Null where distance is counted."""
    unit: Unit
    obstacles: list[ObstaclePart]
    people_in_reach: float
    newly_served: float
    time_falls: float
    mean_fall: float | None
    share_before: float | None
    share_after: float | None
    by_group: list[GroupPart]
    units: list[UnitPart]
    verdicts: list[dict[str, Any]]
    """The standards of which a figure changes."""
    overlaps: list[OverlapPart]
    """Those that serve most of the same people first."""
    near_before: NearPart
    near_after: NearPart
    road_m: float | None
    nearest_road_m: float | None
    road_class: str
    reason: str
    """Empty, or why the place cannot be reached."""
    places: float | None
    """Null where places do not count, or for any number."""
    used: float | None
    no_place_before: float
    no_place_after: float
