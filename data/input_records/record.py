"""The record of the files that a study was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ..held.held_table import HeldTable
from ..postgis.copies import copied_digest, is_copy
from .facts import Fact
from .readings import Reading, readings_of

REGISTER: Final = "register"
"""Format of a register of checks, of which the approved sites alone count: its sum is of these."""

DATABASE: Final = "PostgreSQL"
"""Format of a table, view or query of a database, whose sum is of its rows."""

IN_MEMORY: Final = "table in memory"

_FORMATS: Final = {
    ".csv": "CSV",
    ".tsv": "TSV",
    ".txt": "text",
    ".xlsx": "Excel",
    ".xlsm": "Excel",
    ".xls": "Excel",
    ".gpkg": "GeoPackage",
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".shp": "Shapefile",
    ".fgb": "FlatGeobuf",
    ".parquet": "Parquet",
    ".geoparquet": "Parquet",
    ".tif": "GeoTIFF",
    ".tiff": "GeoTIFF",
    ".pbf": "OpenStreetMap",
    ".osm": "OpenStreetMap",
    ".yaml": "YAML",
    ".yml": "YAML",
}
_PACKED: Final = frozenset({".gz", ".bz2"})
_BESIDE: Final = {
    ".shp": (".dbf", ".shx", ".prj", ".cpg"),
    ".tif": (".tfw", ".tif.aux.xml"),
    ".tiff": (".tfw", ".tiff.aux.xml"),
}
"""Files that belong to one of another ending, and change what is read of it."""


@dataclass(frozen=True)
class InputRecord:
    """One file that a study was made from: its name, SHA-256, records in the study, and where it lies.

    Its size is of the file itself, `readings` say what was made of it, and `beside` are files that belong to
    it, such as the table of a Shapefile.
    """

    name: str
    sha256: str
    rows: int
    path: Path
    size_bytes: int = 0
    format: str = ""
    readings: tuple[Reading, ...] = ()
    beside: tuple[FileSum, ...] = ()


@dataclass(frozen=True)
class FileSum:
    """Name, size in bytes and SHA-256 of a file."""

    name: str
    size_bytes: int
    sha256: str


def input_records(
    rows: Mapping[Path, int], held: Mapping[Path, HeldTable] = MappingProxyType({})
) -> tuple[InputRecord, ...]:
    """Return the record of each file, given how many records of it the study has.

    Parameters
    ----------
    rows
        By file its records.
    held
        Those that are tables in memory, which stand under their name.
    """
    return tuple(
        InputRecord(path.name, held[path].sha256(), count, path, format=IN_MEMORY)
        if path in held
        else file_record(path, count)
        for path, count in rows.items()
    )


def with_readings(records: Iterable[InputRecord], facts: Iterable[Fact]) -> tuple[InputRecord, ...]:
    """Return the records of files with what was made of each.

    Parameters
    ----------
    records
        The records.
    facts
        What readers told of the files.
    """
    readings = readings_of(facts)
    return tuple(replace(one, readings=readings.get(one.path, ())) for one in records)


def file_record(path: Path, rows: int) -> InputRecord:
    """Return the record of one file, as it is now."""
    own = file_sum(path)
    return InputRecord(
        name=path.name,
        sha256=own.sha256,
        rows=rows,
        path=path,
        size_bytes=own.size_bytes,
        format=DATABASE if is_copy(path) else format_of(path),
        beside=tuple(file_sum(one) for one in files_beside(path)),
    )


def file_sum(path: Path) -> FileSum:
    """Return name, size and SHA-256 of a file, as it is now; of a copy from a database the sum of its rows."""
    with path.open("rb") as file:
        digest = copied_digest(path) or hashlib.file_digest(file, "sha256").hexdigest()
        return FileSum(path.name, file.seek(0, 2), digest)


def files_beside(path: Path) -> list[Path]:
    """Return the files that belong to another, in the order of their names."""
    wanted = _BESIDE.get(path.suffix.lower(), ())
    if not wanted:
        return []
    stem = path.stem.lower()
    names = {f"{stem}{suffix}" for suffix in wanted}
    return sorted(one for one in path.parent.iterdir() if one.name.lower() in names)


def format_of(path: Path) -> str:
    """Return the format that a file's name tells; its ending where that is none that is known."""
    suffix = path.suffix.lower()
    if suffix in _PACKED:
        suffix = Path(path.stem).suffix.lower()
    return _FORMATS.get(suffix, suffix.removeprefix("."))
