"""Reading a table of applications: sites that somebody asks leave to build, each with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from ...common.arrays import Ints
from ...common.errors import Fault, InputError
from ...common.sentences import Sentence, collected_notes, tell
from ...geo.crs import WGS84
from ..formats.coordinate_columns import PLACE_COLUMNS
from ..formats.geometry_kinds import POINT, POLYGONS, GeometryKinds, known_place
from ..formats.layer import Layer, as_layer
from ..formats.places import SWAPPED_FIX, open_places
from ..formats.projection import degrees_of, moved
from ..formats.read_table import table_of_places
from ..formats.record_faults import in_row_order, record_faults
from ..formats.said_crs import without_other_crs
from ..formats.schemas import AMOUNT_MAX
from ..formats.table_spec import Found, Number, TableSpec, Text
from ..formats.values import is_year
from ..headings.named_crs import crs_said, said_note
from ..headings.recognise import in_degrees, recognised_columns
from ..tables.sheet_rows import counting_rows, sheet_rows, with_sheet_rows

APPLICATION_ID: Final = "application_id"
APPLICATIONS_MAX: Final = 10_000
"""How many applications are compared at once."""

SAME_PLACE_M: Final = 20.0
_TEXTS: Final = ("name", "applicant", "service", "tier", "address")
_NUMBERS: Final = ("capacity", "year")
_HEADINGS: Final = {
    APPLICATION_ID: "id",
    **{
        name: name
        for name in ("name", "applicant", "service", "tier", "capacity", "year", "address")
    },
    **{name: name for name in PLACE_COLUMNS},
}
"""Our names of its columns, and under which name their headings stand."""

_METRES_PER_DEGREE: Final = 111_320.0
_SHOWN: Final = 5
_PLACES: Final = GeometryKinds(
    allowed=POLYGONS | {POINT},
    cause="is neither a point nor a parcel",
    fix="give one record for each application, as a point or a polygon",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Applications:
    """Applications, and how their table was understood.

    Parameters
    ----------
    table
        Index ``application_id`` (text); ``name``, ``applicant``, ``service``, ``tier`` and ``address`` (text,
        empty where not given), ``capacity`` and ``year`` (NaN where not known), ``row`` (as Excel counts), and
        points or parcels in WGS 84.
    columns
        Our name of each column that was read, and its heading.
    unread
        Headings of the columns that nobody reads.
    same_place
        Applications within 20 m of another: ``application_id``, ``other_id``, ``distance_m``.
    notes
        What was recognised, converted or left out.
    refused
        What is wrong with the records that were set aside; none where a fault of one stops all.
    """

    table: gpd.GeoDataFrame
    columns: Mapping[str, str]
    unread: tuple[str, ...]
    same_place: pd.DataFrame
    notes: tuple[Sentence, ...]
    refused: tuple[Fault, ...] = ()


@counting_rows("source")
def read_applications(source: str | Path | Layer, *, most: int = APPLICATIONS_MAX) -> Applications:
    r"""Read a table of applications.

    Parameters
    ----------
    source
        A workbook, a CSV file, or a vector layer of points or parcels. Columns are recognised by usual headings
        in English and Chinese (编号, 名称, 经度, 机构类别, 床位数); a layer's ``columns:`` go before.
    most
        How many applications there may be.

    Returns
    -------
    Applications
        The applications in the order of the table.

    Raises
    ------
    InputError
        If the table is empty, has more applications than are compared at once, or no column of places; else
        with every fault of its records.

    See Also
    --------
    rank_applications : Rank them.

    Examples
    --------
    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "list.csv"
    ...     _ = file.write_text("编号,名称,经度,纬度\n7,North clinic,119.52,39.91\n", encoding="utf-8")
    ...     found = hh.read_applications(file)
    >>> found.table["name"].to_dict(), found.columns["x"]
    ({'7': 'North clinic'}, '经度')
    """
    layer = as_layer(source)
    with collected_notes() as notes:
        raw = open_places(layer)
        if layer.crs is None:
            notes[:] = without_other_crs(notes)
        _require_few(len(raw), layer.name, most)
        return _applications(raw, layer, np.arange(len(raw)), notes)


def readable_applications(
    source: str | Path | Layer, *, most: int = APPLICATIONS_MAX
) -> Applications:
    """Read a table of applications, and set aside the records that are wrong.

    Parameters
    ----------
    source, most
        As for `read_applications`.

    Returns
    -------
    Applications
        Those that can be read, and in ``refused`` the faults of the others, in the order of the table.

    Raises
    ------
    InputError
        If the table is empty, has more applications than are compared at once, no column of places, or its
        columns exchanged; or with all faults, if every record is wrong.
    """
    layer = as_layer(source)
    with collected_notes() as read:
        raw = open_places(layer)
    if layer.crs is None:
        # What the table says is followed.
        read = without_other_crs(read)
    _require_few(len(raw), layer.name, most)
    kept, refused = np.arange(len(raw)), list[Fault]()
    while True:
        try:
            with collected_notes() as notes:
                for note in read:
                    tell(note)
                found = _applications(raw.iloc[kept].reset_index(drop=True), layer, kept, notes)
        except InputError as error:
            wrong = _wrong_records(error, len(kept))
            refused += [
                replace(fault, row=int(kept[record]) + 1)
                for fault, record in zip(error.faults, wrong, strict=True)
            ]
            kept = np.delete(kept, wrong)
            if not len(kept):
                raise InputError(*_counted(refused, layer)) from error
        else:
            return replace(found, refused=_counted(refused, layer))


def _wrong_records(error: InputError, count: int) -> list[int]:
    """Return the record of each fault, or raise the error again where it is not of single records."""
    rows = [fault.row for fault in error.faults if fault.fix != SWAPPED_FIX]
    records = [row - 1 for row in rows if row is not None and row <= count]
    if len(records) != len(error.faults):
        raise error
    return records


def _counted(faults: Sequence[Fault], layer: Layer) -> tuple[Fault, ...]:
    return with_sheet_rows(in_row_order(faults), [layer])


def _applications(
    raw: pd.DataFrame, layer: Layer, records: Ints, notes: Sequence[Sentence]
) -> Applications:
    """Return applications of some records of a file; `notes` fills while they are read."""
    layer, is_numbered, unread = _understood(layer, raw, notes)
    if is_numbered:
        raw = raw.assign(**{APPLICATION_ID: [str(record + 1) for record in records]})
    table = table_of_places(raw, layer, _SPEC)
    places = moved(table, WGS84, file=layer.name, id_name=APPLICATION_ID)
    known = sheet_rows(layer)
    rows = [known[record] if record < len(known) else int(record) + 1 for record in records]
    result = _with_all_columns(places, rows).set_index(APPLICATION_ID)
    same_place = _same_places(result)
    _tell_same_places(same_place, layer.name)
    return Applications(
        table=result,
        columns=layer.columns,
        unread=unread,
        same_place=same_place,
        notes=tuple(notes),
    )


def _require_few(count: int, file: str, most: int) -> None:
    if count > most:
        raise InputError(
            Fault(
                file=file,
                cause=f"has {count:,} applications; at most {most:,} are compared at once",
                fix="keep those that are still to be decided, or split the table, one file for each service "
                "or county",
            )
        )


def _understood(
    layer: Layer, raw: pd.DataFrame, notes: Sequence[Sentence]
) -> tuple[Layer, bool, tuple[str, ...]]:
    """Return a layer that maps all columns, whether ids are lacking, and the headings left over."""
    vector = isinstance(raw, gpd.GeoDataFrame)
    places = [raw.geometry.name] if isinstance(raw, gpd.GeoDataFrame) else []
    has = [str(name) for name in raw.columns.drop(places)]
    known = recognised_columns(has, layer.columns, wanted=_HEADINGS)
    if vector:
        known = {ours: theirs for ours, theirs in known.items() if ours not in PLACE_COLUMNS}
    elif not ({"x", "y"} <= known.keys() or "coordinates" in known):
        raise InputError(
            Fault(
                file=layer.name,
                cause=f"has no column of places; the file has {', '.join(has)}",
                fix="name them with columns: {x: ..., y: ...}, or one of both with columns: {coordinates: ...}",
            )
        )
    degrees = "coordinates" in known or in_degrees(known.get("x", ""))
    crs = layer.crs
    if crs is None and not vector:
        crs = crs_said(layer.file, known, notes, degrees=degrees)
        if crs is not None:
            tell(said_note(layer.file, crs))
        elif degrees:
            crs = "EPSG:4326"
    unread = tuple(name for name in has if name not in known.values())
    _tell_columns(layer.name, known, unread)
    is_numbered = APPLICATION_ID not in known
    if is_numbered:
        tell(
            Sentence(
                "{file}: no column of ids is recognised; applications are numbered in the table's order.",
                file=layer.name,
            )
        )
    return layer.model_copy(update={"columns": known, "crs": crs}), is_numbered, unread


def _tell_columns(file: str, known: Mapping[str, str], unread: tuple[str, ...]) -> None:
    tell(
        Sentence(
            "{file}: columns are understood so: {columns}",
            file=file,
            columns=tuple(f"{theirs} = {ours}" for ours, theirs in known.items()),
        )
    )
    if unread:
        tell(Sentence("{file}: columns that are not read: {columns}", file=file, columns=unread))


def _amounts(table: pd.DataFrame, *, file: str, id_name: str) -> Found:
    """Check what is known of capacities and years."""
    faults = []
    if "capacity" in table:
        for wrong, cause in (
            (table["capacity"] < 0, "is negative"),
            (table["capacity"].between(AMOUNT_MAX, np.inf, inclusive="neither"), "is too large"),
        ):
            faults += record_faults(
                table,
                wrong,
                file=file,
                id_name=id_name,
                column="capacity",
                cause=cause,
                fix="correct it, or leave it empty where it is not known",
                values=table["capacity"],
            )
    if "year" in table:
        faults += record_faults(
            table,
            table["year"].notna() & ~is_year(table["year"]),
            file=file,
            id_name=id_name,
            column="year",
            cause="is not a year",
            fix="write four digits, for example 2028, or leave it empty",
            values=table["year"],
        )
    return {}, faults


_SPEC: Final = TableSpec(
    id_name=APPLICATION_ID,
    columns=(*(Text(name) for name in _TEXTS), *(Number(name) for name in _NUMBERS)),
    further=(_amounts, _PLACES, known_place),
)


def _with_all_columns(table: gpd.GeoDataFrame, rows: list[int]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            APPLICATION_ID: table[APPLICATION_ID],
            **{name: table.get(name, "") for name in _TEXTS},
            **{name: table.get(name, np.nan) for name in _NUMBERS},
            "row": rows[: len(table)],
        },
        index=table.index,
        geometry=table.geometry,
        crs=table.crs,
    )


def _same_places(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return each application that lies within `SAME_PLACE_M` of another, with the nearest such one."""
    lon, lat = degrees_of(table).T
    # About right is enough to say that two may be one.
    metres = np.column_stack([lon * np.cos(np.radians(lat)), lat]) * _METRES_PER_DEGREE
    ids = table.index.to_numpy()
    if len(ids) < 2:
        return pd.DataFrame({APPLICATION_ID: [], "other_id": [], "distance_m": []})
    distance_m, place = map(np.asarray, cKDTree(metres).query(metres, k=2))
    own = np.arange(len(ids))
    other = np.where(place[:, 0] == own, place[:, 1], place[:, 0])
    away_m = np.where(place[:, 0] == own, distance_m[:, 1], distance_m[:, 0])
    near = away_m <= SAME_PLACE_M
    return pd.DataFrame(
        {
            APPLICATION_ID: ids[near],
            "other_id": ids[other[near]],
            "distance_m": away_m[near],
        }
    )


def _tell_same_places(same: pd.DataFrame, file: str) -> None:
    if same.empty:
        return
    once = {
        tuple(sorted((one, other))): f"{one} ~ {other} ({distance_m:.0f} m)"
        for one, other, distance_m in same.iloc[::-1].itertuples(index=False, name=None)
    }
    pairs = [*once.values()][::-1][:_SHOWN]
    tell(
        Sentence(
            "{file}: {count:,} applications lie within {limit_m:.0f} m of another: {pairs}",
            file=file,
            count=len(same),
            limit_m=SAME_PLACE_M,
            pairs=(*pairs, *(["..."] if len(once) > _SHOWN else [])),
        )
    )
