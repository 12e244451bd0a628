"""Where the gap is: unserved cells gathered into clusters."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sklearn.cluster import DBSCAN

from ..geo.road_search import points_xy
from .assessment import Assessment

NEIGHBOUR_M = 1500.0
"""Unserved cells up to this far apart belong together: three steps of a 500 m grid."""


def gap_clusters(assessment: Assessment, *, neighbour_m: float = NEIGHBOUR_M) -> gpd.GeoDataFrame:
    """Gather unserved populated cells that lie near each other (DBSCAN, Ester et al. 1996).

    Every such cell belongs to exactly one cluster, if need be its own, so that the clusters' people
    add up to the gap.

    Parameters
    ----------
    assessment
        Whose gap.
    neighbour_m
        Cells up to this many metres apart are neighbours.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``cluster_id`` from 1, most people first; columns ``people``, ``cells``, ``unreachable``
        (people); the people-weighted centre as geometry, in the demand table's CRS.
    """
    cells = assessment.cells
    unserved = np.flatnonzero(~cells["served"].to_numpy() & (cells["people"].to_numpy() > 0))
    demand = assessment.times.demand
    xy = points_xy(demand.geometry.to_numpy()[unserved])
    weight = cells["people"].to_numpy()[unserved]
    label = (
        DBSCAN(eps=neighbour_m, min_samples=1).fit_predict(xy)
        if len(unserved)
        else np.empty(0, dtype=np.int64)
    )
    clusters = int(label.max()) + 1 if len(label) else 0
    total = np.bincount(label, weights=weight, minlength=clusters)
    unreachable = np.bincount(
        label,
        weights=weight * (assessment.times.cell_reason[unserved] != ""),
        minlength=clusters,
    )
    centre = [
        np.bincount(label, weights=weight * xy[:, axis], minlength=clusters) / total
        for axis in (0, 1)
    ]
    table = gpd.GeoDataFrame(
        {
            "people": total,
            "cells": np.bincount(label, minlength=clusters),
            "unreachable": unreachable,
        },
        geometry=shapely.points(centre[0], centre[1]),
        crs=demand.crs,
    ).sort_values(["people", "cells"], ascending=False, kind="stable")
    table.index = pd.RangeIndex(1, clusters + 1, name="cluster_id")
    return table
