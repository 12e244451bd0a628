"""Records of a list that have no coordinates: found by name, left out where that is asked, and listed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence, tell
from ...geo.crs import WGS84, from_degrees
from ...geo.datums.datums import from_wgs84
from ...geo.tables import SITE_ID
from ..formats.coordinate_columns import COORDINATES, PAIR, coordinate_layer, split_pairs
from ..formats.layer import Layer
from ..formats.layer_crs import parse_crs, shift_of
from ..formats.values import as_text, is_unknown
from .gazetteer import names_to_find, read_gazetteer
from .listed_notes import with_list

_PLACED: Final = "has a place"
_WORDS: Final = {True: "no", False: "yes"}
_X: Final = "x with the gazetteer's"
_Y: Final = "y with the gazetteer's"
_SHOWN: Final = 5
RowNumbers = Callable[[], Sequence[int]]


def with_places(
    raw: pd.DataFrame, layer: Layer, row_numbers: RowNumbers
) -> tuple[pd.DataFrame, Layer]:
    """Return a list with the places that a gazetteer gives; records that have none may be left out.

    Parameters
    ----------
    raw
        The records as the file has them; it is not changed.
    layer
        The layer, with a gazetteer or without.
    row_numbers
        Returns the row of each record in the file.

    Raises
    ------
    InputError
        With each record that counts and has no place, where they are not to be left out: no place of the
        gazetteer has its name, or several have.
    """
    if layer.gazetteer is None and layer.unplaced == "refuse":
        return raw, layer
    if isinstance(raw, gpd.GeoDataFrame):
        blank = (raw.geometry.isna() | raw.geometry.is_empty).to_numpy()
        return _drawn(raw, layer, blank, row_numbers)
    layer = coordinate_layer(layer, raw.columns)
    x, y, layer = _coordinates(raw, layer)
    blank = (is_unknown(x) | is_unknown(y)).to_numpy()
    if not blank.any():
        return raw, layer
    lon, lat, why = _found(raw, layer, blank, row_numbers)
    if layer.crs is None:
        layer = layer.model_copy(update={"crs": "EPSG:4326"})
    east, north = _in_crs(lon, lat, layer)
    placed = blank & ~np.isnan(lon)
    x = x.mask(placed, pd.Series(east, index=x.index).map(repr))
    y = y.mask(placed, pd.Series(north, index=y.index).map(repr))
    left = blank & np.isnan(lon)
    if left.any():
        _tell_or_raise(raw, layer, left & _counts(raw, layer), why, row_numbers)
        if left.all():
            raise InputError(_nowhere(layer))
        # Those that are left out have the place of another until then: no fault is to be told of them.
        first = int(np.flatnonzero(~left)[0])
        x, y = x.mask(left, x.iloc[first]), y.mask(left, y.iloc[first])
    columns = {ours: theirs for ours, theirs in layer.columns.items() if ours != PAIR}
    only = {**layer.only, _PLACED: "yes"} if left.any() else layer.only
    table = raw.assign(**{_X: x, _Y: y, _PLACED: pd.Series(left, index=raw.index).map(_WORDS)})
    update = {"columns": {**columns, "x": _X, "y": _Y}, "only": only}
    return table, layer.model_copy(update=update)


def _coordinates(raw: pd.DataFrame, layer: Layer) -> tuple[pd.Series, pd.Series, Layer]:
    """Return both coordinates as text, empty where there are none."""
    blank = pd.Series("", index=raw.index, dtype=object)
    pair = layer.columns.get(PAIR)
    if pair in raw.columns:
        table = pd.DataFrame({SITE_ID: "", PAIR: raw[pair]})
        split, faults = split_pairs(table, layer, id_name=SITE_ID)
        if faults:
            raise InputError(*faults)
        both = [split[one].map(repr, na_action="ignore").fillna("") for one in COORDINATES]
        return both[0], both[1], layer
    found = []
    for one in COORDINATES:
        heading = layer.columns.get(one, one)
        found.append(as_text(raw[heading]) if heading in raw.columns else blank)
    return found[0], found[1], layer


def _drawn(
    raw: gpd.GeoDataFrame, layer: Layer, blank: np.ndarray, row_numbers: RowNumbers
) -> tuple[pd.DataFrame, Layer]:
    """Do the same with a vector layer, some of whose records have no geometry."""
    if not blank.any():
        return raw, layer
    lon, lat, why = _found(raw, layer, blank, row_numbers)
    placed, left = blank & ~np.isnan(lon), blank & np.isnan(lon)
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), index=raw.index, crs=WGS84)
    shapes = raw.geometry.where(~placed, points.to_crs(raw.crs))
    if left.any():
        _tell_or_raise(raw, layer, left & _counts(raw, layer), why, row_numbers)
        if left.all():
            raise InputError(_nowhere(layer))
        shapes = shapes.where(~left, shapes.iloc[int(np.flatnonzero(~left)[0])])
    only = {**layer.only, _PLACED: "yes"} if left.any() else layer.only
    table = raw.set_geometry(shapes).assign(
        **{_PLACED: pd.Series(left, index=raw.index).map(_WORDS)}
    )
    return table, layer.model_copy(update={"only": only})


def _found(
    raw: pd.DataFrame, layer: Layer, blank: np.ndarray, row_numbers: RowNumbers
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Return degrees by record, NaN where none was found, and why none was."""
    lon, lat = np.full(len(raw), np.nan), np.full(len(raw), np.nan)
    why = ["has no coordinates"] * len(raw)
    if layer.gazetteer is None:
        return lon, lat, why
    places = read_gazetteer(layer.gazetteer)
    names = names_to_find(raw, layer, layer.gazetteer.by)
    listed = []
    for record in np.flatnonzero(blank).tolist():
        why[record] = f"has no coordinates, and {places.file} has no place of its name"
        for name in (text.iloc[record] for text in names):
            found = places.places_of(name) if name else []
            if len(found) > 1:
                why[record] = (
                    f"has no coordinates, and {places.file} has {len(found)} places named {name}"
                )
                break
            if found:
                lon[record], lat[record] = places.lon[found[0]], places.lat[found[0]]
                listed.append((record, name, found[0]))
                break
    if listed:
        rows = row_numbers()
        note = Sentence(
            "{file}: {count:,} records without coordinates have the place of their name in {gazetteer}",
            file=layer.name,
            count=len(listed),
            gazetteer=places.file,
        )
        records = [
            {
                **_listed(layer, raw, rows, record),
                "finding": "place by the gazetteer",
                "value": name,
                "lon": round(float(places.lon[place]), 7),
                "lat": round(float(places.lat[place]), 7),
            }
            for record, name, place in listed
        ]
        tell(with_list(note, records))
    return lon, lat, why


