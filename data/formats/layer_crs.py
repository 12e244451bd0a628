"""The CRS of a layer's coordinates: what the file states, what the layer names, and shifted coordinates."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pyproj

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence, tell
from ...geo.chinese_crs import accuracy_note, known_crs, names_no_datum
from ...geo.crs import WGS84, why_no_place
from ...geo.datums.datums import TITLES, Datum, datum_named, shapes_to_wgs84
from .layer import Layer

_AXIS_M: Final = 6_378_137.0
_INVERSE_FLATTENING: Final = (298.257, 298.2573)
"""The ellipsoids of WGS 84, CGCS2000 and GRS 80, on all of which degrees agree within a metre or two."""

_DEGREES_MAX: Final = 360.0


def no_crs(file: str) -> Fault:
    """Return the fault of coordinates that nobody knows the CRS of."""
    return Fault(
        file=file,
        column="crs",
        cause="has no CRS: nothing says what its coordinates mean",
        fix="write crs: EPSG:4326 for longitude and latitude, or the code of its projection",
    )


def parse_crs(crs: str, *, file: str) -> pyproj.CRS:
    """Return `crs` as a pyproj CRS.

    Raises
    ------
    InputError
        If PROJ does not know it, or it is none of places on the ground.
    """
    datum = datum_named(crs)
    if datum == "wgs84":
        return WGS84
    if datum is not None:
        raise InputError(
            Fault(
                file=file,
                column="crs",
                value=crs,
                cause=f"{TITLES[datum]} is a shift of WGS 84 which layers alone may be in",
                fix="name the CRS that is wanted, such as EPSG:4326",
            )
        )
    try:
        known = known_crs(crs)
    except pyproj.exceptions.CRSError as error:
        raise InputError(
            Fault(
                file=file,
                column="crs",
                value=crs,
                cause="is not a known coordinate reference system",
                fix="write it as EPSG:4326 or another code that PROJ knows",
            )
        ) from error
    _require_place(known, file=file, value=crs)
    return known


def _require_place(crs: pyproj.CRS, *, file: str, value: str | None) -> None:
    if cause := why_no_place(crs):
        raise InputError(
            Fault(
                file=file,
                column="crs",
                value=value,
                cause=f"{crs.name} {cause}",
                fix="write EPSG:4326 for longitude and latitude, or the code of a projection",
            )
        )


def settled_crs(stated: pyproj.CRS | None, layer: Layer) -> pyproj.CRS:
    """Return the CRS of a file's coordinates.

    Parameters
    ----------
    stated
        What the file says; None where it says nothing.
    layer
        The layer, which may name a CRS too.

    Raises
    ------
    InputError
        If neither says it, the two differ, or it is none of places on the ground.
    """
    if layer.crs is None:
        if stated is None:
            raise InputError(no_crs(layer.name))
        _require_place(stated, file=layer.name, value=None)
        tell_datum(layer, stated)
        return stated
    given = parse_crs(layer.crs, file=layer.name)
    if stated is not None and not stated.equals(given, ignore_axis_order=True):
        raise InputError(
            Fault(
                file=layer.name,
                column="crs",
                value=layer.crs,
                cause=f"differs from {stated.name}, which the file itself states",
                fix="leave `crs:` out, or mend the file if it states the wrong one",
            )
        )
    tell_datum(layer, given)
    return given if stated is None else stated


def tell_datum(layer: Layer, crs: pyproj.CRS) -> None:
    """Tell what is uncertain about the datum of a layer's coordinates; of most there is nothing.

    Parameters
    ----------
    layer
        The layer.
    crs
        What its coordinates are in.
    """
    note = accuracy_note(crs, file=layer.name)
    if note is not None:
        tell(note)
    if layer.crs is not None and names_no_datum(layer.crs):
        tell(
            Sentence(
                "{file}: {name} names no datum, and was taken for {crs}; of Xian 1980 or Beijing 1954 places "
                "would lie tens of metres off.",
                file=layer.name,
                name=layer.crs,
                crs=crs.name,
            )
        )


def tell_north_first(layer: Layer, crs: pyproj.CRS) -> None:
    """Tell that a layer's x was taken as north and its y as east, as its CRS defines them."""
    tell(
        Sentence(
            "{file}: x points north and y east, as {crs} defines them, and were read so.",
            file=layer.name,
            crs=crs.name,
        )
    )


