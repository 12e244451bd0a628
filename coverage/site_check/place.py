"""Where a proposed site would stand, on WGS 84, whatever coordinates it was given in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral
from typing import Final, get_args

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from ...common.arrays import Floats
from ...common.errors import Fault, InputError
from ...geo.chinese_crs import known_crs
from ...geo.crs import WGS84, from_degrees, to_degrees, why_no_place
from ...geo.datums.datums import Datum, datum_named, to_wgs84
from ...geo.moved_shapes import split_edges

WGS84_NAME: Final[Datum] = "wgs84"
DATUMS: Final[tuple[Datum, ...]] = get_args(Datum)
_POLYGONS: Final = ("Polygon", "MultiPolygon")
_WITHIN_DEG: Final = 1e-6
"""How far edges of a parcel, straight in its own CRS, may be off in degrees: 0.1 m."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SitePlace:
    """Where a proposed site would stand.

    Parameters
    ----------
    at
        Longitude and latitude of the point that is routed, degrees on WGS 84. Of a parcel it is a point inside
        it; in a `SiteCheck` the point of the parcel that is nearest to a usable road, its entrance.
    parcel
        The parcel, a polygon on WGS 84; None where a point was given.
    crs
        What the coordinates were given in: ``"wgs84"``, ``"gcj02"``, ``"bd09"`` or a CRS such as
        ``"EPSG:4547"``.
    given
        The coordinates of the point as they were given; None of a parcel.

    See Also
    --------
    site_place : Make one from coordinates or a parcel.

    Examples
    --------
    >>> import halfhour as hh
    >>> place = hh.site_place((119.52, 39.91))
    >>> place.at, place.crs, place.parcel is None
    ((119.52, 39.91), 'wgs84', True)
    """

    at: tuple[float, float]
    parcel: BaseGeometry | None = None
    crs: str = WGS84_NAME
    given: tuple[float, float] | None = None

    def to_dict(self) -> dict[str, object]:
        """Return the place as plain values for JSON; a parcel as a GeoJSON geometry."""
        return {
            "at": list(self.at),
            "crs": self.crs,
            "given": None if self.given is None else list(self.given),
            "parcel": None if self.parcel is None else shapely.geometry.mapping(self.parcel),
        }


def site_place(at: tuple[float, float] | BaseGeometry, *, crs: str = WGS84_NAME) -> SitePlace:
    """Return where a proposed site would stand, from coordinates or from its parcel.

    Parameters
    ----------
    at
        Longitude and latitude, or x and y, in `crs`; or a point, or a polygon of one or several parts.
    crs
        What they are given in: ``"wgs84"``, ``"gcj02"`` (Chinese online maps), ``"bd09"`` (Baidu) or any CRS
        that PROJ knows, such as ``"EPSG:4547"``.

    Returns
    -------
    SitePlace
        On WGS 84.

    Raises
    ------
    InputError
        If the coordinates are no place on Earth, or look exchanged; if the parcel is empty, no polygon or
        crosses itself; or if the numbers are degrees though the CRS counts metres, or the other way round.

    See Also
    --------
    check_site : What a site at a place would change.

    Examples
    --------
    A parcel of 200 m by 100 m in the national projection:

    >>> import shapely
    >>> import halfhour as hh
    >>> parcel = shapely.box(458_900, 4_419_900, 459_100, 4_420_000)
    >>> place = hh.site_place(parcel, crs="EPSG:4549")
    >>> [round(float(number), 3) for number in place.at]
    [119.52, 39.913]
    >>> place.parcel.geom_type
    'Polygon'
    """
    reference = _Reference.of(crs)
    if not isinstance(at, BaseGeometry):
        x, y = _numbers(at)
        return SitePlace(at=reference.place(x, y), crs=reference.name, given=(x, y))
    if isinstance(at, shapely.Point) and not at.is_empty:
        return site_place((at.x, at.y), crs=crs)
    parcel = reference.parcel(at)
    inside = shapely.point_on_surface(parcel)
    return SitePlace(at=(float(inside.x), float(inside.y)), parcel=parcel, crs=reference.name)


