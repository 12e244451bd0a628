"""Scale bar and north arrow: both measured on the ellipsoid, since a projected map is only nearly true."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pyproj
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from ...geo.crs import from_degrees, to_degrees
from ..charts.figure import INK
from ..wording.words import count

_BAR_OF_WIDTH: Final = 0.28
_STEPS: Final = (1.0, 2.0, 5.0)
_NEAR_M: Final = 1000.0

Bounds = tuple[float, float, float, float]
"""West, south, east, north in a projected CRS, metres."""


def round_length_m(longest_m: float) -> float:
    """Return the longest of 1, 2, 5, 10, 20 ... metres that is not above `longest_m`."""
    power = 10.0 ** math.floor(math.log10(longest_m))
    return max(step * power for step in _STEPS if step * power <= longest_m * (1 + 1e-9))


def ground_m_per_map_m(bounds_m: Bounds, crs: pyproj.CRS) -> float:
    """Return how many metres on the ground one metre of the map is, east to west in its middle."""
    west, south, east, north = bounds_m
    x, y = (west + east) / 2, (south + north) / 2
    half = (east - west) / 4
    lon, lat = to_degrees(crs).transform([x - half, x + half], [y, y])
    _, _, ground = pyproj.Geod(ellps="WGS84").inv(lon[0], lat[0], lon[1], lat[1])
    return float(ground) / (2 * half)


def north_deg(bounds_m: Bounds, crs: pyproj.CRS) -> float:
    """Return where true north lies in the middle of a map: degrees clockwise from straight up."""
    west, south, east, north = bounds_m
    x, y = (west + east) / 2, (south + north) / 2
    lon, lat = to_degrees(crs).transform(x, y)
    up_lon, up_lat, _ = pyproj.Geod(ellps="WGS84").fwd(lon, lat, 0.0, _NEAR_M)
    up_x, up_y = from_degrees(crs).transform(up_lon, up_lat)
    return math.degrees(math.atan2(up_x - x, up_y - y))


def draw_scale_bar(axes: Axes, bounds_m: Bounds, crs: pyproj.CRS, *, font_pt: float) -> None:
    """Draw a scale bar of a round length in the lower left corner of a map."""
    west, south, east, north = bounds_m
    width, height = east - west, north - south
    scale = ground_m_per_map_m(bounds_m, crs)
    length_m = round_length_m(width * scale * _BAR_OF_WIDTH)
    x, y = west + 0.03 * width, south + 0.03 * min(width, height)
    half, thick = length_m / scale / 2, 0.008 * min(width, height)
    for number, colour in enumerate((INK, "white")):
        axes.add_patch(
            Rectangle(
                (x + number * half, y),
                half,
                thick,
                facecolor=colour,
                edgecolor=INK,
                linewidth=0.6,
                zorder=20,
            )
        )
    far = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{count(length_m)} m"
    for at, words in ((x, "0"), (x + 2 * half, far)):
        axes.annotate(
            words,
            (at, y + thick),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=font_pt,
            color=INK,
            zorder=20,
        )


def draw_north(
    axes: Axes, bounds_m: Bounds, crs: pyproj.CRS, *, letter: str, font_pt: float
) -> None:
    """Draw an arrow to true north in the upper right corner of a map."""
    west, south, east, north = bounds_m
    size = min(east - west, north - south)
    angle = math.radians(north_deg(bounds_m, crs))
    up = np.array([math.sin(angle), math.cos(angle)])
    across = np.array([up[1], -up[0]])
    middle = np.array([east - 0.05 * size, north - 0.1 * size])
    tip, foot = middle + 0.035 * size * up, middle - 0.035 * size * up
    notch = foot + 0.015 * size * up
    for side, colour in ((-1, INK), (1, "white")):
        corner = foot + side * 0.02 * size * across
        axes.fill(*zip(tip, corner, notch, strict=True), fc=colour, ec=INK, lw=0.6, zorder=20)
    x, y = tip + 0.012 * size * up
    axes.text(x, y, letter, ha="center", va="bottom", fontsize=font_pt, color=INK, zorder=20)
