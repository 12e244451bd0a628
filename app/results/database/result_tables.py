"""What a run has written to its ``results.gpkg`` files, as tables over all scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pyogrio
import shapely

from ....common.written.output_names import DATABASE_COLUMN, output_names
from ..parts.layer_names import ResultLayer
from .destination import TABLES

SCENARIO: Final = "scenario"
SERVICE: Final = "service"

_TYPES: Final = (("bool", "boolean"), ("int", "bigint"), ("float", "double precision"))


@dataclass(frozen=True, kw_only=True)
class PlanFiles:
    """The files of one scenario.

    Parameters
    ----------
    folder
        Where ``results.gpkg`` and ``plan.json`` lie.
    scenario
        Its name.
    layers
        The name of each layer that ``results.gpkg`` may have.
    service
        What the plan is about; of a joint plan each layer says it.
    """

    folder: Path
    scenario: str
    layers: Mapping[ResultLayer, str]
    service: str = ""


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
        names = output_names(fields, DATABASE_COLUMN)
        for one, kind in zip(fields, info["dtypes"], strict=True):
            sql = next((sql for start, sql in _TYPES if str(kind).startswith(start)), "text")
            self.columns[names[one]] = _both(self.columns.get(names[one], sql), sql)
        part = Part(path=path, layer=layer, scenario=scenario, service=service, names=names)
        self.parts.append(part)


def result_tables(files: Iterable[PlanFiles]) -> list[ResultTable]:
    """Return the tables that files of results become.

    Parameters
    ----------
    files
        The files of each scenario.
    """
    tables = {name: ResultTable(name=name) for name in TABLES}
    for one in files:
        path = one.folder / "results.gpkg"
        known = {name: layer for layer, name in one.layers.items()}
        for name, kind in pyogrio.list_layers(path):
            if kind is not None:
                layer = known[str(name)]
                service = layer.service or one.service
                tables[layer.table].add(path, str(name), one.scenario, service)
    return [table for table in tables.values() if table.parts]


def _both(one: str, other: str) -> str:
    if one == other:
        return one
    return "double precision" if {one, other} == {"bigint", "double precision"} else "text"
