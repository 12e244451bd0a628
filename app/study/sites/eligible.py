"""Which made candidates something may be built on, and why the others fall away."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely

from ....common.arrays import Bools
from ....common.errors import Fault, InputError
from ....common.sentences import Sentence
from ....coverage.site_check.eligibility import eligibility, with_eligibility
from ....geo.land import INELIGIBLE_BY, LandRule
from ....geo.roads.network import RoadNetwork
from ....geo.travel.edge_index import nearest_edges
from .parcels import stoppable


class NoneRemainsError(InputError):
    """All of the places that were made fell away."""


def fallen_away(
    made: gpd.GeoDataFrame,
    *,
    area: shapely.Geometry | None,
    water: gpd.GeoDataFrame | None,
    land: Sequence[LandRule],
    roads: RoadNetwork | None,
    modes: Sequence[str],
    snap_max_m: float,
) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Return the candidates that remain, and how many fell away by reason.

    Parameters
    ----------
    made
        A site table of candidates.
    area
        Only within it; None for anywhere.
    water
        Not in it.
    land
        Not where its rules forbid.
    roads, modes, snap_max_m
        Only this near to a road on which one of the modes may stop, in metres.

    Raises
    ------
    NoneRemainsError
        If none remains.
    """
    reasons: dict[str, int] = {}
    points = made.geometry.to_numpy()
    if area is not None:
        made = _without(
            made, ~shapely.intersects(area, points), Sentence("outside the area"), reasons
        )
    if water is not None and len(water):
        wet = np.zeros(len(made), dtype=bool)
        wet[water.sindex.query(made.geometry, predicate="intersects")[0]] = True
        made = _without(made, wet, Sentence("in water"), reasons)
    judged = with_eligibility(made, eligibility(made, water=None, land=land))
    if INELIGIBLE_BY in judged:
        said = judged[INELIGIBLE_BY].to_numpy()
        for one in dict.fromkeys(said[said != ""]):
            reasons[Sentence("by the study's land: {land}", land=str(one))] = int(
                (said == one).sum()
            )
        made = made[said == ""]
    if roads is not None and len(made):
        far = ~near_roads(made, roads, modes=modes, within_m=snap_max_m)
        why = Sentence("farther than {most_m:,.0f} m from any road", most_m=snap_max_m)
        made = _without(made, far, why, reasons)
    if made.empty:
        listed = ", ".join(f"{count:,} {why}" for why, count in reasons.items())
        raise NoneRemainsError(
            Fault(
                file="candidates",
                cause=f"none of the places that were made remains: {listed}",
                fix="choose a smaller spacing_m or another way, or check land, water and area",
            )
        )
    return made, reasons


def near_roads(
    places: gpd.GeoDataFrame, roads: RoadNetwork, *, modes: Sequence[str], within_m: float
) -> Bools:
    """Return which places have a road of any of the modes within a distance.

    Parameters
    ----------
    places
        A table of places in the network's CRS; of an area a point inside counts.
    roads
        The network.
    modes
        Modes, on whose roads one may stop.
    within_m
        The distance in metres.
    """
    xy = shapely.get_coordinates(shapely.point_on_surface(places.geometry.to_numpy()))
    near = np.zeros(len(places), dtype=bool)
    for mode in modes:
        edges = np.flatnonzero(stoppable(roads, mode))
        if len(edges):
            near |= nearest_edges(xy, roads.geometry, edges, max_m=within_m).edge >= 0
    return near


def _without(
    made: gpd.GeoDataFrame, gone: Bools, why: str, reasons: dict[str, int]
) -> gpd.GeoDataFrame:
    if gone.any():
        reasons[why] = int(gone.sum())
    return made[~gone]