def exchanged_place(place: SitePlace) -> tuple[float, float] | None:
    """Return where a place would be, on WGS 84, were its coordinates exchanged; None if nowhere.

    Of a parcel it is the point inside it that counts.
    """
    reference = _Reference.of(place.crs)
    x, y = place.at if place.given is None else place.given
    if place.given is None and not reference.in_degrees:
        [[x, y]] = np.column_stack(from_degrees(reference.crs).transform([x], [y])).tolist()
    if reference.in_degrees and abs(x) > 90:
        return None
    [[lon, lat]] = reference.degrees(np.array([[y, x]], dtype=np.float64)).tolist()
    return (lon, lat) if np.isfinite(lon) and np.isfinite(lat) else None


@dataclass(frozen=True, kw_only=True, eq=False)
class _Reference:
    """What coordinates are given in: its name, and the CRS of its numbers."""

    name: str
    crs: pyproj.CRS
    datum: Datum | None = None

    @classmethod
    def of(cls, crs: object) -> _Reference:
        # The number of an EPSG code, and what pyproj and GeoPandas call a CRS, are as good as its name.
        number = isinstance(crs, Integral) and not isinstance(crs, bool)
        name = f"EPSG:{crs}" if number else str(crs)
        if isinstance(crs, pyproj.CRS):
            name = crs.to_string()
        datum = datum_named(name)
        if datum is not None:
            return cls(name=datum, crs=WGS84, datum=datum)
        try:
            known = known_crs(name)
        except pyproj.exceptions.CRSError as error:
            raise InputError(
                _crs_fault(name, "is not a known coordinate reference system")
            ) from error
        if cause := why_no_place(known):
            raise InputError(_crs_fault(name, cause))
        return cls(name=name, crs=known)

    @property
    def in_degrees(self) -> bool:
        return bool(self.crs.is_geographic)

    def degrees(self, xy: Floats) -> Floats:
        """Return longitude and latitude on WGS 84 of coordinates, shape (n, 2)."""
        if self.datum is not None:
            return np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], self.datum))
        return np.column_stack(to_degrees(self.crs).transform(xy[:, 0], xy[:, 1]))

    def place(self, x: float, y: float) -> tuple[float, float]:
        self._require_on_earth(x, y, what="at", value=f"{x:.10g},{y:.10g}")
        self._require_no_zone(x, y, what="at")
        [[lon, lat]] = self.degrees(np.array([[x, y]], dtype=np.float64)).tolist()
        if not (np.isfinite(lon) and np.isfinite(lat)):
            raise InputError(
                Fault(
                    file="at",
                    value=f"{x:.10g},{y:.10g}",
                    cause=f"is no place on Earth in {self.name}",
                    fix="write easting, then northing, and check the CRS",
                )
            )
        return lon, lat

    def parcel(self, shape: BaseGeometry) -> BaseGeometry:
        """Return a parcel on WGS 84, checked."""
        if shape.is_empty:
            raise InputError(
                _parcel_fault("is empty", "give a polygon, the boundary of the parcel")
            )
        if shape.geom_type not in _POLYGONS:
            raise InputError(
                _parcel_fault(
                    f"is a {shape.geom_type}, which has no area",
                    "give a polygon, the boundary of the parcel",
                )
            )
        shape = shapely.force_2d(shape)
        corners = shapely.get_coordinates(shape)
        worst = corners[np.argmax(np.abs(corners).max(axis=1))]
        x, y = (float(number) for number in worst)
        self._require_on_earth(x, y, what="parcel", value=f"{x:.10g},{y:.10g}")
        self._require_no_zone(*map(float, corners[0]), what="parcel")
        if not shape.is_valid:
            raise InputError(
                _parcel_fault(
                    f"has no clear inside: {_where_broken(shape)}",
                    "draw the boundary so that it nowhere crosses itself",
                )
            )
        [split] = split_edges(
            np.array([shape], dtype=object),
            self.degrees,
            in_degrees=self.in_degrees,
            within=_WITHIN_DEG,
        )
        moved: BaseGeometry = shapely.transform(split, self.degrees)
        if not np.isfinite(shapely.get_coordinates(moved)).all():
            raise InputError(_parcel_fault(f"is no place on Earth in {self.name}", "check its CRS"))
        return moved

    def _require_on_earth(self, x: float, y: float, *, what: str, value: str) -> None:
        """Raise unless numbers can be coordinates of this CRS: degrees or metres, in the right order."""
        if not (np.isfinite(x) and np.isfinite(y)):
            cause, fix = "is no pair of numbers", "write longitude, then latitude"
        elif self.in_degrees and not (-180 <= x <= 180 and -90 <= y <= 90):
            if -180 <= y <= 180 and -90 <= x <= 90:
                cause = "is not a longitude and a latitude in degrees: they look exchanged"
                fix = (
                    f"write {y:.10g},{x:.10g}" if what == "at" else "write longitude, then latitude"
                )
            elif max(abs(x), abs(y)) > _LARGEST_DEGREE:
                cause = f"looks like metres, though {self.name} counts degrees"
                fix = "name the CRS that they are in, such as crs='EPSG:4549'"
            else:
                cause = "is not a longitude and a latitude in degrees"
                fix = "write longitude, then latitude"
        elif (
            not self.in_degrees and abs(x) <= 180 and abs(y) <= 180 and self._far_from_origin(x, y)
        ):
            cause = f"looks like degrees, though {self.name} counts metres"
            fix = "name the CRS that it is in, such as crs='wgs84'"
        else:
            return
        raise InputError(Fault(file=what, value=value, cause=cause, fix=fix))

    def _require_no_zone(self, x: float, y: float, *, what: str) -> None:
        """Raise if an easting begins with the number of a zone, which the CRS does not have."""
        zone, rest = divmod(x, _ZONE)
        if self.in_degrees or zone not in _ZONES or self._inside(x, y) or not self._inside(rest, y):
            return
        short = f"{rest:.10g},{y:.10g}"
        raise InputError(
            Fault(
                file=what,
                value=f"{x:.10g},{y:.10g}",
                cause=f"begins with the number of zone {zone:.0f}, which eastings in {self.name} do not have",
                fix=f"write {short}, or name the CRS of the zone with its number in front"
                if what == "at"
                else "name the CRS of the zone with its number in front",
            )
        )

    def _far_from_origin(self, x: float, y: float) -> bool:
        """Return whether such small numbers lie outside the area that the CRS is made for."""
        return self.crs.area_of_use is not None and not self._inside(x, y)

    def _inside(self, x: float, y: float) -> bool:
        """Return whether a place lies in the area that the CRS is made for."""
        area = self.crs.area_of_use
        if area is None:
            return False
        lon, lat = to_degrees(self.crs).transform(x, y)
        return bool(area.west <= lon <= area.east and area.south <= lat <= area.north)


_LARGEST_DEGREE: Final = 360.0

_ZONE: Final = 1_000_000
"""An easting with the number of its zone is so many times this larger."""

_ZONES: Final = range(13, 46)
"""China's zones of 6 and of 3 degrees."""


def _numbers(at: Sequence[float]) -> tuple[float, float]:
    try:
        x, y = (float(number) for number in at)
    except (TypeError, ValueError) as error:
        raise InputError(
            Fault(
                file="at",
                value=str(at),
                cause="is no pair of numbers",
                fix="give longitude and latitude, or the geometry of a parcel",
            )
        ) from error
    return x, y


def _where_broken(shape: BaseGeometry) -> str:
    """Return in words what is wrong with a polygon, and where, as GEOS says it."""
    return str(shapely.is_valid_reason(shape)).replace("[", " at ").replace("]", "").lower()


def _crs_fault(name: str, cause: str) -> Fault:
    return Fault(
        file="crs",
        value=name,
        cause=cause,
        fix=f"write {', '.join(DATUMS)}, or a code that PROJ knows, such as EPSG:4549",
    )


def _parcel_fault(cause: str, fix: str) -> Fault:
    return Fault(file="parcel", cause=cause, fix=fix)
