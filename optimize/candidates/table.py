"""The site table of generated candidates."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from ...common.arrays import Bools, Floats
from ...common.errors import Fault, InputError
from ...geo.tables import SITE_COLUMNS, SITE_ID

Geometries = npt.NDArray[np.object_]


def candidate_table(
    ids: Sequence[str], xy: Floats, *, crs: object, service: str, cost: float
) -> gpd.GeoDataFrame:
    """Return a site table of candidates, its columns in the order of `SITE_COLUMNS`.

    Parameters
    ----------
    ids, xy
        Their ids, and their coordinates in metres of `crs`.
    crs
        The metric CRS of the sites that they are joined to.
    service
        Service of the candidates.
    cost
        Opening cost of each.

    Raises
    ------
    InputError
        If the cost is negative or not a number.
    """
    if not (np.isfinite(cost) and cost >= 0):
        raise InputError(
            Fault(
                file="candidates",
                column="cost",
                value=cost,
                cause="is not a sum of money, 0 or more",
                fix="give what opening one costs, in the money of the site table",
            )
        )
    columns = {
        "name": "",
        "service": service,
        "tier": "",
        "status": "candidate",
        "capacity": np.inf,
        "cost": float(cost),
    }
    return gpd.GeoDataFrame(
        {column: columns[column] for column in SITE_COLUMNS},
        index=pd.Index(ids, name=SITE_ID),
        geometry=shapely.points(xy),
        crs=crs,
    )


def is_near(points: Geometries, others: Geometries, distance_m: float) -> Bools:
    """Return which points are within a distance of any of the others."""
    near = shapely.STRtree(others).query_nearest(
        points, max_distance=distance_m, all_matches=False
    )[0]
    return np.asarray(np.isin(np.arange(len(points)), near))


def no_candidate(cause: str, fix: str) -> InputError:
    """Return the error that says why no candidate could be made."""
    return InputError(Fault(file="candidates", cause=f"there is none: {cause}", fix=fix))
