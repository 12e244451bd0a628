"""Columns of coordinates: as numbers, as degrees, minutes and seconds, or as pairs in one column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence, tell
from .coordinate_text import Angle, angle_in, coordinates_in
from .layer import Layer
from .layer_crs import parse_crs, shift_of
from .record_faults import record_faults
from .values import as_numbers, as_text

COORDINATES: Final = ("x", "y")
PAIR: Final = "coordinates"
"""Our name of a column that holds both."""

PLACE_COLUMNS: Final = (*COORDINATES, PAIR)

_DEGREES: Final = ("lon", "lat")
_AXES: Final = {"x": "lon", "y": "lat"}
_TITLES: Final = {"lon": "longitude", "lat": "latitude"}


def coordinate_layer(layer: Layer, has: pd.Index) -> Layer:
    """Return a layer that says where a table's coordinates stand, if the table does.

    Parameters
    ----------
    layer
        The layer: columns x and y, or one that is mapped to ``coordinates``, are taken as they are.
    has
        The file's columns. Without x and y, ``lon`` and ``lat`` or ``coordinates`` are in degrees (EPSG:4326).
    """
    if any(name in layer.columns or name in has for name in COORDINATES):
        return layer
    if PAIR in layer.columns:
        return layer.model_copy(update={"crs": layer.crs or "EPSG:4326"})
    for names in (_DEGREES, (PAIR,)):
        if set(names) <= set(has):
            mapped = dict(zip(COORDINATES if names == _DEGREES else names, names, strict=True))
            columns = {**layer.columns, **mapped}
            return layer.model_copy(update={"columns": columns, "crs": layer.crs or "EPSG:4326"})
    return layer


def as_degrees(
    table: pd.DataFrame, column: str, *, file: str, id_name: str
) -> tuple[pd.Series, list[Fault]]:
    """Return a column x or y in degrees (NaN where empty), and a fault for every text that is none.

    Parameters
    ----------
    table
        Index 0, 1, ... in the order of the file's records.
    column
        ``x`` or ``y``.
    file, id_name
        For the faults.
    """
    if pd.api.types.is_numeric_dtype(table[column]):
        return as_numbers(table, column, file=file, id_name=id_name)
    text = as_text(table[column])
    others = text[pd.to_numeric(text, errors="coerce").isna() & (text != "")]
    angles = {one: angle for one in others.unique() if (angle := _single(one)) is not None}
    if not angles:
        return as_numbers(table, column, file=file, id_name=id_name)
    known = text.map({one: repr(angle.degrees) for one, angle in angles.items()})
    numbers, faults = as_numbers(
        table.assign(**{column: known.fillna(text)}), column, file=file, id_name=id_name
    )
    axis = _AXES[column]
    strange = {one for one, angle in angles.items() if angle.axis not in ("", axis)}
    faults += record_faults(
        table,
        text.isin(strange),
        file=file,
        id_name=id_name,
        column=column,
        cause=f"is no {_TITLES[axis]}",
        fix="exchange columns x and y, or correct it",
        values=text,
    )
    tell(
        Sentence(
            "{file}: {count:,} values of {column} are degrees, minutes and seconds, such as {value}.",
            file=file,
            count=int(text.isin(list(angles)).sum()),
            column=column,
            value=next(iter(angles)),
        )
    )
    return numbers, faults


def split_pairs(
    table: pd.DataFrame, layer: Layer, *, id_name: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """Return a table with columns x and y in place of one of pairs, and a fault for every text that is none.

    Parameters
    ----------
    table
        Our names, `PAIR` among them; index 0, 1, ... in the order of the file's records.
    layer
        Where it comes from.
    id_name
        For the faults.

    Raises
    ------
    InputError
        If the layer's CRS is in metres.
    """
    if shift_of(layer.crs) is None and not parse_crs(str(layer.crs), file=layer.name).is_geographic:
        raise InputError(
            Fault(
                file=layer.name,
                column=PAIR,
                cause="pairs of coordinates are read in degrees, and the layer's CRS has none",
                fix="give the coordinates in two columns, x and y",
            )
        )
    text = as_text(table[PAIR])
    places: dict[str, tuple[float, float]] = {"": (np.nan, np.nan)}
    wrong: dict[str, Fault] = {}
    for one in text.unique():
        try:
            places[one] = coordinates_in(one) if one else places[""]
        except InputError as error:
            # As 0, so that it is told once and not again as missing.
            wrong[one], places[one] = error.faults[0], (0.0, 0.0)
    faults = [
        record
        for one, fault in wrong.items()
        for record in record_faults(
            table,
            text == one,
            file=layer.name,
            id_name=id_name,
            column=PAIR,
            cause=fault.cause,
            fix=fault.fix,
            values=text,
        )
    ]
    result = table.drop(columns=PAIR)
    for place, column in enumerate(COORDINATES):
        result[column] = text.map(_each(places, place)).astype("float64")
    return result, faults


def _each(places: Mapping[str, tuple[float, float]], place: int) -> dict[str, float]:
    return {text: pair[place] for text, pair in places.items()}


def _single(text: str) -> Angle | None:
    """Return the angle of a text that nobody takes for something else: 12 30 may be two numbers."""
    angle = angle_in(text)
    marked = any(not (letter.isdigit() or letter in " .+-") for letter in text)
    parts = len(text.split())
    return angle if angle is not None and (marked or parts in (1, 3)) else None
