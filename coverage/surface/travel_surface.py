"""The travel time from every place of a study to the nearest open site, pixel by pixel."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import rasterio

from ...common.errors import Fault, InputError
from ...common.prepared import Prepared
from ...geo.tables import Unit
from ...geo.travel.limits import require_positive
from ...geo.travel.travel_times import TravelTimes
from ..zones.access_zones import ROAD_BUFFER_M
from ..zones.grid_zones import cell_areas
from ..zones.zone_table import chosen_sites, water_polygons
from .cost_grid import least_costs
from .pixel_grid import PixelGrid
from .road_costs import costed_pieces

_PIXELS_MAX: Final = 1_000_000
_PIXEL_LEAST_M: Final = 40.0
_ROUND_M: Final = 10.0
_NO_DATA: Final = -9999.0


@dataclass(frozen=True, kw_only=True, eq=False)
class TravelSurface:
    """What it costs to travel from each pixel to the nearest of some sites.

    Parameters
    ----------
    cost
        Shape (rows, columns), float32, rows from north to south: seconds or metres, infinite where no road
        to an open site is near.
    grid
        Where the pixels lie, in metres.
    crs
        The CRS of the grid.
    unit
        ``"s"`` or ``"m"``.

    See Also
    --------
    travel_surface : Compute the surface.
    access_zones : Where a site is reached within some limits.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    Pixels of 500 m, saved as a GeoTIFF:

    >>> import pathlib
    >>> import tempfile
    >>> surface = hh.travel_surface(times, pixel_m=500, buffer_m=300)
    >>> surface.cost.shape, surface.unit
    ((2, 8), 's')
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     surface.save(pathlib.Path(folder) / "minutes.tif").name
    'minutes.tif'
    """

    cost: npt.NDArray[np.float32]
    grid: PixelGrid
    crs: pyproj.CRS
    unit: Unit

    def __repr__(self) -> str:
        return (
            f"<TravelSurface {self.grid.rows} x {self.grid.columns} pixels of {self.grid.pixel:g} m, "
            f"{np.isfinite(self.cost).mean():.0%} with a road near, {self.crs.name}>"
        )

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the surface as a GeoTIFF, in minutes where it is of seconds, and return its path.

        Pixels without a road near are no data (-9999). Other programs read it as they read travel times
        of AccessMod.

        Parameters
        ----------
        path
            Where to write; a file that is there is replaced only once the new one is complete.

        Raises
        ------
        OSError
            If the folder is missing or cannot be written to.
        """
        target = Path(path)
        values = self.cost / np.float32(60) if self.unit == "s" else self.cost
        values = np.where(np.isfinite(values), values, np.float32(_NO_DATA))
        handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".tif")
        os.close(handle)
        try:
            with rasterio.open(
                beside,
                "w",
                driver="GTiff",
                width=self.grid.columns,
                height=self.grid.rows,
                count=1,
                dtype="float32",
                crs=self.crs.to_wkt(),
                transform=self.grid.transform,
                nodata=_NO_DATA,
                compress="deflate",
            ) as raster:
                raster.write(values, 1)
                raster.set_band_description(
                    1, "travel time, minutes" if self.unit == "s" else "distance, metres"
                )
            # Temporary files are private; a result is made to be shown to others.
            Path(beside).chmod(0o644)
            Path(beside).replace(target)
        finally:
            Path(beside).unlink(missing_ok=True)
        return target


