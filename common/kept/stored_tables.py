"""Stored forms of tables and coordinate systems, each column as what it holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from geopandas.array import GeometryArray, GeometryDtype

ROWS_MOST: Final = 250_000
"""Rows of the largest table that is kept: the texts of more would take too much memory on the way."""

_MASKED: Final = {one.__name__: one for one in (pd.arrays.BooleanArray, pd.arrays.IntegerArray)}
"""Arrays of pandas beside which stands which values are missing."""

_UNCHANGING: Final = (str, bool, int, float, type(None))

Node = Callable[[object], object]
Value = Callable[[Any], Any]


class NoStoredFormError(TypeError):
    """A value holds something that no file can keep without loss."""


def node(thing: object, inner: Node) -> object:
    """Return a table or CRS as a node; `inner` does so of what it holds.

    Raises
    ------
    NoStoredFormError
        If it is neither, or a column is of another type than numbers, texts, geometries or plain values.
    """
    if isinstance(thing, pyproj.CRS):
        # As it was named, so that also what is written with it stays the same.
        again = pyproj.CRS.from_user_input(thing.srs)
        if again.to_wkt() != thing.to_wkt():
            raise NoStoredFormError("CRS")
        return ["crs", thing.srs]
    if isinstance(thing, pd.DataFrame) and type(thing) in {pd.DataFrame, gpd.GeoDataFrame}:
        return _frame(thing, inner)
    raise NoStoredFormError(type(thing).__name__)


def value(what: str, rest: list[Any], inner: Value) -> Any:  # noqa: ANN401 - a table or CRS
    """Return the table or CRS of a node."""
    if what == "crs":
        return pyproj.CRS.from_user_input(rest[0])
    if what != "frame":
        raise ValueError(what)
    geometry, labels, index, columns, attrs = rest
    names, rows = _index_of(labels, inner), _index_of(index, inner)
    arrays = [_column_of(one, inner) for one in columns]
    # With its own type, so that pandas does not take a column of objects for one of texts.
    series = [pd.Series(one, index=rows, dtype=one.dtype) for one in arrays]
    frame = pd.DataFrame(dict(enumerate(series)), index=rows)
    frame.columns = names
    if geometry is not None:
        frame = gpd.GeoDataFrame(frame).set_geometry(inner(geometry))
    frame.attrs = inner(attrs)
    return frame


def _frame(frame: pd.DataFrame, inner: Node) -> object:
    if len(frame) > ROWS_MOST:
        raise NoStoredFormError(f"{len(frame):,} rows")
    if not frame.columns.is_unique:
        raise NoStoredFormError("columns of one name")
    geometry = None
    if isinstance(frame, gpd.GeoDataFrame):
        geometry = frame.active_geometry_name
        if geometry is None:
            raise NoStoredFormError("a table without an active geometry")
    columns = [_column(frame.iloc[:, at].array, inner) for at in range(frame.shape[1])]
    labels, index = _index(frame.columns, inner), _index(frame.index, inner)
    return ["frame", inner(geometry), labels, index, columns, inner(dict(frame.attrs))]


def _index(index: pd.Index, inner: Node) -> object:
    if type(index) is pd.RangeIndex:
        return ["range", [index.start, index.stop, index.step], inner(index.name)]
    if type(index) is not pd.Index:
        raise NoStoredFormError(type(index).__name__)
    return ["index", _column(index.array, inner), inner(index.name)]


def _index_of(node_: list[Any], inner: Value) -> pd.Index:
    what, content, name = node_
    if what == "range":
        start, stop, step = content
        return pd.RangeIndex(start, stop, step, name=inner(name))
    column = _column_of(content, inner)
    index: pd.Index = pd.Index(column, dtype=column.dtype, name=inner(name))
    return index


def _column(column: Any, inner: Node) -> object:  # noqa: ANN401 - pandas' many kinds of arrays
    dtype = column.dtype
    if isinstance(dtype, GeometryDtype):
        return ["geometry", inner(np.asarray(column, dtype=object)), inner(column.crs)]
    if isinstance(dtype, pd.StringDtype):
        missing = "nan" if dtype.na_value is not pd.NA else "NA"
        absent = np.asarray(column.isna()).tolist()
        texts = [None if no else str(one) for one, no in zip(column, absent, strict=True)]
        return ["texts", dtype.storage, missing, texts]
    if isinstance(column, (pd.arrays.BooleanArray, pd.arrays.IntegerArray)):
        absent = np.asarray(column.isna())
        plain = column.to_numpy(dtype=dtype.numpy_dtype, na_value=0)
        return ["masked", type(column).__name__, inner(plain), inner(absent)]
    if not isinstance(column, pd.arrays.NumpyExtensionArray):
        raise NoStoredFormError(str(dtype))
    plain = column.to_numpy()
    if plain.dtype.kind == "O":
        return ["objects", *_distinct(plain.tolist(), inner)]
    return ["numbers", inner(plain)]


def _distinct(values: list[object], inner: Node) -> tuple[list[object], object]:
    """Return the nodes of values that differ, and which of them each value is."""
    nodes: dict[object, object] = {}
    codes = np.empty(len(values), dtype=np.int32)
    number = dict[object, int]()
    for at, one in enumerate(values):
        node_ = inner(one)
        # What somebody could change stands once for each row.
        key: object = json.dumps(node_) if isinstance(one, _UNCHANGING) else at
        nodes.setdefault(key, node_)
        codes[at] = number.setdefault(key, len(number))
    return list(nodes.values()), inner(codes)


def _column_of(node_: list[Any], inner: Value) -> Any:  # noqa: ANN401 - pandas' many kinds of arrays
    what, *rest = node_
    if what == "geometry":
        return GeometryArray(inner(rest[0]), crs=inner(rest[1]))
    if what == "texts":
        storage, missing, texts = rest
        dtype = pd.StringDtype(storage, na_value=np.nan if missing == "nan" else pd.NA)
        return pd.array(texts, dtype=dtype)
    if what == "masked":
        kind, plain, absent = rest
        return _MASKED[kind](inner(plain), inner(absent))
    if what == "objects":
        distinct = np.empty(len(rest[0]), dtype=object)
        for at, one in enumerate(rest[0]):
            distinct[at] = inner(one)
        return distinct[inner(rest[1])]
    return inner(rest[0])
