"""Notes on layers of a study whose coordinates look like those of Chinese maps, read as WGS 84."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from ....common.arrays import Floats
from ....common.sentences import Sentence
from ....data.formats.layer import Layer
from ....data.formats.layer_crs import shift_of
from ....data.tables.place_names import is_extract
from ....geo.datums.datums import TITLES, Datum
from ....geo.detective.shifts import Lines, Shift, in_china, shift_of_places
from ....geo.inner_points import inner_points
from ....geo.roads.network import RoadNetwork

_RESIDENTS: Final = "residents"
_SHIFTED: Final[tuple[Datum, ...]] = ("gcj02", "bd09")


@dataclass(frozen=True, kw_only=True, eq=False)
class ReadLayer:
    """A layer and what was read of it, in the study's CRS."""

    layer: Layer
    table: gpd.GeoDataFrame

    @property
    def datum(self) -> Datum:
        """What the layer was read as."""
        return shift_of(self.layer.crs) or "wgs84"


def shift_notes(
    places: Sequence[ReadLayer],
    areas: Sequence[ReadLayer],
    roads: tuple[Layer, RoadNetwork] | None,
) -> tuple[Sentence, ...]:
    """Return a note for each layer that lies far better if read in other coordinates; see `shift_of_places`.

    Nothing is changed, and outside China nothing is compared.

    Parameters
    ----------
    places
        Layers of points, and people, which are compared with the roads.
    areas
        Layers of areas, each compared with the others.
    roads
        The roads' layer and the roads, if the study has them.
    """
    notes = [] if roads is None else list(_beside_roads(places, *roads))
    return tuple(dict.fromkeys([*notes, *_beside_areas(areas)]))


def _beside_roads(
    places: Sequence[ReadLayer], layer: Layer, roads: RoadNetwork
) -> Iterator[Sentence]:
    if not len(roads.node_xy):
        return
    lines = None
    of_roads: Sentence | None = None
    seen = set()
    for one in places:
        if one.layer.file in seen or not len(one.table):
            continue
        seen.add(one.layer.file)
        xy = _xy(one.table)
        if lines is None:
            middle = np.nanmedian(xy, axis=0, keepdims=True)
            empty = Lines(roads.geometry[:0], roads.crs)
            if not in_china(*empty.lon_lat(middle)):
                return
            lines = Lines(roads.geometry, roads.crs)
        weights = one.table[_RESIDENTS].to_numpy() if _RESIDENTS in one.table else None
        found = shift_of_places(xy, lines, read_as=one.datum, weights=weights)
        if found is not None:
            yield _note(found, one.layer.name, to=Sentence("a road"))
            continue
        if of_roads is not None or one.datum != "wgs84" or is_extract(layer) or shift_of(layer.crs):
            continue
        found = _shifted_lines(xy, lines, weights)
        if found is not None:
            of_roads = _note(
                found, layer.name, to=Sentence("the places of {file}", file=one.layer.name)
            )
            yield of_roads


def _shifted_lines(xy: Floats, lines: Lines, weights: Floats | None = None) -> Shift | None:
    """Return which coordinates the lines look like, if places in WGS 84 would lie at them once shifted."""
    for datum in _SHIFTED:
        found = shift_of_places(xy, lines, read_as=datum, weights=weights)
        if found is not None and found.looks_like == "wgs84":
            return Shift(
                read_as="wgs84",
                looks_like=datum,
                before_m=found.before_m,
                after_m=found.after_m,
                count=found.count,
            )
    return None


def _beside_areas(areas: Sequence[ReadLayer]) -> Iterator[Sentence]:
    """Compare each layer's corners with the boundaries of the next finer one, which has all of them."""
    ordered = sorted(areas, key=_detail)
    for coarse, fine in pairwise(ordered):
        if coarse.layer.file == fine.layer.file or not len(coarse.table):
            continue
        corners = shapely.get_coordinates(coarse.table.geometry.to_numpy())
        lines = Lines(_boundaries(fine.table), fine.table.crs)
        found = shift_of_places(corners, lines, read_as=coarse.datum)
        if found is not None:
            beside = Sentence("the boundaries of {file}", file=fine.layer.name)
            yield _note(found, coarse.layer.name, to=beside)
        elif coarse.datum == fine.datum == "wgs84":
            found = _shifted_lines(corners, lines)
            if found is not None:
                beside = Sentence("the boundaries of {file}", file=coarse.layer.name)
                yield _note(found, fine.layer.name, to=beside)


def _detail(one: ReadLayer) -> tuple[int, int]:
    """Return how many areas a layer has, and of how many corners: the fewer, the coarser."""
    return len(one.table), int(shapely.get_num_coordinates(one.table.geometry.to_numpy()).sum())


def _boundaries(table: gpd.GeoDataFrame) -> np.ndarray:
    """Return the boundaries of areas, edge by edge: long rings would make every search slow."""
    rings = shapely.get_rings(shapely.get_parts(table.geometry.to_numpy()))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    edges = np.stack([corners[:-1][same], corners[1:][same]], axis=1)
    return np.asarray(shapely.linestrings(edges), dtype=object)


def _note(found: Shift, file: str, *, to: Sentence) -> Sentence:
    crs: Mapping[Datum, str] = {"gcj02": "gcj02", "bd09": "bd09", "wgs84": "EPSG:4326"}
    return Sentence(
        "{file}: its places look like {looks} read as {read}: the median distance to {to} falls from "
        "{before:,.0f} m to {after:,.0f} m ({count:,} compared); if that is so, write crs: {crs} for this "
        "layer.",
        file=file,
        looks=TITLES[found.looks_like],
        read=TITLES[found.read_as],
        to=to,
        before=found.before_m,
        after=found.after_m,
        count=found.count,
        crs=crs[found.looks_like],
    )


def _xy(table: gpd.GeoDataFrame) -> Floats:
    return shapely.get_coordinates(inner_points(table.geometry.to_numpy()))
