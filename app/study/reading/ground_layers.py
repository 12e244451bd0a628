"""The layers of the ground that people move on and sites stand on: roads, water, land, names of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import geopandas as gpd

from ....data.roads.roads import read_roads
from ....data.tables.place_names import is_extract, read_place_names
from ....data.tables.reading_size import reading_stage
from ....data.tables.water import read_water
from ....geo.land import LandRule
from ....geo.roads.network import RoadNetwork
from ..cells import check_people
from ..land.read_land import read_study_land
from ..sites.judged import Judges
from .people_in_units import PeopleInUnits
from .study_reading import StudyReading, metric


@dataclass(frozen=True, kw_only=True, eq=False)
class GroundLayers:
    """The layers of the ground; None or empty where the study names none, or it has faults.

    Parameters
    ----------
    roads
        The network.
    water
        Lakes and rivers.
    land
        The rules about land.
    places
        Names of places, in degrees or the file's CRS.
    """

    roads: RoadNetwork | None
    water: gpd.GeoDataFrame | None
    land: tuple[LandRule, ...]
    places: gpd.GeoDataFrame | None

    def judges(self, parcels: Mapping[str, gpd.GeoSeries]) -> Judges:
        """Return what says of candidates whether they are eligible.

        Parameters
        ----------
        parcels
            By service the parcels of its sites, by ``site_id``.
        """
        return Judges(land=self.land, water=self.water, roads=self.roads, parcels=parcels)


def read_ground(reading: StudyReading, people: PeopleInUnits) -> GroundLayers:
    """Read the layers of the ground, and check that people live near the roads.

    Parameters
    ----------
    reading
        The study; faults are added to those it has found.
    people
        Its people, in whose CRS the layers are.
    """
    file, found, rows, kept = reading.file, reading.found, reading.rows, reading.kept
    roads = found.tried(lambda: _read_roads(reading, people.crs))
    if people.cells is not None and roads is not None:
        found.tried(partial(check_people, file, people.cells, roads))
    crs = metric(people.crs)
    return GroundLayers(
        roads=roads,
        water=found.tried(lambda: _read_water(reading, crs)),
        land=found.tried(lambda: read_study_land(file.land, crs, rows, kept)) or (),
        places=found.tried(lambda: _read_places(reading)),
    )


def _read_roads(reading: StudyReading, crs: object) -> RoadNetwork | None:
    layer, speeds = reading.file.roads, reading.file.speeds
    if layer is None:
        return None
    reading.kept.report(reading_stage(layer))
    read = partial(read_roads, layer, crs=crs, speeds=speeds.table(), join_m=layer.join_m)
    said = speeds.model_dump_json()
    roads = reading.kept.read("roads", [layer], read, crs, said, kinds=(RoadNetwork,))
    reading.rows[layer.file] = len(roads.start)
    return roads


def _read_water(reading: StudyReading, crs: object) -> gpd.GeoDataFrame | None:
    layer = reading.file.water
    if layer is None:
        return None
    reading.kept.report(reading_stage(layer))
    water = reading.kept.read("water", [layer], partial(read_water, layer, crs=crs), crs)
    reading.rows[layer.file] = len(water)
    return water


def _read_places(reading: StudyReading) -> gpd.GeoDataFrame | None:
    """Read the layer that the study names, else the places that an extract has besides its roads."""
    layer, roads, kept = reading.file.places, reading.file.roads, reading.kept
    if layer is not None:
        kept.report(reading_stage(layer))
        places = kept.read("place names", [layer], partial(read_place_names, layer))
        reading.rows.setdefault(layer.file, len(places))
        return places
    if roads is None or not is_extract(roads):
        return None
    places = kept.read("place names", [roads], partial(read_place_names, roads))
    return None if places.empty else places
