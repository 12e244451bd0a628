"""Which of the files that were looked at count people officially by unit: what `calibrate:` may say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import geopandas as gpd

from ...common.errors import InputError
from ...common.sentences import Sentence, collected_notes
from ...data.counts.known_units import unit_level
from ...data.counts.official_counts import UNIT, read_official_counts
from ...data.formats.layer import Layer
from ...data.inspection.report import ColumnReport, FileReport, LayerReport
from ...data.tables.population import KNOWN_GROUPS, RESIDENTS
from ...data.tables.units import are_areas, read_units
from .choice import StudyChoice, chosen
from .yaml_text import entry, layer_value

_IDS: Final = ("unit_id", "cell_id", "site_id", "name")
"""Our columns that a column of units may be taken for."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CountsByUnit:
    """A table or layer of official counts.

    Parameters
    ----------
    report
        What was found of it.
    layer
        How `calibrate:` names it.
    level
        The level of the units that it counts people of.
    """

    report: LayerReport
    layer: Layer
    level: str


def counts_by_unit(choice: StudyChoice) -> tuple[CountsByUnit, ...]:
    """Return the tables and layers of official counts beside a layer of people.

    Parameters
    ----------
    choice
        What a study is made of. Of its units those that count residents are such layers, unless they are the
        people themselves; of what has no use, tables whose records are units of one level, by id or name.
    """
    if choice.people is None or not choice.units:
        return ()
    found = [
        CountsByUnit(
            report=report, layer=_layer(report, report.layer.columns["unit_id"]), level=level
        )
        for level, report in choice.units.items()
        if report is not choice.people
        and not report.problems
        and {RESIDENTS, "unit_id"} <= report.layer.columns.keys()
    ]
    tables = [one for one in choice.unused if one.holds == "table" and _groups(one)]
    units = _areas(choice.units) if tables else {}
    for report in tables:
        match = next(_matches(report, units), None)
        found += [] if match is None else [match]
    return tuple(found)


def with_counts_told(reports: Sequence[FileReport]) -> list[FileReport]:
    """Return reports in which tables of official counts beside people and units say what they may be used for.

    Parameters
    ----------
    reports
        What `inspect_file` says of the files.
    """
    found = {id(one.report): one for one in counts_by_unit(chosen(reports))}
    return [
        replace(report, layers=tuple(_told(layer, found.get(id(layer))) for layer in report.layers))
        for report in reports
    ]


def _told(report: LayerReport, found: CountsByUnit | None) -> LayerReport:
    if found is None:
        return report
    note = Sentence(
        "it counts people by {level}: a study of these files can fit its people to it, "
        "below `people:` with {key}",
        level=Sentence(found.level),
        key=entry("calibrate", layer_value(found.layer, found.layer.file.parent)),
    )
    # A table needs no coordinates for this.
    problems = () if report.holds == "table" else report.problems
    return replace(report, notes=(*report.notes, note), problems=problems)


def _areas(units: Mapping[str, LayerReport]) -> dict[str, gpd.GeoDataFrame]:
    """Return the units of each level that can be read."""
    found = {}
    for level, report in units.items():
        columns = {k: v for k, v in report.layer.columns.items() if k in ("unit_id", "name")}
        with collected_notes():
            try:
                layer = report.layer.model_copy(update={"columns": columns})
                table = read_units(layer, level=level, crs="auto")
            except InputError:
                continue
        if are_areas(table):
            found[level] = table
    return found


def _matches(report: LayerReport, units: Mapping[str, gpd.GeoDataFrame]) -> Iterator[CountsByUnit]:
    """Yield the readings of a table in which every record is a unit of one level."""
    known = {str(one) for table in units.values() for one in (*table.index, *table["name"])}
    counted = _groups(report).values()
    columns = [one for one in report.columns if one.filled and one.name not in counted]
    for column in sorted(columns, key=_order):
        if known.isdisjoint(column.values):
            continue
        layer = _layer(report, column.name)
        with collected_notes():
            try:
                level, _ = unit_level(read_official_counts(layer).index, units, file=layer.name)
            except InputError:
                continue
        yield CountsByUnit(report=report, layer=layer, level=level)


def _order(column: ColumnReport) -> int:
    return _IDS.index(column.ours) if column.ours in _IDS else len(_IDS)


def _groups(report: LayerReport) -> dict[str, str]:
    """Return by group of people the column that counts it; none where no column counts residents."""
    found = {
        group: column.name
        for group in KNOWN_GROUPS
        if (column := report.ours(group)) is not None
        # Of other layers columns with faults are not read.
        and (report.holds == "table" or group in report.layer.columns)
    }
    return found if RESIDENTS in found else {}


def _layer(report: LayerReport, unit: str) -> Layer:
    keys = report.layer.model_dump(
        exclude_unset=True, include={"file", "layer", "sheet", "encoding"}
    )
    return Layer.model_validate(
        {**keys, "file": Path(report.layer.file), "columns": {UNIT: unit, **_groups(report)}}
    )
