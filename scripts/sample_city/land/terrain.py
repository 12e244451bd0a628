"""The land of the sample city: outline, rivers and heights, all drawn here and none measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from scipy import ndimage

SEED = 1303
CRS = "EPSG:4549"  # CGCS2000, 3-degree Gauss-Kruger zone at 120 E, metres
_TO_METRES = pyproj.Transformer.from_crs("EPSG:4326", CRS, always_xy=True)

Floats = npt.NDArray[np.float64]

# A sketch by hand in degrees. The coast runs from Shanhaiguan in the north-east to the mouth of the
# Luan in the south-west; the rest follows no border more closely than a few kilometres.
_COAST = (
    (119.855, 40.005), (119.800, 39.975), (119.720, 39.955), (119.650, 39.925), (119.610, 39.902),
    (119.560, 39.905), (119.532, 39.870), (119.525, 39.832), (119.480, 39.803), (119.430, 39.797),
    (119.375, 39.765), (119.330, 39.710), (119.300, 39.650), (119.280, 39.550), (119.290, 39.470),
    (119.260, 39.430),
)  # fmt: skip
_INLAND = (
    (119.150, 39.465), (119.020, 39.525), (118.900, 39.600), (118.800, 39.655), (118.770, 39.720),
    (118.825, 39.780), (118.785, 39.870), (118.800, 39.970), (118.830, 40.070), (118.750, 40.130),
    (118.650, 40.170), (118.610, 40.280), (118.645, 40.370), (118.600, 40.440), (118.670, 40.510),
    (118.800, 40.535), (118.900, 40.575), (119.050, 40.565), (119.180, 40.580), (119.260, 40.510),
    (119.400, 40.500), (119.510, 40.490), (119.560, 40.410), (119.585, 40.330), (119.690, 40.245),
    (119.730, 40.180), (119.765, 40.100), (119.850, 40.060),
)  # fmt: skip

_RIVERS = {
    "青龙河": (
        (118.93, 40.60), (118.99, 40.50), (118.965, 40.41), (119.02, 40.33), (118.98, 40.22),
        (119.03, 40.12), (118.96, 40.02), (118.92, 39.93), (118.84, 39.84), (118.78, 39.76),
    ),
    "洋河": ((119.33, 40.20), (119.27, 40.10), (119.30, 40.00), (119.26, 39.90), (119.33, 39.84),
             (119.41, 39.78)),
    "戴河": ((119.40, 40.02), (119.38, 39.93), (119.43, 39.86), (119.45, 39.79)),
    "石河": ((119.56, 40.30), (119.60, 40.20), (119.66, 40.12), (119.71, 40.05), (119.78, 39.95)),
    "饮马河": ((119.05, 39.82), (119.10, 39.72), (119.18, 39.65), (119.31, 39.62)),
    "起河": ((119.42, 40.50), (119.33, 40.42), (119.22, 40.38), (119.10, 40.34), (119.02, 40.33)),
    "沙河": ((118.62, 40.42), (118.72, 40.36), (118.80, 40.26), (118.90, 40.22), (118.98, 40.22)),
}  # fmt: skip

_HEIGHT_STEP_M = 500.0


def to_metres(lon_lat: npt.ArrayLike) -> Floats:
    """Return degrees, shape (n, 2), as metres in `CRS`, shape (n, 2)."""
    pairs = np.atleast_2d(np.asarray(lon_lat, dtype="float64"))
    return np.column_stack(_TO_METRES.transform(pairs[:, 0], pairs[:, 1]))


def to_degrees(xy_m: npt.ArrayLike) -> Floats:
    """Return metres in `CRS`, shape (n, 2), as longitude and latitude, shape (n, 2)."""
    pairs = np.atleast_2d(np.asarray(xy_m, dtype="float64"))
    return np.column_stack(_TO_METRES.transform(pairs[:, 0], pairs[:, 1], direction="INVERSE"))


def roughen(xy_m: Floats, rng: np.random.Generator, *, share: float, rounds: int) -> Floats:
    """Push the middle of every segment sideways by up to `share` of its length, `rounds` times."""
    for _ in range(rounds):
        start, end = xy_m[:-1], xy_m[1:]
        across = np.column_stack([start[:, 1] - end[:, 1], end[:, 0] - start[:, 0]])
        push = rng.uniform(-share, share, size=(len(start), 1))
        woven = np.empty((2 * len(start) + 1, 2))
        woven[0::2] = xy_m
        woven[1::2] = (start + end) / 2 + across * push
        xy_m = woven
    return xy_m


def noise(shape: tuple[int, int], rng: np.random.Generator, *, sigma: float) -> Floats:
    """Return smooth noise with mean 0 and deviation 1; `sigma` is its grain in grid steps."""
    field = ndimage.gaussian_filter(rng.standard_normal(shape), sigma)
    return (field - field.mean()) / field.std()


@dataclass(frozen=True)
class Terrain:
    """Land polygon, coast and river lines, and a height grid (origin and step in metres)."""

    land: shapely.Polygon
    coast: shapely.LineString
    rivers: dict[str, shapely.LineString]
    origin_m: Floats
    heights_m: Floats

    def height_m(self, xy_m: Floats) -> Floats:
        """Return the height of each place."""
        column, row = ((xy_m - self.origin_m) / _HEIGHT_STEP_M).T
        return ndimage.map_coordinates(self.heights_m, [row, column], order=1, mode="nearest")


def draw_terrain() -> Terrain:
    """Draw the land."""
    rng = np.random.default_rng([SEED, 1])
    coast = roughen(to_metres(_COAST), rng, share=0.09, rounds=4)
    inland = to_metres((_COAST[-1], *_INLAND, _COAST[0]))
    border = roughen(inland, rng, share=0.2, rounds=4)
    land = shapely.Polygon(np.vstack([coast, border[1:-1]])).buffer(0)
    rivers = {
        name: shapely.LineString(roughen(to_metres(line), rng, share=0.14, rounds=4))
        for name, line in _RIVERS.items()
    }
    west, south, east, north = land.bounds
    x = np.arange(west - 2000, east + 2000, _HEIGHT_STEP_M)
    y = np.arange(south - 2000, north + 2000, _HEIGHT_STEP_M)
    grid_x, grid_y = np.meshgrid(x, y)
    rough = sum(
        weight * noise(grid_x.shape, rng, sigma=sigma)
        for weight, sigma in ((0.6, 9.0), (0.35, 4.0), (0.2, 1.8))
    )
    # The plain ends along a line that climbs a little eastward; 28 km on, mountains are full-grown.
    foot = to_metres([(118.8, 39.97), (119.7, 40.03)])
    slope = (foot[1, 1] - foot[0, 1]) / (foot[1, 0] - foot[0, 0])
    inland_m = grid_y - (foot[0, 1] + slope * (grid_x - foot[0, 0]))
    rise = np.clip(inland_m / 28_000, 0, 1)
    jieshi = to_metres([(119.15, 39.775)])[0]  # the one hill of the plain, north of Changli
    hill = 450 * np.exp(-(((grid_x - jieshi[0]) / 4500) ** 2 + ((grid_y - jieshi[1]) / 2300) ** 2))
    heights = 15 + rise**0.7 * np.clip(420 + 330 * rough, 40, None) + hill
    beds = shapely.MultiLineString(list(rivers.values()))
    away_m = shapely.distance(beds, shapely.points(grid_x, grid_y))
    heights = heights * (1 - 0.75 * np.exp(-((away_m / 1800) ** 2)))
    return Terrain(
        land=land,
        coast=shapely.LineString(coast),
        rivers=rivers,
        origin_m=np.array([x[0], y[0]]),
        heights_m=heights,
    )
