"""Reading the rules about land that a study names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from ....data.kept_reading import KeptReading
from ....data.tables.land import read_land
from ....data.tables.reading_size import reading_stage
from ....data.terrain.elevation import read_slope
from ....data.terrain.land_classes import read_class_areas, read_class_grid
from ....data.terrain.raster_values import is_raster
from ....geo.land import LandLayer, LandRule
from ....geo.land_classes import LandClasses
from ....geo.land_limits import LeastArea, SlopeLimit
from ....geo.terrain.grid import PlaceGrid
from ..entries.land_entry import (
    AreaEntry,
    LandClassesEntry,
    LandEntry,
    LandLayerEntry,
    LandRuleEntry,
    SlopeEntry,
)
from ..fault_list import FaultList
from .words import widened_title

T = TypeVar("T")


def read_study_land(
    entry: LandEntry | None, crs: object, rows: dict[Path, int], kept: KeptReading
) -> tuple[LandRule, ...]:
    """Read the rules about land that a study names, first where nothing may be built.

    Parameters
    ----------
    entry
        The key ``land``; None where the study has none.
    crs
        Metric CRS of the study.
    rows
        By file how many records, or cells, were read; those of land are added.
    kept
        Reads files once for the same bytes.

    Raises
    ------
    InputError
        With the faults of all layers.
    """
    if entry is None:
        return ()
    found = FaultList()
    rules = [found.tried(partial(read, crs, rows, kept)) for read in _readers(entry)]
    found.raise_any()
    return tuple(rule for rule in rules if rule is not None)


_Reader = Callable[[object, dict[Path, int], KeptReading], LandRule]


def _readers(entry: LandEntry) -> Iterator[_Reader]:
    for use, layer in entry.polygons():
        yield partial(_layer, use, layer)
    for classes in entry.classes:
        yield partial(_classes, classes)
    for slope in entry.slope:
        yield partial(_slope, slope)
    for area in entry.area:
        yield partial(_area, area)


def _layer(
    use: str, entry: LandLayerEntry, crs: object, rows: dict[Path, int], kept: KeptReading
) -> LandLayer:
    areas = _kept(
        kept, "land", entry, partial(read_land, entry, crs=crs, within_m=entry.within_m), crs
    )
    rows[entry.file] = len(areas)
    return LandLayer(
        use=use,  # type: ignore[arg-type]
        areas=areas,
        title=widened_title(entry.title, entry.name, entry.within_m),
        clause=entry.clause,
        file=entry.name,
        mended=int(areas["mended"].sum()),
    )


def _classes(
    entry: LandClassesEntry, crs: object, rows: dict[Path, int], kept: KeptReading
) -> LandClasses:
    verdicts = {code: verdict for verdict, codes in entry.verdict_lists().items() for code in codes}
    of_all = {
        "verdicts": verdicts,
        "standard": entry.standard,
        "title": entry.title,
        "clause": entry.clause,
        "file": entry.name,
    }
    if is_raster(entry):
        grid = _kept(
            kept,
            "land class grid",
            entry,
            partial(read_class_grid, entry, crs=crs),
            crs,
            kinds=(PlaceGrid,),
        )
        rows[entry.file] = grid.values.size
        return LandClasses(grid=grid, **of_all)  # type: ignore[arg-type]
    areas = _kept(
        kept,
        "land classes",
        entry,
        partial(read_class_areas, entry, crs=crs, standard=entry.standard),
        crs,
        entry.standard,
    )
    rows[entry.file] = len(areas)
    return LandClasses(areas=areas, mended=int(areas["mended"].sum()), **of_all)  # type: ignore[arg-type]


def _slope(entry: SlopeEntry, crs: object, rows: dict[Path, int], kept: KeptReading) -> SlopeLimit:
    grid = _kept(kept, "slope", entry, partial(read_slope, entry, crs=crs), crs, kinds=(PlaceGrid,))
    rows[entry.file] = grid.values.size
    return SlopeLimit(
        grid=grid,
        max_slope=entry.max_slope,
        unit="percent" if entry.max_deg is None else "degrees",
        title=entry.title,
        clause=entry.clause,
        file=entry.name,
    )


def _area(
    entry: AreaEntry,
    crs: object,  # noqa: ARG001 - a reader as the others
    rows: dict[Path, int],  # noqa: ARG001
    kept: KeptReading,  # noqa: ARG001
) -> LeastArea:
    return LeastArea(min_area_m2=entry.min_area_m2, title=entry.title, clause=entry.clause)


def _kept(
    kept: KeptReading,
    kind: str,
    entry: LandRuleEntry,
    read: Callable[[], T],
    *options: object,
    kinds: tuple[type, ...] = (),
) -> T:
    kept.report(reading_stage(entry))
    return kept.read(kind, [entry], read, *options, kinds=kinds)
