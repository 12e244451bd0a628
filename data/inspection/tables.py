"""Looking at a table of records: its columns, its place in a study, and how a study file would name it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import geopandas as gpd
import pandas as pd

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence, collected_notes
from ..content.recognised_text import recognised_encoding
from ..formats.coordinate_columns import PLACE_COLUMNS
from ..formats.encodings import CSV_SUFFIXES
from ..formats.layer import Layer
from ..formats.places import open_places
from ..formats.said_crs import without_other_crs
from ..headings.named_crs import crs_said, said_note
from ..headings.recognise import in_degrees, recognised_columns
from .columns import column_reports, is_key
from .report import LayerReport, Role
from .roles import role_of
from .trial import Trial, tried

_DEGREES: Final = "EPSG:4326"
_PLACES: Final = {name: name for name in PLACE_COLUMNS}
_GROUPS: Final = {name: name for name in ("residents", "elderly", "disabled")}
_IDS: Final[Mapping[str, str]] = {
    "people": "cell_id",
    "sites": "site_id",
    "candidates": "site_id",
    "units": "unit_id",
}
_WANTED: Final[Mapping[str, Mapping[str, str]]] = {
    "people": {"cell_id": "id", **_GROUPS, **_PLACES},
    "sites": {
        "site_id": "id",
        "name": "name",
        "service": "service",
        "tier": "tier",
        "capacity": "capacity",
        "working": "working",
        **_PLACES,
        "opened_year": "opened_year",
        "closed_year": "closed_year",
    },
    "candidates": {
        "site_id": "id",
        "name": "name",
        "service": "service",
        "tier": "tier",
        "capacity": "capacity",
        "cost": "cost",
        "eligible": "eligible",
        **_PLACES,
    },
    "units": {"unit_id": "id", "name": "name", **_GROUPS},
    "roads": {"class": "class", "oneway": "oneway", "maxspeed": "maxspeed"},
}
"""By role our columns, and under which name their headings stand."""

_NO_PLACE: Final = frozenset({"is missing", "has no geometry"})
"""What is said of records without coordinates."""

_UNREAD: Final = frozenset({"service"})
"""Columns that are recognised, and no reader reads."""

_OPTIONAL: Final = ("name", "tier", "capacity", "cost", "working", "eligible", "oneway", "maxspeed")
_FURTHER: Final = (*_OPTIONAL, "opened_year", "closed_year", "elderly", "disabled", "residents")


def look_at_table(layer: Layer, *, part: str = "") -> LayerReport:
    """Return what a table of text, a sheet or a vector layer is.

    Parameters
    ----------
    layer
        The file, and which of its layers or sheets.
    part
        What this layer or sheet is called; empty where the file is one.

    Raises
    ------
    InputError
        If it cannot be read at all.
    """
    encoding = ""
    if layer.file.suffix.lower() in CSV_SUFFIXES:
        encoding = recognised_encoding(layer.file) or ""
        if encoding not in ("", "utf-8"):
            layer = layer.model_copy(update={"encoding": encoding})
            layer.model_fields_set.add("encoding")
    with collected_notes() as notes:
        raw, layer, problems = _opened(layer)
    if layer.crs is None:
        # It follows what the table says.
        notes[:] = without_other_crs(notes)
    is_vector = isinstance(raw, gpd.GeoDataFrame)
    fields = raw.drop(columns=raw.geometry.name) if isinstance(raw, gpd.GeoDataFrame) else raw
    holds = _holds(raw)
    name = f"{layer.file.stem} {part}"
    every = {key: key for wanted in _WANTED.values() for key in wanted.values()}
    role = role_of(holds, name, recognised_columns(fields.columns, {}, wanted=every))
    known = _mapped(fields, role, is_vector=is_vector)
    if not is_vector and not ({"x", "y"} <= known.keys() or "coordinates" in known):
        return LayerReport(
            name=part,
            role="unknown",
            holds="table",
            records=len(fields),
            encoding=encoding,
            columns=column_reports(fields, known),
            layer=layer,
            notes=tuple(notes),
            problems=(_no_places(layer, fields),),
        )
    said = None
    if not is_vector and layer.crs is None:
        said = crs_said(layer.file, known, notes, degrees=_says_degrees(known), part=part)
    layer = _named(layer, known, is_vector=is_vector, said=said)
    if said is not None:
        problems = tuple(fault for fault in problems if fault.column != "crs")
        if said != _DEGREES:
            notes.append(said_note(layer.file, said))
    trial = tried(layer, role, raw)
    trial, layer = _without_unplaced(trial, layer, role, raw)
    trial, layer = _without_faulty(trial, layer, role, raw)
    told = (*notes, *trial.notes)
    stated = said is not None or (is_vector and layer.crs is None)
    return LayerReport(
        name=part,
        role=role,
        holds=holds,
        records=len(fields),
        crs=trial.crs or str(layer.crs or ""),
        crs_stated=stated,
        extent=trial.extent,
        encoding=encoding,
        columns=column_reports(fields, known),
        layer=layer,
        reads=trial.reads,
        notes=tuple(dict.fromkeys(told)),
        problems=(*problems, *trial.problems),
        people=trial.people,
    )


def _opened(layer: Layer) -> tuple[pd.DataFrame, Layer, tuple[Fault, ...]]:
    """Open a layer; one without a CRS is looked at in degrees, if that may be, and the fault is kept."""
    try:
        return open_places(layer), layer, ()
    except InputError as error:
        wrong = [fault for fault in error.faults if fault.column == "crs" and layer.crs is None]
        if len(wrong) != len(error.faults):
            raise
        raw = open_places(layer.model_copy(update={"crs": _DEGREES}))
        return raw, layer, error.faults


def _holds(raw: pd.DataFrame) -> str:
    if not isinstance(raw, gpd.GeoDataFrame):
        return "table"
    kinds = set(raw.geometry.dropna().geom_type.str.removeprefix("Multi"))
    words = {"Point": "points", "LineString": "lines", "Polygon": "areas"}
    found = {words.get(kind, "table") for kind in kinds}
    return found.pop() if len(found) == 1 else "points"


def _mapped(fields: pd.DataFrame, role: Role, *, is_vector: bool) -> dict[str, str]:
    """Return our columns of a role; its ids are those of a column in which every value is its own."""
    known = recognised_columns(fields.columns, {}, wanted=_WANTED.get(role, {}))
    if is_vector:
        known = {ours: theirs for ours, theirs in known.items() if ours not in PLACE_COLUMNS}
    ours = _IDS.get(role)
    if ours is None:
        return known
    places = {known[name] for name in PLACE_COLUMNS if name in known}
    first = [known[name] for name in (ours, "name") if name in known]
    order = dict.fromkeys([*first, *(str(one) for one in fields.columns)])
    unique = (
        one
        for one in order
        if one not in places and list(fields.columns).count(one) == 1 and is_key(fields[one])
    )
    key = next(unique, None)
    if key is not None:
        known = {ours: key, **{name: one for name, one in known.items() if name != ours}}
    return known


def _says_degrees(known: Mapping[str, str]) -> bool:
    return "coordinates" in known or in_degrees(known.get("x", ""))


def _named(
    layer: Layer, known: Mapping[str, str], *, is_vector: bool, said: str | None = None
) -> Layer:
    """Return a layer that maps columns with other names than ours, and says the CRS where the file does."""
    columns = {ours: theirs for ours, theirs in known.items() if ours not in _UNREAD}
    update: dict[str, object] = {"columns": columns} if columns else {}
    if said is not None:
        update["crs"] = said
    elif not is_vector and _says_degrees(known) and layer.crs is None:
        update["crs"] = _DEGREES
    return Layer.model_validate({**layer.model_dump(exclude_unset=True), **update})


def _without_unplaced(
    trial: Trial, layer: Layer, role: Role, raw: pd.DataFrame
) -> tuple[Trial, Layer]:
    """Leave sites without coordinates out, where some have none; a note counts and names them."""
    missing = [fault for fault in trial.problems if fault.cause in _NO_PLACE]
    if role not in ("sites", "candidates") or not missing or len(missing) >= 2 * len(raw):
        return trial, layer
    fewer = layer.model_copy(update={"unplaced": "leave_out"})
    fewer.model_fields_set.add("unplaced")
    again = tried(fewer, role, raw)
    still = [fault for fault in again.problems if fault.cause in _NO_PLACE]
    return (trial, layer) if still else (again, fewer)


def _without_faulty(
    trial: Trial, layer: Layer, role: Role, raw: pd.DataFrame
) -> tuple[Trial, Layer]:
    """Leave columns out that need not be read, where some of their values cannot be."""
    faulty = {str(fault.column) for fault in trial.problems}
    needed = {"residents"} if role == "people" else set()
    wrong = {
        ours
        for ours, theirs in layer.columns.items()
        if ours in _FURTHER and ours not in needed and {ours, theirs} & faulty
    }
    if not wrong:
        return trial, layer
    columns = {ours: theirs for ours, theirs in layer.columns.items() if ours not in wrong}
    fewer = layer.model_copy(update={"columns": columns})
    again = tried(fewer, role, raw)
    notes = [
        Sentence(
            "{file}: column {column} would be {ours}; it is left out, since {fault}",
            file=layer.name,
            column=layer.columns[ours],
            ours=ours,
            fault=_first(trial.problems, {ours, layer.columns[ours]}),
        )
        for ours in sorted(wrong)
    ]
    return again.with_notes(notes), fewer


def _first(faults: tuple[Fault, ...], names: set[str]) -> Sentence:
    first = next(fault for fault in faults if str(fault.column) in names)
    cause, fix = Sentence(first.cause), Sentence(first.fix)
    if first.row is None:
        return Sentence("{cause}; to have it read, {fix}", cause=cause, fix=fix)
    row = first.sheet_row or first.row + 1
    value = f"({first.value!r}) " if isinstance(first.value, str) and first.value.strip() else ""
    return Sentence(
        "its value in row {row} {value}{cause}; to have it read, {fix}",
        row=row,
        value=value,
        cause=cause,
        fix=fix,
    )


def _no_places(layer: Layer, fields: pd.DataFrame) -> Fault:
    named = ", ".join(str(one) for one in fields.columns)
    return Fault(
        file=layer.name,
        cause=f"has no column of places; the file has {named}",
        fix="add longitude and latitude (经度, 纬度), or name the columns with columns: {x: ..., y: ...}",
    )
