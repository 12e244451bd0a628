"""Candidates on parcels: each is entered where a usable road is nearest."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from ....common.arrays import Bools
from ....common.errors import Fault, InputError
from ....coverage.site_check.roads_near import nearest_roads
from ....data.tables.site_columns import CANDIDATES
from ....geo.roads.network import RoadNetwork
from ..entries.candidates_entry import ParcelsEntry
from ..schema import StudyFile


def entered_parcels(
    file: StudyFile,
    service: str,
    sites: gpd.GeoDataFrame,
    parcels: gpd.GeoSeries | None,
    *,
    roads: RoadNetwork | None,
    water: gpd.GeoDataFrame | None,
) -> gpd.GeoDataFrame:
    """Return sites of which candidates on parcels are where a usable road is nearest to their parcel.

    Parameters
    ----------
    file
        The study.
    service
        The service.
    sites
        Its site table.
    parcels
        The parcels of its sites by ``site_id``; None for none.
    roads
        The network; without one a parcel stays where a point inside it is.
    water
        Water surfaces, which a way to the road does not cross where it can help it.

    Returns
    -------
    geopandas.GeoDataFrame
        The table as it is where the study names no parcels.

    Raises
    ------
    InputError
        If candidates of a layer of parcels are points.
    """
    entry = file.services[service].candidates
    if not isinstance(entry, ParcelsEntry):
        return sites
    candidates = sites["status"].isin(CANDIDATES).to_numpy()
    ids = sites.index[candidates]
    own = gpd.GeoSeries([]) if parcels is None else parcels
    points = ids.difference(own.index)
    if len(points):
        raise InputError(
            Fault(
                file=entry.name,
                key=str(points[0]),
                column="geometry",
                cause=f"is a point and no parcel; {len(points):,} candidates are",
                fix="give a layer of polygons, or name the layer with `file:`",
            )
        )
    if roads is None:
        return sites
    tiers = sites["tier"].to_numpy()[candidates]
    shapes = own.loc[ids].to_numpy()
    surfaces = None if water is None else water.geometry.to_numpy()
    places = sites.geometry.to_numpy().copy()
    rows = np.flatnonzero(candidates)
    mode = file.services[service].mode
    for tier in dict.fromkeys(tiers):
        one = mode if isinstance(mode, str) else mode.get(str(tier))
        of_tier = tiers == tier
        # A tier without a mode is told where the service's modes are checked.
        if one is not None:
            usable = stoppable(roads, one)
            near = nearest_roads(roads, usable, shapes[of_tier], surfaces)
            for row, found in zip(rows[of_tier], near, strict=True):
                if found is not None:
                    places[row] = found.on_place
    return sites.set_geometry(gpd.GeoSeries(places, index=sites.index, crs=sites.crs))


def stoppable(roads: RoadNetwork, mode: str) -> Bools:
    """Return by edge whether people of a mode may stop there, and it may be used at all.

    Parameters
    ----------
    roads
        The network.
    mode
        How people travel.
    """
    forward, backward = roads.costs(mode, "s")  # type: ignore[arg-type]
    usable = np.isfinite(forward) | np.isfinite(backward)
    return np.asarray(roads.may_stop(mode) & usable, dtype=bool)  # type: ignore[arg-type]
