"""One point for each place: a point itself, or a point inside an area."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely


def inner_points(geometry: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return a point for each geometry: points as they are, for areas and lines a point on them.

    Shapely would make a new geometry of each point, which for millions of cells takes longer than what is
    done with them, and hundreds of megabytes.

    Parameters
    ----------
    geometry
        Shapely geometries.
    """
    if (shapely.get_type_id(geometry) == shapely.GeometryType.POINT).all():
        return geometry
    return np.asarray(shapely.point_on_surface(geometry), dtype=object)
