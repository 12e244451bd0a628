"""Tables of databases as files that every reader reads: GeoParquet, or CSV where there is no geometry.

A copy lies in a folder of this process alone, which goes with it. Its name is that of database and table, by
which messages call it.
"""

from __future__ import annotations

import atexit
import csv
import functools
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence, tell
from .connection import Session, Target, connected
from .reference_systems import crs_of
from .relations import relation_named
from .rows import Rows
from .select import selection

if TYPE_CHECKING:
    import pyproj
    from psycopg import Connection

_CHUNK_ROWS: Final = 20_000
_LONGEST_NAME: Final = 120
_DIGEST: Final = b"halfhour.sha256"
"""Where a copy as GeoParquet has the digest of its rows: its bytes depend on the writing library as well."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What of a database a layer names.

    Parameters
    ----------
    address
        The database, without a password.
    table
        A table or view, as ``schema.table``; None where there is a query.
    query
        A query that returns rows; None where there is a table.
    crs
        What the layer says of its coordinates.
    """

    address: str
    table: str | None
    query: str | None
    crs: str | None

    @property
    def what(self) -> str:
        """What it is called in messages before its database is known."""
        return self.table or "query"


def copies_of(wanted: Sequence[Asked]) -> dict[Asked, Path | InputError]:
    """Read tables and queries into files; those of one database as they were at one moment.

    Parameters
    ----------
    wanted
        What is read.

    Returns
    -------
    dict
        By what was asked its file, or why there is none: the database cannot be reached, has no such table, or
        geometry that no map has. A file is the same for the same content.
    """
    copies: dict[Asked, Path | InputError] = {}
    for address in dict.fromkeys(one.address for one in wanted):
        own = [one for one in dict.fromkeys(wanted) if one.address == address]
        try:
            with connected(Target(address=address, what=own[0].what), read_only=True) as session:
                for one in own:
                    copies[one] = _tried(session, one)
        except InputError as error:
            copies |= {one: error for one in own if one not in copies}
    return copies


def copy_of(asked: Asked) -> Path:
    """Read one table or query into a file, as `copies_of` does.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    found = copies_of([asked])[asked]
    if isinstance(found, InputError):
        raise found
    return found


def _tried(session: Session, asked: Asked) -> Path | InputError:
    name = _file_name(asked, session.connection.info.dbname)
    try:
        with session.part(name):
            return _copied(session.connection, asked, name)
    except InputError as error:
        return error


def _copied(connection: Connection[Any], asked: Asked, name: str) -> Path:
    source = (
        relation_named(connection, asked.table, what=name)
        if asked.table is not None
        else asked.query or ""
    )
    rows = Rows(selection=selection(connection, source, what=name))
    with connection.cursor(name="halfhour") as cursor:
        cursor.execute(rows.selection.statement, binary=True)
        while chunk := cursor.fetchmany(_CHUNK_ROWS):
            rows.add(chunk)
    if rows.selection.geometry is None:
        return _as_csv(rows, name)
    _require_places(rows, name)
    crs = crs_of(connection, rows.srids, crs=asked.crs, what=name)
    _tell_left_out(rows, name)
    return _as_parquet(rows, name, crs)


def is_copy(path: Path) -> bool:
    """Tell whether a file is a copy of a table of a database, which no other process finds."""
    return bool(_folder.cache_info().currsize) and path.is_relative_to(_folder())


def copied_digest(path: Path) -> str | None:
    """Return the digest of a copy's rows; None of other files, and of copies that are their rows alone."""
    if path.suffix != ".parquet" or not is_copy(path):
        return None
    metadata: dict[bytes, bytes] = pq.read_schema(path).metadata or {}
    return metadata[_DIGEST].decode()


@functools.cache
def _folder() -> Path:
    """Return the folder of a run's copies, which nobody else may read."""
    folder, process = Path(tempfile.mkdtemp(prefix="halfhour-database-")), os.getpid()

    def remove() -> None:
        # A forked process leaves it to the one that made it.
        if os.getpid() == process:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return folder


def _file_name(asked: Asked, database: str) -> str:
    """Return the name that a copy has, without its ending."""
    query = hashlib.sha256((asked.query or "").encode()).hexdigest()[:6]
    name = f"{database}.{asked.table or f'query-{query}'}"
    return re.sub(r"[^\w. ()\-]+", "_", name)[:_LONGEST_NAME]


def _place(rows: Rows, name: str) -> Path:
    folder = _folder() / rows.sha256[:20]
    folder.mkdir(exist_ok=True)
    return folder / name


def _as_csv(rows: Rows, name: str) -> Path:
    path = _place(rows, f"{name}.csv")
    table = rows.table()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(table.column_names)
        for batch in table.to_batches():
            columns = [column.to_pylist() for column in batch.columns]
            writer.writerows(map(_text_row, zip(*columns, strict=True)))
    return path


def _text_row(row: tuple[object, ...]) -> list[object]:
    return [("yes" if one else "no") if isinstance(one, bool) else one for one in row]


def _as_parquet(rows: Rows, name: str, crs: pyproj.CRS | None) -> Path:
    path = _place(rows, f"{name}.parquet")
    column: dict[str, object] = {
        "encoding": "WKB",
        "geometry_types": [],
        "crs": None if crs is None else json.loads(crs.to_json()),
    }
    shape = rows.selection.geometry
    geo = {"version": "1.0.0", "primary_column": shape, "columns": {shape: column}}
    metadata = {b"geo": json.dumps(geo).encode(), _DIGEST: rows.sha256.encode()}
    table: pa.Table = rows.table().replace_schema_metadata(metadata)
    pq.write_table(table, path)
    return path


def _require_places(rows: Rows, name: str) -> None:
    faults = [
        Fault(
            file=name,
            column="geometry",
            cause=f"{count:,} rows hold {kind}, which are surfaces in space and no places of a map",
            fix="leave them out with `query:`, or make polygons of them with ST_Force2D and ST_Dump",
        )
        for kind, count in rows.surfaces.items()
    ]
    left_out = rows.null + rows.empty
    if left_out and left_out == rows.total:
        faults.append(
            Fault(
                file=name,
                column="geometry",
                cause=f"none of its {rows.total:,} rows has a geometry",
                fix="give them places, or name the columns without the geometry with `query:`",
            )
        )
    if faults:
        raise InputError(*faults)


def _tell_left_out(rows: Rows, name: str) -> None:
    if rows.null or rows.empty:
        tell(
            Sentence(
                "{file}: {count:,} of {total:,} rows have no place and are left out: "
                "{null:,} without a geometry, {empty:,} with an empty one.",
                file=name,
                count=rows.null + rows.empty,
                total=rows.total,
                null=rows.null,
                empty=rows.empty,
            )
        )
