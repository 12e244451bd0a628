"""Which of the files that were looked at a study uses for what."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ...data.formats.layer import Layer
from ...data.inspection.report import FileReport, LayerReport
from ...data.inspection.roles import level_of
from .distinct_ids import with_distinct_ids
from .services import GuessedService, guessed_services

_ROUND_M: Final = (100, 200, 250, 500, 1_000, 2_000, 2_500, 5_000, 10_000, 20_000, 50_000)
_LATTICE_POINTS: Final = 2_000
_METRES_PER_DEGREE: Final = 111_320.0


@dataclass(frozen=True, kw_only=True, eq=False)
class StudyChoice:
    """What a new study is made of.

    Parameters
    ----------
    roads, people, candidates, water
        The layer of each; None where no file is one.
    units
        By level its layer.
    services
        The services, with their facilities.
    unused
        Layers that nothing is made of.
    unread
        Files that cannot be read.
    spacing_m
        Of a lattice over the people.
    """

    roads: LayerReport | None
    people: LayerReport | None
    candidates: LayerReport | None
    water: LayerReport | None
    units: dict[str, LayerReport]
    services: tuple[GuessedService, ...]
    unused: tuple[LayerReport, ...]
    unread: tuple[FileReport, ...]
    spacing_m: float

    def layers(self) -> Iterator[LayerReport]:
        """Yield the layers that are used, services' apart."""
        yield from (
            one for one in (self.roads, self.people, self.candidates, self.water) if one is not None
        )
        yield from self.units.values()


def chosen(reports: Sequence[FileReport]) -> StudyChoice:
    """Choose what each file is used for.

    Parameters
    ----------
    reports
        What `inspect_file` says of the files.
    """
    layers = [layer for report in reports for layer in report.layers]
    # Of several of a kind the surest: an extract before lines, a raster before a table.
    roads = _best(layers, "roads", lambda one: (not one.columns, one.records))
    people = _best(layers, "people", lambda one: (one.holds == "pixels", one.people or 0))
    units: dict[str, LayerReport] = {}
    for layer in layers:
        if layer.role == "units":
            units[_free(level_of(f"{layer.layer.file.stem} {layer.name}"), units)] = layer
    if people is None:
        people = next((one for one in units.values() if "residents" in one.layer.columns), None)
    candidates = _best(layers, "candidates", lambda one: one.records)
    water = _best(layers, "water", lambda one: one.records)
    services: dict[str, GuessedService] = {}
    for layer in layers:
        if layer.role == "sites":
            for service in guessed_services(layer, services):
                services[service.name] = service
    used = {id(one) for one in (roads, people, candidates, water, *units.values())}
    if candidates is not None:
        candidates = with_distinct_ids(candidates, [one.layer for one in services.values()])
    return StudyChoice(
        roads=roads,
        people=people,
        candidates=candidates,
        water=water,
        units=units,
        services=tuple(services.values()),
        unused=tuple(one for one in layers if id(one) not in used and one.role != "sites"),
        unread=tuple(one for one in reports if not one.layers),
        spacing_m=_spacing_m(people or roads),
    )


def people_layer(report: LayerReport) -> Layer:
    """Return a layer of people: of units that count their residents, the columns of people."""
    columns = {
        ("cell_id" if ours == "unit_id" else ours): theirs
        for ours, theirs in report.layer.columns.items()
        if report.role == "people" or ours != "name"
    }
    return report.layer.model_copy(update={"columns": columns})


def _best(layers: Sequence[LayerReport], role: str, rank: object) -> LayerReport | None:
    own = [one for one in layers if one.role == role]
    # What has no fault goes before all others.
    return max(own, key=lambda one: (not one.problems, rank(one)), default=None)  # type: ignore[operator]


def _free(level: str, taken: dict[str, LayerReport]) -> str:
    free, number = level, 2
    while free in taken:
        free, number = f"{level}_{number}", number + 1
    return free


def _spacing_m(report: LayerReport | None) -> float:
    """Return the round spacing of a lattice that makes at most about 2,000 points within an extent."""
    if report is None or report.extent is None:
        return 500.0
    west, south, east, north = report.extent
    height_m = (north - south) * _METRES_PER_DEGREE
    width_m = (east - west) * _METRES_PER_DEGREE * math.cos(math.radians((south + north) / 2))
    least_m = math.sqrt(max(height_m * width_m, 1.0) / _LATTICE_POINTS / (math.sqrt(3) / 2))
    return float(next((one for one in _ROUND_M if one >= least_m), _ROUND_M[-1]))
