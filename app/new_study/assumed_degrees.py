"""Files that state no CRS, and whose numbers are degrees where the other files lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ...common.sentences import Sentence
from ...data.formats.encodings import is_text_table
from ...data.inspection.report import Extent, FileReport, LayerReport
from ...data.inspection.tables import look_at_table

_DEGREES: Final = "EPSG:4326"
_NEAR_DEG: Final = 0.5


def with_assumed_degrees(reports: Sequence[FileReport]) -> list[FileReport]:
    """Return reports in which a layer without a CRS is in degrees, where that puts it beside the other files.

    Parameters
    ----------
    reports
        What `inspect_file` says of the files.

    Returns
    -------
    list of FileReport
        A note says what was taken for granted; of other layers the fault stays.
    """
    known = [
        layer.extent
        for report in reports
        for layer in report.layers
        if layer.extent is not None and not _lacks_crs(layer)
    ]
    return [
        replace(report, layers=tuple(_looked_at_again(layer, known) for layer in report.layers))
        for report in reports
    ]


def _lacks_crs(layer: LayerReport) -> bool:
    return layer.layer.crs is None and any(fault.column == "crs" for fault in layer.problems)


def _looked_at_again(layer: LayerReport, known: Sequence[Extent]) -> LayerReport:
    extent = layer.extent
    if not _lacks_crs(layer) or extent is None or is_text_table(layer.layer):
        return layer
    if not any(_beside(extent, other) for other in known):
        return layer
    named = layer.layer.model_copy(update={"crs": _DEGREES, "columns": {}})
    named.model_fields_set.add("crs")
    again = look_at_table(named, part=layer.name)
    note = Sentence(
        "{file}: states no CRS; its numbers are degrees where other files lie, and taken as {crs}: check it",
        file=layer.layer.name,
        crs=_DEGREES,
    )
    return replace(again, notes=(note, *again.notes))


def _beside(extent: Extent, other: Extent) -> bool:
    west, south, east, north = extent
    return (
        west <= other[2] + _NEAR_DEG
        and other[0] - _NEAR_DEG <= east
        and south <= other[3] + _NEAR_DEG
        and other[1] - _NEAR_DEG <= north
    )
