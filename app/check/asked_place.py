"""The place that a command asks about: a text of coordinates, or a file with a parcel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyproj
import shapely

from ...common.errors import Fault, InputError
from ...coverage.site_check.place import WGS84_NAME, SitePlace, site_place
from ...data.formats.coordinate_text import coordinates_in
from ...data.formats.files import read_features
from ...data.formats.layer import Layer
from ...geo.chinese_crs import known_crs
from ...geo.datums.datums import datum_named


def asked_place(at: str | None, parcel: Path | None, crs: str | None) -> SitePlace:
    """Return the place that is meant.

    Parameters
    ----------
    at
        Coordinates as people write them: longitude and latitude, or x and y in a projected CRS.
    parcel
        A vector file with one parcel.
    crs
        What they are in; by default WGS 84, and of a parcel what its file says.

    Raises
    ------
    InputError
        If both or none are given, or they say no place.
    """
    if (at is None) == (parcel is None):
        raise InputError(
            Fault(
                file="--at",
                cause="is missing" if at is None else "is given beside --parcel",
                fix="write --at LON,LAT (for example 119.52,39.91), or --parcel FILE",
            )
        )
    if parcel is not None:
        return _parcel(parcel, crs)
    assert at is not None  # noqa: S101 - narrows the type
    named = crs or WGS84_NAME
    return site_place(
        _metres(at) if _is_metric(named) else coordinates_in(at, what="--at"), crs=named
    )


def _is_metric(crs: str) -> bool:
    if datum_named(crs) is not None:
        return False
    try:
        return bool(known_crs(crs).is_projected)
    except pyproj.exceptions.CRSError:
        return False


def _metres(text: str) -> tuple[float, float]:
    try:
        x, y = (float(part) for part in text.replace("\uff0c", ",").split(","))
    except ValueError:
        raise InputError(
            Fault(
                file="--at",
                value=text,
                cause="is not X,Y in metres",
                fix="write easting and northing, for example 458900,4419900",
            )
        ) from None
    return x, y


def _parcel(path: Path, crs: str | None) -> SitePlace:
    table = read_features(Layer(file=path, crs=crs) if crs else Layer(file=path))
    if len(table) != 1:
        raise InputError(
            Fault(
                file=path.name,
                value=f"{len(table):,} records",
                cause="are not one parcel",
                fix="leave the one parcel that is applied for in the file",
            )
        )
    shape = table.geometry.iloc[0]
    if shape is None:
        shape = shapely.Polygon()
    try:
        return site_place(shape, crs=table.crs.to_string())
    except InputError as error:
        # Said of the parcel: whose file it is stands in front.
        raise InputError(
            *(
                replace(fault, file=path.name, column=fault.column or "geometry")
                for fault in error.faults
            )
        ) from error
