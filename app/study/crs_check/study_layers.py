"""The layers of a study whose coordinates are compared with others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import geopandas as gpd

from ....data.formats.layer import Layer
from ....data.tables.site_columns import CANDIDATES, EXISTING
from ....geo.roads.network import RoadNetwork
from ..cells import Cells
from ..schema import StudyFile
from .notes import ReadLayer, shift_notes


def layers_of_places(file: StudyFile, services: Collection[str]) -> Iterator[Layer]:
    """Yield the layers that lie where the roads are: people, sites and units.

    Parameters
    ----------
    file
        The study.
    services
        Whose sites are meant.
    """
    if "people" in file.model_fields_set:
        yield file.people
    for name in services:
        entry = file.services[name]
        for layer in (entry.existing, entry.candidates):
            if isinstance(layer, Layer) and (own := entry.site_layer(layer)) is not None:
                yield own
    yield from file.units


def study_shift_notes(
    file: StudyFile,
    cells: Cells,
    sites: Mapping[str, gpd.GeoDataFrame],
    units: Mapping[str, gpd.GeoDataFrame],
    point_units: Mapping[str, gpd.GeoDataFrame],
    roads: RoadNetwork | None,
) -> tuple[str, ...]:
    """Return the notes on layers that look like shifted coordinates; see `shift_notes`.

    Parameters
    ----------
    file
        The study.
    cells
        The people.
    sites
        Site table by service.
    units, point_units
        Areas and points by level.
    roads
        The roads; None where the study has none.
    """
    levels = {one.level: one for one in file.units}
    places = [ReadLayer(layer=file.people, table=cells.everybody)]
    for service, table in sites.items():
        entry = file.services[service]
        for layer, kind in ((entry.existing, EXISTING), (entry.candidates, CANDIDATES)):
            if isinstance(layer, Layer):
                places.append(ReadLayer(layer=layer, table=table[table["status"].isin(kind)]))
    places += [ReadLayer(layer=levels[level], table=table) for level, table in point_units.items()]
    areas = [ReadLayer(layer=levels[level], table=table) for level, table in units.items()]
    beside = None if roads is None or file.roads is None else (file.roads, roads)
    return shift_notes(places, areas, beside)
