"""Reading a layer as a study would, to see what is wrong with it and what is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence, collected_notes
from ...geo.crs import WGS84
from ...geo.tables import groups
from ..formats.layer import Layer
from ..roads.roads import read_road_lines
from ..tables.population import read_population
from ..tables.sites import read_sites
from ..tables.units import read_units
from .report import Extent, Role


@dataclass(frozen=True, kw_only=True, eq=False)
class Trial:
    """What a reader made of a layer: how a study would see it."""

    crs: str = ""
    extent: Extent | None = None
    reads: tuple[Sentence, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[Fault, ...] = ()
    people: float | None = None
    records: int = 0

    def with_notes(self, notes: Iterable[str]) -> Trial:
        """Return the same with further notes."""
        return replace(self, notes=(*self.notes, *notes))


def tried(layer: Layer, role: Role, raw: pd.DataFrame | None = None) -> Trial:
    """Read a layer by the reader of its role.

    Parameters
    ----------
    layer
        The layer as a study file would name it.
    role
        What it would be.
    raw
        Its records as the file has them, for CRS and extent; None for rasters and extracts.
    """
    crs, extent = _place_of(raw)
    with collected_notes() as notes:
        try:
            found = _read(layer, role)
        except InputError as error:
            return Trial(crs=crs, extent=extent, notes=tuple(notes), problems=error.faults)
    return replace(
        found,
        crs=crs or found.crs,
        extent=extent or found.extent,
        notes=tuple(dict.fromkeys((*notes, *found.notes))),
    )


def _read(layer: Layer, role: Role) -> Trial:
    if role == "roads":
        lines = read_road_lines(layer)
        count = len(lines.offsets) - 1
        extent = (
            float(lines.lon.min()),
            float(lines.lat.min()),
            float(lines.lon.max()),
            float(lines.lat.max()),
        )
        reads = Sentence("{count:,} lines of roads", count=count)
        return Trial(
            crs=WGS84.name, extent=extent, reads=(reads,), notes=lines.notes, records=count
        )
    if role == "people":
        return _people(read_population(layer))
    if role in ("sites", "candidates"):
        if role == "sites":
            table = read_sites(existing=layer, service="site")
            reads = Sentence("{count:,} facilities", count=len(table))
        else:
            table = read_sites(candidates=layer, service="site")
            reads = Sentence("{count:,} candidates", count=len(table))
        return Trial(extent=_extent(table), reads=(reads,))
    if role == "units":
        table = read_units(layer, level="unit", crs="auto")
        return Trial(extent=_extent(table), reads=(Sentence("{count:,} units", count=len(table)),))
    return Trial()


def _people(table: gpd.GeoDataFrame) -> Trial:
    counts = {group: float(table[group].sum()) for group in groups(table)}
    reads = [
        Sentence(
            "{people:,.0f} people of the group {group} in {count:,} cells",
            people=people,
            group=Sentence(group),
            count=len(table),
        )
        for group, people in counts.items()
    ]
    return Trial(
        extent=_extent(table),
        reads=tuple(reads),
        people=next(iter(counts.values())),
        records=len(table),
    )


def _extent(table: gpd.GeoDataFrame) -> Extent:
    west, south, east, north = table.to_crs(WGS84).total_bounds
    return float(west), float(south), float(east), float(north)


def _place_of(raw: pd.DataFrame | None) -> tuple[str, Extent | None]:
    """Return CRS and extent of a vector layer as the file has it."""
    if not isinstance(raw, gpd.GeoDataFrame) or raw.crs is None:
        return "", None
    west, south, east, north = raw.to_crs(WGS84).total_bounds
    return raw.crs.name, (float(west), float(south), float(east), float(north))
