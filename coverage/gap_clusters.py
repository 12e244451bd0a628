"""Where the gap is: unserved cells gathered into clusters."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from ..geo.travel.road_search import points_xy
from .assessment import Assessment
from .connected_places import connected_places

NEIGHBOUR_SPACINGS = 2.0
"""Unserved cells up to this many times the usual spacing of cells apart belong together."""


def gap_clusters(assessment: Assessment, *, neighbour_m: float | None = None) -> gpd.GeoDataFrame:
    """Gather cells with people in the gap that lie near each other.

    The clusters are those of DBSCAN [1]_ with a minimum of one cell: every such cell belongs to exactly one
    cluster, if need be its own, so that the clusters' people add up to the gap. Where a service has capacities,
    people within reach and without a place are in the gap too.

    Parameters
    ----------
    assessment
        Whose gap.
    neighbour_m
        Cells up to this many metres apart are neighbours; by default twice the usual spacing of the demand
        table's cells, the median distance to the nearest other one.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``cluster_id`` from 1, most people first; columns ``people``, ``cells``, ``unreachable``
        (people); as geometry the cluster's centre, its own cell that is nearest to the people-weighted mean,
        in the demand table's CRS.

    See Also
    --------
    assess : Who is served, and who is not.
    candidates_from_unserved : Candidates where the gap is.

    References
    ----------
    .. [1] Ester, M., Kriegel, H.-P., Sander, J. and Xu, X. (1996). A density-based algorithm for discovering
       clusters in large spatial databases with noise. KDD-96, 226-231.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    The east end has no clinic within 15 minutes:

    >>> clusters = hh.gap_clusters(hh.assess(times, limit_min=15))
    >>> clusters[["people", "cells"]].loc[1].tolist()
    [100.0, 1.0]
    >>> clusters.geometry.loc[1].wkt
    'POINT (503000 0)'
    """
    cells = assessment.cells
    demand = assessment.times.demand
    gap = (cells["people"] - cells["people_served"]).to_numpy()
    unserved = np.flatnonzero(gap > 0)
    xy = points_xy(demand.geometry.to_numpy()[unserved])
    weight = gap[unserved]
    if neighbour_m is None:
        # 1 m where there is no other cell, or all stand on one spot.
        neighbour_m = NEIGHBOUR_SPACINGS * max(1.0, assessment.times.cell_spacing_m or 0.0)
    label = connected_places(xy, neighbour_m)
    clusters = int(label.max()) + 1 if len(label) else 0

    def total(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.bincount(label, weights=values, minlength=clusters).astype(np.float64)

    people = total(weight)
    mean = np.column_stack([total(weight * xy[:, axis]) / people for axis in (0, 1)])
    away_m = np.hypot(*(xy - mean[label]).T)
    # The first cell of each cluster in order of distance from its mean.
    order = np.lexsort((away_m, label))
    centre = order[np.unique(label[order], return_index=True)[1]]
    table = gpd.GeoDataFrame(
        {
            "people": people,
            "cells": np.bincount(label, minlength=clusters),
            "unreachable": total(weight * (assessment.unreachable[unserved])),
        },
        geometry=shapely.points(xy[centre]),
        crs=demand.crs,
    ).sort_values(["people", "cells"], ascending=False, kind="stable")
    table.index = pd.RangeIndex(1, clusters + 1, name="cluster_id")
    return table