def _in_crs(lon: np.ndarray, lat: np.ndarray, layer: Layer) -> tuple[np.ndarray, np.ndarray]:
    """Return places in degrees of WGS 84 in the coordinates that a layer has."""
    datum = shift_of(layer.crs)
    if datum is not None:
        known = ~np.isnan(lon)
        east, north = lon.copy(), lat.copy()
        east[known], north[known] = from_wgs84(lon[known], lat[known], datum)
        return east, north
    crs = parse_crs(str(layer.crs), file=layer.name)
    east, north = from_degrees(crs).transform(lon, lat)
    return np.asarray(east), np.asarray(north)


def _counts(raw: pd.DataFrame, layer: Layer) -> np.ndarray:
    """Return which records the layer's ``only:`` names."""
    counts = np.ones(len(raw), dtype=bool)
    for column, values in layer.only_one_of.items():
        if column in raw.columns:
            counts &= as_text(raw[column]).isin(values).to_numpy()
    return counts


def _tell_or_raise(
    raw: pd.DataFrame, layer: Layer, left: np.ndarray, why: list[str], row_numbers: RowNumbers
) -> None:
    """Tell the records that are left out, or refuse them."""
    records = np.flatnonzero(left).tolist()
    if not records:
        return
    if layer.unplaced == "refuse":
        raise InputError(*_refused(raw, layer, records, why))
    rows = row_numbers()
    listed = [{**_listed(layer, raw, rows, one), "finding": why[one]} for one in records]
    shown = tuple(str(one["name"] or one["row"]) for one in listed[:_SHOWN])
    note = Sentence(
        "{file}: {count:,} records have no place and are left out: {names}",
        file=layer.name,
        count=len(records),
        names=shown + (("...",) if len(records) > _SHOWN else ()),
    )
    tell(with_list(note, listed))


def _refused(
    raw: pd.DataFrame, layer: Layer, records: Sequence[int], why: list[str]
) -> Iterator[Fault]:
    ids = layer.columns.get(SITE_ID, SITE_ID)
    texts = as_text(raw[ids]) if ids in raw.columns else None
    for one in records:
        known = "" if texts is None else texts.iloc[one]
        yield Fault(
            file=layer.name,
            row=int(one) + 1,
            key=f"{SITE_ID} {known}" if known else None,
            column="x",
            cause=why[one],
            fix="write its coordinates, add its place to the gazetteer, or write unplaced: leave_out",
        )


def _listed(
    layer: Layer, raw: pd.DataFrame, rows: Sequence[int], record: int
) -> dict[str, str | float]:
    """Return a record for the list: its row, id, name and address."""
    said: dict[str, str | float] = {"file": layer.name, "row": int(rows[record])}
    ids = layer.columns.get(SITE_ID, SITE_ID)
    if ids in raw.columns:
        said["id"] = str(as_text(raw[ids].iloc[[record]]).iloc[0])
    for ours in ("name", "address"):
        text = names_to_find(raw, layer, (ours,))
        said[ours] = str(text[0].iloc[record]) if text else ""
    return said


def _nowhere(layer: Layer) -> Fault:
    return Fault(
        file=layer.name,
        column="x",
        cause="no record has a place",
        fix="write coordinates, or name a layer of places with gazetteer: {file: ..., name: ...}",
    )
