"""What a memo's map draws beside its cells: the place, other sites, units, the farthest village."""

from __future__ import annotations

from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from ...common.arrays import Bools
from ...coverage.assessment import Assessment
from ...coverage.site_check.check import SiteCheck
from ...optimize.site_comparison.comparison import SiteComparison
from ..document.offline import DataLayer
from ..document.shapes import DIGITS, line_code, points_deg, polygon_codes, to_degrees
from ..wording.messages import Message, message

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_EXISTING_MAX: Final = 3000
_UNITS_SIMPLIFY_DEG: Final = 0.0001
_LINES: Final = ((1.8, "7 4"), (0.9, "3 4"), (0.6, "2 4"))
"""Weight and dashes of the borders of each level of units; further levels as the last."""


def place_layer(check: SiteCheck) -> DataLayer:
    """Return the proposed site, and its parcel."""
    parcel = check.place.parcel
    data = {
        "digits": DIGITS,
        "parcel": [] if parcel is None else polygon_codes(parcel),
        "spot": _spot(
            check.at, message("Site applied for"), [["Newly served", _people(check.newly_served)]]
        ),
    }
    return DataLayer("check_place", data, name="Site applied for", group="sites")


def existing_layer(check: SiteCheck, today: Assessment, frame: Box) -> DataLayer | None:
    """Return the open sites of the service inside a frame; None where there is none."""
    sites = today.times.sites.loc[list(today.open_sites)]
    if not len(sites):
        return None
    lonlat = points_deg(sites.geometry, sites.crs)
    inside = np.flatnonzero(within(lonlat, frame))[:_EXISTING_MAX]
    shared = check.overlaps["people"]
    spots = []
    for row in inside:
        site = sites.index[row]
        rows = [["Same people", _people(float(shared[site]))]] if site in shared.index else []
        name = str(sites["name"].iloc[row]) or str(site)
        spots.append(_spot(lonlat[row], name, rows, note=message("Existing site")))
    if not spots:
        return None
    return DataLayer("check_existing", {"sites": spots}, name="Existing sites", group="sites")


def better_layer(comparison: SiteComparison) -> DataLayer | None:
    """Return the better eligible sites, numbered as in the memo; None where there is none."""
    spots = [
        _spot(
            (float(row["lon"]), float(row["lat"])),
            str(row["name"]) or str(site),
            [["Adds more", _people(float(row["more"]))]],
            note=message("Better site"),
        )
        for site, row in comparison.better.iterrows()
    ]
    if not spots:
        return None
    return DataLayer("check_better", {"sites": spots}, name="Better sites", group="sites")


def farthest_layer(comparison: SiteComparison) -> DataLayer | None:
    """Return the village that is farthest from help, and its way to the site; None without one."""
    village = comparison.farthest
    if village is None:
        return None
    data: dict[str, Any] = {
        "digits": DIGITS,
        "spot": _spot(
            village.at,
            village.name or village.unit_id,
            [["To its nearest site", {"cost": village.cost}]],
            note=message("Farthest from help"),
        ),
        "way": None if village.way is None else line_code(village.way),
    }
    return DataLayer("check_farthest", data, name="Farthest village and its way", group="question")


def units_layer(units: gpd.GeoDataFrame | None, frame: Box) -> DataLayer | None:
    """Return the borders of units inside a frame, the first level strongest; None where there are none."""
    if units is None or not len(units):
        return None
    areas = units[units.geom_type.isin(["Polygon", "MultiPolygon"])]
    box, lines = shapely.box(*frame), []
    for number, level in enumerate(dict.fromkeys(areas["level"].astype(str))):
        own = to_degrees(
            areas.geometry[(areas["level"].astype(str) == level).to_numpy()], areas.crs
        )
        near = own[shapely.intersects(own, box)]
        borders = shapely.union_all(shapely.boundary(near))
        clipped = shapely.intersection(shapely.simplify(borders, _UNITS_SIMPLIFY_DEG), box)
        parts = shapely.get_parts(shapely.get_parts([clipped]))
        rings = [line_code(part) for part in parts if part.geom_type == "LineString"]
        weight, dash = _LINES[min(number, len(_LINES) - 1)]
        if rings:
            lines.append({"rings": rings, "weight": weight, "dash": dash})
    if not lines:
        return None
    data = {"digits": DIGITS, "lines": lines}
    return DataLayer("check_units", data, name="Unit borders", group="units")


def within(
    lonlat: np.ndarray[Any, np.dtype[np.float64]], frame: Box
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which places lie inside a frame.

    Parameters
    ----------
    lonlat
        Longitude and latitude, shape (n, 2).
    frame
        West, south, east, north in degrees.
    """
    west, south, east, north = frame
    lon, lat = lonlat.T
    # Counted around the middle of the frame, which may cross the 180th meridian.
    lon = lon - 360 * np.round((lon - (west + east) / 2) / 360)
    inside: Bools = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _spot(
    lonlat: Any,  # noqa: ANN401 - a pair of numbers
    title: str | Message,
    rows: list[list[Any]],
    *,
    note: Message | None = None,
) -> dict[str, Any]:
    lon, lat = (round(float(number), DIGITS) for number in lonlat)
    popup: dict[str, Any] = {"title": title, "rows": rows}
    if note is not None:
        popup["note"] = note
    return {"at": [lat, lon], "popup": popup}


def _people(number: float) -> dict[str, float]:
    return {"people": number}
