"""What a run has written to its ``results.gpkg`` files, as tables over all scenarios."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyogrio
import shapely

from ..output_names import COLUMN, NameRules, output_names
from .destination import TABLES

SCENARIO: Final = "scenario"
SERVICE: Final = "service"

_NAMES: Final = NameRules(
    unsafe=COLUMN.unsafe,
    stripped=" ",
    instead="column",
    # Names that PostgreSQL keeps for itself, and those of our own columns.
    reserved=re.compile(r"(?i)scenario|row_id|geom|tableoid|[cx]m(?:in|ax)|ctid"),
    joint="_",
    longest=63,
    longest_bytes=60,
)
_TYPES: Final = (("bool", "boolean"), ("int", "bigint"), ("float", "double precision"))


@dataclass(frozen=True, kw_only=True)
class Part:
    """One layer of one file.

    Parameters
    ----------
    path, layer
        Where it is.
    scenario, service
        What it is of.
    names
        The file's name of each column -> the table's.
    """

    path: Path
    layer: str
    scenario: str
    service: str
    names: Mapping[str, str]

    def rows(self, columns: Iterable[str], srid: int) -> Iterator[list[Any]]:
        """Yield rows for the columns of a table, the geometry last; None where the layer has no such column."""
        theirs = {ours: name for name, ours in self.names.items()}
        given = {SCENARIO: self.scenario, SERVICE: self.service}
        with pyogrio.open_arrow(self.path, layer=self.layer, use_pyarrow=True) as (meta, reader):
            shape = meta["geometry_name"] or "wkb_geometry"
            for batch in reader:
                values = {name: batch.column(name).to_pylist() for name in self.names}
                wanted = [
                    values[theirs[name]] if name in theirs else [given.get(name)] * len(batch)
                    for name in columns
                ]
                shapes = shapely.set_srid(shapely.from_wkb(batch.column(shape).to_pylist()), srid)
                places = shapely.to_wkb(shapes, hex=True, include_srid=True)
                for row in zip(*wanted, places, strict=True):
                    yield list(row)


@dataclass(kw_only=True)
class ResultTable:
    """A table of results.

    Parameters
    ----------
    name
        One of `TABLES`.
    columns
        Name -> type in SQL, without the geometry.
    parts
        Where its rows come from.
    """

    name: str
    columns: dict[str, str] = field(default_factory=lambda: {SCENARIO: "text", SERVICE: "text"})
    parts: list[Part] = field(default_factory=list)

    def add(self, path: Path, layer: str, scenario: str, service: str) -> None:
        """Take a layer in; a column that layers have in several types becomes text."""
        info = pyogrio.read_info(path, layer=layer)
        fields = [str(name) for name in info["fields"]]
        names = output_names(fields, _NAMES)
        for one, kind in zip(fields, info["dtypes"], strict=True):
            sql = next((sql for start, sql in _TYPES if str(kind).startswith(start)), "text")
            self.columns[names[one]] = _both(self.columns.get(names[one], sql), sql)
        part = Part(path=path, layer=layer, scenario=scenario, service=service, names=names)
        self.parts.append(part)


def result_tables(files: Iterable[tuple[Path, str, tuple[str, ...]]]) -> list[ResultTable]:
    """Return the tables that files of results become.

    Parameters
    ----------
    files
        ``results.gpkg``, the scenario, and its services; a joint plan has the layers of each service under the
        service's name.
    """
    tables = {name: ResultTable(name=name) for name in TABLES}
    for path, scenario, services in files:
        for layer, kind in pyogrio.list_layers(path):
            if kind is None:
                continue
            service, table = _of(str(layer), services)
            tables[table].add(path, str(layer), scenario, service)
    return [table for table in tables.values() if table.parts]


def _of(layer: str, services: tuple[str, ...]) -> tuple[str, str]:
    """Return the service and the table of a layer."""
    for service in sorted(services, key=len, reverse=True):
        for begin in ("", f"{service}_", f"_{service}_"):
            name = layer.removeprefix(begin) if layer.startswith(begin) else ""
            table = "units" if name.startswith("units_") else name
            if table in TABLES:
                return service, table
    raise ValueError(f"no table is meant for the layer {layer}")


def _both(one: str, other: str) -> str:
    if one == other:
        return one
    return "double precision" if {one, other} == {"bigint", "double precision"} else "text"
