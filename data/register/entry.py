"""One site check as the register of checks keeps it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final, Literal

import shapely

from ...common.errors import Fault, InputError
from .storable_text import storable

_TEXTS: Final = (
    *("check_id", "service", "tier", "crs_given", "verdict", "obstacles", "hash"),
    *("applicant", "note"),
)
_AMOUNTS: Final = (
    *("capacity", "limit", "newly_served", "people_in_reach", "share_before", "share_after"),
)


@dataclass(frozen=True, kw_only=True)
class RegisterEntry:
    """One site check, flat, as a row of the register.

    Parameters
    ----------
    check_id
        Names the question and the data that it was asked of: the same question on the same data has the same.
    time
        When it was asked, as ISO 8601; kept in UTC, and taken for UTC where it names no zone.
    service, tier
        What the site would provide; the tier may be empty.
    lon, lat
        The place that was routed, in degrees (WGS 84).
    parcel_wkb
        The parcel in WGS 84 as well-known binary; None where a point was given.
    capacity
        Places; infinite for any number, None where the service counts none.
    year
        Whose people; None where the study does not say.
    limit, unit
        The limit in minutes, or in metres where `unit` is ``"m"``.
    crs_given
        In which CRS the place was given.
    newly_served, people_in_reach
        People, of the service's group.
    share_before, share_after
        Share of them within reach, 0 to 1.
    verdict
        The step of the verdict; empty without one.
    obstacles
        What forbids the site, as text.
    hash
        Of the study's inputs and the parameters.
    applicant, note
        As the user gave them.

    Raises
    ------
    InputError
        If the id or service is missing, the time cannot be read, the place is not on Earth, an amount is below
        0, or the parcel is no polygon.
    """

    check_id: str
    time: str
    service: str
    lon: float
    lat: float
    tier: str = ""
    parcel_wkb: bytes | None = None
    capacity: float | None = None
    year: int | None = None
    limit: float | None = None
    unit: Literal["min", "m"] = "min"
    crs_given: str = "wgs84"
    newly_served: float | None = None
    people_in_reach: float | None = None
    share_before: float | None = None
    share_after: float | None = None
    verdict: str = ""
    obstacles: str = ""
    hash: str = ""
    applicant: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise InputError(*faults)
        plain: dict[str, object] = {name: storable(getattr(self, name)) for name in _TEXTS}
        plain |= {name: _number(getattr(self, name)) for name in ("lon", "lat", *_AMOUNTS)}
        plain |= {"time": utc_text(self.time)}
        plain |= {"year": None if self.year is None else int(self.year)}
        for name, value in plain.items():
            object.__setattr__(self, name, value)

    def _faults(self) -> Iterator[Fault]:
        for name in ("check_id", "service"):
            if not getattr(self, name):
                yield _fault(self, name, "", "is empty", "name it")
        if utc_text(self.time) is None:
            yield _fault(
                self, "time", self.time, "is no time", "write it as in 2026-02-28T09:30:00Z"
            )
        for name, most in (("lon", 180.0), ("lat", 90.0)):
            value = getattr(self, name)
            if not -most <= value <= most:
                yield _fault(
                    self, name, value, "is not on Earth", f"give degrees from -{most:g} to {most:g}"
                )
        for name in _AMOUNTS:
            value = getattr(self, name)
            # A site may take people from those with more places, so that fewer are served.
            if value is not None and value < 0 and name != "newly_served":
                yield _fault(self, name, value, "is below 0", "give 0 or more")
        if self.unit not in ("min", "m"):
            yield _fault(self, "unit", self.unit, "is no unit of limits", "write min or m")
        if self.parcel_wkb is not None and parcel_of(self.parcel_wkb) is None:
            yield _fault(
                self, "parcel_wkb", None, "is no polygon", "give a polygon as well-known binary"
            )


FIELDS: Final = tuple(field.name for field in fields(RegisterEntry) if field.name != "parcel_wkb")
"""The columns of the layer of checks."""


def utc_text(time: str) -> str | None:
    """Return a time in UTC as GeoPackage writes it, None where the text is no time."""
    try:
        read = dt.datetime.fromisoformat(str(time).strip())
    except ValueError:
        return None
    known = read.replace(tzinfo=dt.UTC) if read.tzinfo is None else read
    return known.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parcel_of(wkb: bytes) -> shapely.MultiPolygon | None:
    """Return a parcel as several polygons; None where the bytes hold none."""
    try:
        shape = shapely.from_wkb(wkb)
    except (shapely.errors.GEOSException, TypeError):
        return None
    if isinstance(shape, shapely.Polygon) and not shape.is_empty:
        return shapely.MultiPolygon([shape])
    return shape if isinstance(shape, shapely.MultiPolygon) and not shape.is_empty else None


def _number(value: float | None) -> float | None:
    """Return a plain number: SQLite would keep those of NumPy as bytes."""
    return None if value is None or math.isnan(value) else float(value)


def _fault(entry: RegisterEntry, column: str, value: object, cause: str, fix: str) -> Fault:
    return Fault(
        file="register entry",
        key=f"check_id {entry.check_id}",
        column=column,
        value=value,
        cause=cause,
        fix=fix,
    )
