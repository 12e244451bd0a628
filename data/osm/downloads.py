"""What osmnx downloads for an area: its roads, its features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import osmnx as ox
import pandas as pd
import shapely
from osmnx._errors import InsufficientResponseError  # osmnx offers it nowhere else

from ...common.errors import Fault, InputError
from ...geo.crs import WGS84
from ...geo.roads.road_rules import ROAD_KEYS
from .places import Area
from .services import query_tags

# No ferry is downloaded.
ROAD_COLUMNS: Final = (
    *(key for key in ROAD_KEYS if key not in {"route", "duration"}),
    "name",
    "service",
)
"""The OSM tags that a road keeps: those that decide who may use it, which way, and how fast."""

_FORWARD: Final = ("yes", "true", "1", "F")
_BACKWARD: Final = ("-1", "reverse", "T")  # osmnx turns the nodes of these ways round


def fetch_roads(around: Area, place: str) -> gpd.GeoDataFrame:
    """Return the roads inside an area as lines with the columns of `ROAD_COLUMNS`."""
    try:
        graph = ox.graph_from_polygon(
            around, network_type="all", simplify=False, retain_all=True, truncate_by_edge=True
        )
    except ValueError as error:
        empty = isinstance(error, InsufficientResponseError) or "no graph nodes" in str(error)
        if not empty:
            raise
        raise _no_road(place) from error
    if not graph.edges:
        raise _no_road(place)
    return _road_table(dict(graph.nodes(data=True)), list(graph.edges(data=True)))


def _no_road(place: str) -> InputError:
    return InputError(
        Fault(
            file="roads",
            value=place,
            cause="the Overpass server has no road there",
            fix="check that the server covers the place, or name another one with overpass_url",
        )
    )


def _road_table(
    nodes: Mapping[int, Mapping[str, Any]],
    segments: Sequence[tuple[int, int, Mapping[str, Any]]],
) -> gpd.GeoDataFrame:
    """Join the graph's segments to one line per way, or to several where a way meets itself."""
    edges = sorted(segments, key=lambda edge: (edge[2]["osmid"], edge[0], edge[1]))
    osm_ids = np.array([tags["osmid"] for _, _, tags in edges])
    at = {node: (place["x"], place["y"]) for node, place in nodes.items()}
    pieces = shapely.linestrings([(at[start], at[end]) for start, end, _ in edges])
    _, first, way = np.unique(osm_ids, return_index=True, return_inverse=True)
    lines = shapely.line_merge(shapely.multilinestrings(pieces, indices=way), directed=True)
    tags = pd.DataFrame(
        {key: [str(edges[row][2].get(key, "")) for row in first] for key in ROAD_COLUMNS}
    )
    backward = tags["oneway"].isin(_BACKWARD).to_numpy()
    forward = tags["oneway"].isin(_FORWARD).to_numpy()
    tags["oneway"] = np.select([backward, forward], ["-1", "yes"], tags["oneway"])
    lines = np.where(backward, shapely.reverse(lines), lines)
    return gpd.GeoDataFrame(tags, geometry=lines, crs=WGS84).explode(ignore_index=True)


def fetch_features(around: Area, services: Sequence[str]) -> gpd.GeoDataFrame:
    """Return everything inside an area that may be a facility of one of the services."""
    try:
        features = ox.features_from_polygon(around, query_tags(services))
    except InsufficientResponseError:
        # The answer was well formed, or the check of answers had refused it: there is no facility at all.
        index = pd.MultiIndex.from_arrays([[], []], names=["element", "id"])
        return gpd.GeoDataFrame(geometry=gpd.GeoSeries([], index=index), crs=WGS84)
    # What lies where two squares of a divided area meet comes with both.
    return features[~features.index.duplicated()]