def travel_surface(
    times: TravelTimes,
    sites: Sequence[str] | None = None,
    *,
    pixel_m: float | None = None,
    buffer_m: float = ROAD_BUFFER_M,
    bounds_m: tuple[float, float, float, float] | None = None,
    water: gpd.GeoDataFrame | None = None,
    prepared: Prepared | None = None,
) -> TravelSurface:
    """Return the travel time (or distance) to the nearest of some sites for each pixel of a study.

    A pixel takes the least of the roads within `buffer_m` of its middle, as access zones do: where the
    surface is within a limit is that limit's zone. Travel times from a table know no roads; there a pixel
    takes the least of the cells that hold its middle, as in `grid_zones`.

    Parameters
    ----------
    times
        Travel times. The surface goes beyond the limit that was computed, as far as roads lead.
    sites
        Ids of the open sites; by default the existing ones.
    pixel_m
        Side of a pixel in metres; by default 40 m, or as much as keeps the grid below a million pixels.
    buffer_m
        Metres on either side of a road.
    bounds_m
        West, south, east, north of the grid in the demand table's CRS; by default those of the cells,
        widened by `buffer_m`.
    water
        Polygons in the travel times' CRS, which have no travel time and are not crossed but by a bridge.
    prepared
        What was made before, such as `Study.prepared`.

    Returns
    -------
    TravelSurface
        In the demand table's CRS.

    Raises
    ------
    InputError
        If there is no such site, a length is not above 0, or the grid would have no pixels or more than
        100 million.

    See Also
    --------
    TravelSurface : What is returned.
    access_zones : Where a site is reached within some limits.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    Minutes to the clinic along the street, in pixels of 500 m:

    >>> bounds_m = (500_000, -250, 503_000, 250)
    >>> surface = hh.travel_surface(times, pixel_m=500, buffer_m=300, bounds_m=bounds_m)
    >>> (surface.cost / 60).round(1).tolist()
    [[7.0, 1.0, 1.0, 7.0, 13.0, 19.0], [7.0, 1.0, 1.0, 7.0, 13.0, 19.0]]
    """
    require_positive("buffer_m", buffer_m)
    bounds = widened_bounds(times, buffer_m) if bounds_m is None else bounds_m
    west, south, east, north = bounds
    if not (west < east and south < north and np.isfinite(bounds).all()):
        raise InputError(
            Fault(
                file="travel surface",
                column="bounds_m",
                value=list(bounds),
                cause="has no area",
                fix="give west, south, east and north in metres, or leave it out",
            )
        )
    pixel = default_pixel_m(bounds) if pixel_m is None else pixel_m
    require_positive("pixel_m", pixel)
    if (east - west) * (north - south) / pixel**2 > 100 * _PIXELS_MAX:
        raise InputError(
            Fault(
                file="travel surface",
                column="pixel_m",
                value=pixel,
                cause="makes more than 100 million pixels",
                fix="give larger pixels, or leave it out",
            )
        )
    grid = PixelGrid.over(bounds, pixel)
    columns = times.positions(chosen_sites(times, sites))
    polygons = water_polygons(water, times)
    if times.road_parts:
        pieces = costed_pieces(times, columns, prepared=prepared)
        reach_m = np.full(len(pieces), buffer_m)
        cost = least_costs(pieces, reach_m, grid, water=polygons)
    else:
        _, cell_cost = times.search.nearest(columns)
        cost = grid.least(cell_areas(times.demand), cell_cost)
        if polygons is not None:
            cost[grid.inside(polygons)] = np.inf
    crs = pyproj.CRS.from_user_input(times.demand.crs)
    return TravelSurface(cost=cost, grid=grid, crs=crs, unit=times.unit)


def widened_bounds(times: TravelTimes, buffer_m: float) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the cells, metres, widened by `buffer_m`."""
    west, south, east, north = (float(bound) for bound in times.demand.total_bounds)
    return west - buffer_m, south - buffer_m, east + buffer_m, north + buffer_m


def default_pixel_m(bounds_m: tuple[float, float, float, float]) -> float:
    """Return the side of a pixel that keeps a grid below a million pixels, whole tens of metres."""
    west, south, east, north = bounds_m
    side_m = math.sqrt((east - west) * (north - south) / _PIXELS_MAX)
    return max(_PIXEL_LEAST_M, _ROUND_M * math.ceil(side_m / _ROUND_M + 0.2))