def crs_text(layer: Layer, crs: pyproj.CRS) -> str:
    """Return the CRS in which a layer's coordinates were read, as text: its code, or else its name.

    Parameters
    ----------
    layer
        The layer, which may say that they are shifted.
    crs
        What its table is in, once shifted coordinates are converted.
    """
    datum = shift_of(layer.crs)
    if datum is not None:
        return TITLES[datum]
    authority = crs.to_authority()
    return crs.name if authority is None else ":".join(authority)


def shift_of(crs: str | None) -> Datum | None:
    """Return which shifted coordinates a CRS that somebody named means: GCJ-02, BD-09, or None of them."""
    datum = None if crs is None else datum_named(crs)
    return None if datum == "wgs84" else datum


def require_no_shift(layer: Layer) -> None:
    """Check that nobody takes an OpenStreetMap extract for shifted coordinates.

    Raises
    ------
    InputError
        If the layer's CRS is GCJ-02 or BD-09.
    """
    if shift_of(layer.crs) is None:
        return
    raise InputError(
        Fault(
            file=layer.name,
            column="crs",
            value=layer.crs,
            cause="an OpenStreetMap extract is in WGS 84",
            fix="leave it out",
        )
    )


def unshifted_table(table: gpd.GeoDataFrame, layer: Layer, datum: Datum) -> gpd.GeoDataFrame:
    """Return a vector layer in WGS 84 whose coordinates are shifted, converted vertex by vertex.

    Parameters
    ----------
    table
        As the file has it. No file can state GCJ-02 or BD-09: its CRS, if it has one, is what the shifted
        degrees were taken for, such as WGS 84, or projected with, such as Web Mercator.
    layer
        The layer, for the faults.
    datum
        What it says of the coordinates.

    Raises
    ------
    InputError
        If the file's CRS has another ellipsoid, on which nothing is in GCJ-02 or BD-09, or the coordinates are
        no degrees.
    """
    stated, shapes = table.crs, table.geometry
    if stated is not None and not _on_wgs84(stated):
        raise InputError(
            Fault(
                file=layer.name,
                column="crs",
                value=layer.crs,
                cause=f"{TITLES[datum]} is a shift of WGS 84, and the file states {stated.name}",
                fix="leave `crs:` out, or mend the file if it states the wrong one",
            )
        )
    if stated is not None and stated.is_projected:
        shapes = shapes.to_crs(stated.geodetic_crs)
    elif len(shapes) and np.nanmax(np.abs(shapes.total_bounds)) > _DEGREES_MAX:
        raise InputError(
            Fault(
                file=layer.name,
                column="crs",
                value=layer.crs,
                cause=f"{TITLES[datum]} is in degrees, and the file's coordinates are none",
                fix="export the layer in longitude and latitude (bd09ll, not bd09mc), or name its projection",
            )
        )
    tell_unshifted(layer, datum)
    places = gpd.GeoSeries(shapes_to_wgs84(shapes.to_numpy(), datum), index=table.index, crs=WGS84)
    return table.set_geometry(places)


def tell_unshifted(layer: Layer, datum: Datum) -> None:
    """Tell that a layer's coordinates were converted."""
    tell(
        Sentence(
            "{file}: its coordinates were converted from {datum} to WGS 84, vertex by vertex.",
            file=layer.name,
            datum=TITLES[datum],
        )
    )


def _on_wgs84(crs: pyproj.CRS) -> bool:
    ellipsoid = crs.ellipsoid
    if ellipsoid is None or not (crs.is_projected or crs.is_geographic):
        return False
    least, most = _INVERSE_FLATTENING
    return ellipsoid.semi_major_metre == _AXIS_M and least <= ellipsoid.inverse_flattening <= most
