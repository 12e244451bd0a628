"""Jobs on the streets themselves: putting places on them, and drawing the zones around them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from statistics import median
from typing import Final

import geopandas as gpd
import halfhour as hh
import numpy as np
import pandas as pd
import shapely
from halfhour.geo.routing.mode_graph import mode_graph
from halfhour.geo.travel.snapping import SNAP_MAX_M, snap
from measuring.rows import Row
from measuring.timing import Timed, interleaved, timed

_POINTS: Final = 1_000_000
_TREE_POINTS: Final = 20_000
_UNION_SITES: Final = 500
_SAME_M: Final = 1e-6


def snapping_row(network: hh.RoadNetwork) -> Row:
    """Measure putting a million places, even over the city's rectangle, on the nearest edge."""
    graph = mode_graph(network, "drive", "s")
    west, south, east, north = network.bounds_m
    xy = np.random.default_rng(2).uniform((west, south), (east, north), (_POINTS, 2))
    edges = np.flatnonzero(graph.main)
    # Made, and asked once, beforehand: its sample must not be charged for the whole tree.
    tree = shapely.STRtree(network.geometry[edges])
    tree.query_nearest(shapely.points(xy[:1]))

    def with_tree() -> np.ndarray:
        points = shapely.points(xy[:_TREE_POINTS])
        (at, _), distance_m = tree.query_nearest(
            points, max_distance=SNAP_MAX_M, return_distance=True, all_matches=False
        )
        found_m = np.full(_TREE_POINTS, np.inf)
        found_m[at] = distance_m
        return found_m

    duel = interleaved(
        partial(snap, xy, network, graph, among=graph.main), with_tree, touch_bytes=10**9
    )
    found, wanted_m = duel.ours.result, duel.peer.result
    own_m = np.full(_TREE_POINTS, np.inf)
    at = np.flatnonzero(found.snapped[:_TREE_POINTS])
    own_m[at] = shapely.distance(shapely.points(xy[at]), network.geometry[found.edge[at]])
    both = np.isfinite(own_m) & np.isfinite(wanted_m)
    same = bool(
        (np.isfinite(own_m) == np.isfinite(wanted_m)).all()
        and np.abs(own_m[both] - wanted_m[both]).max(initial=0.0) <= _SAME_M
    )
    peer_s = duel.peer.wall_s * _POINTS / _TREE_POINTS
    return Row(
        job=f"snapping {_POINTS:,} points to {len(edges):,} edges",
        ours_s=duel.ours.wall_s,
        peer="shapely's STRtree",
        peer_s=peer_s,
        ratio=peer_s / duel.ours.wall_s,
        cpu_ratio=duel.peer.cpu_s * _POINTS / _TREE_POINTS / duel.ours.cpu_s,
        checked=same,
        target="< 10 s",
        met=duel.ours.wall_s < 10,
        note=f"{found.snapped.mean():.0%} within {SNAP_MAX_M:,.0f} m; "
        f"STRtree on {_TREE_POINTS:,} points, scaled, only the nearest edge, tree not counted",
    )


def zone_rows(network: hh.RoadNetwork) -> Iterator[Row]:
    """Measure zones of one site on foot and by car, and of many sites together; 30 minutes."""
    chosen = np.random.default_rng(3).choice(len(network.node_xy), _UNION_SITES, replace=False)
    sites = _sites(network, chosen)
    demand = gpd.GeoDataFrame(
        {"residents": np.ones(len(chosen))}, geometry=sites.geometry.to_numpy(), crs=network.crs
    )
    demand.index = pd.Index([f"c{i}" for i in range(len(chosen))], name="cell_id")
    first = list(sites.index[:7])
    for mode, way, most_s in (("walk", "on foot", 0.1), ("drive", "by car", 1.0)):
        times = hh.travel_times(demand, sites, network, mode=mode)
        hh.access_zones(times, first[:1], limits_min=[30])
        runs = [timed(partial(hh.access_zones, times, [site], limits_min=[30])) for site in first]
        yield _zone_row(f"zone of one site, {way}, 30 min", runs, most_s)
    together = [
        timed(partial(hh.access_zones, times, list(sites.index), limits_min=[30])) for _ in range(3)
    ]
    yield _zone_row(f"zone of {_UNION_SITES} sites together, by car, 30 min", together, 20.0)


def _sites(network: hh.RoadNetwork, nodes: np.ndarray) -> gpd.GeoDataFrame:
    table = gpd.GeoDataFrame(
        {"name": "", "service": "clinic", "tier": "", "status": "existing"},
        index=pd.Index([f"s{i}" for i in range(len(nodes))], name="site_id"),
        geometry=gpd.points_from_xy(*network.node_xy[nodes].T),
        crs=network.crs,
    )
    return table.assign(capacity=np.inf, cost=1.0)


def _zone_row(job: str, runs: list[Timed[gpd.GeoDataFrame]], most_s: float) -> Row:
    ours_s = median(run.wall_s for run in runs)
    areas_km2 = [float(run.result["area_km2"].iloc[0]) for run in runs]
    return Row(
        job=job,
        ours_s=ours_s,
        target=f"< {most_s:g} s",
        met=ours_s < most_s,
        note=f"median of {len(runs)}, {median(areas_km2):,.0f} km2",
    )
