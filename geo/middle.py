"""Where most places lie, and which lie far from all others."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from ..common.arrays import Bools, Floats

FAR_M: Final = 300_000.0
"""Nearer to the middle than this nothing is far from all others, in metres."""

FAR_TIMES: Final = 10.0
"""How many times farther from the middle than three quarters of all places a place may lie."""

ALONE_M: Final = 1_000_000.0
"""A place without another within this many metres lies far from all others."""

_FEW: Final = 0.1
"""A larger share of the places is no slip of the pen, but another place."""

_EARTH_M: Final = 6_371_000.0


def middle_of(
    lon: npt.ArrayLike, lat: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> tuple[float, float]:
    """Return the longitude and latitude that half of the weight lies to each side of.

    Medians stay where most are, however far a few lie. Longitudes are counted from their mean direction, so
    that places on both sides of 180 degrees have their middle between them.

    Parameters
    ----------
    lon, lat
        Degrees of at least one place.
    weights
        How much each counts, such as its people; all alike where nothing counts.
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    weight = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not weight.sum() > 0:
        weight = np.ones(len(x))
    angle = np.radians(x)
    mean = np.degrees(np.arctan2((weight * np.sin(angle)).sum(), (weight * np.cos(angle)).sum()))
    return float(_turned(mean + _median(_turned(x - mean), weight))), float(_median(y, weight))


def far_from_all(
    lon: npt.ArrayLike, lat: npt.ArrayLike, weights: npt.ArrayLike | None = None
) -> Bools:
    """Tell which places lie far from all others, as those of a wrong coordinate do.

    A place does that has no other within `ALONE_M`; of places that are all alone, each but the one with most
    of the weight. So does one that lies more than `FAR_M` from the middle, and more than `FAR_TIMES` as far
    as three quarters of the places, if few do.

    Parameters
    ----------
    lon, lat, weights
        As for `middle_of`.
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    weight = np.ones(len(x)) if weights is None else np.asarray(weights, dtype=np.float64)
    points = _on_sphere(x, y)
    away_m = _arc_m(np.linalg.norm(points - _on_sphere(*middle_of(x, y, weight)), axis=1))
    if away_m.max() <= FAR_M:
        return np.zeros(len(x), dtype=np.bool_)
    usual_m = float(np.quantile(away_m, 0.75, method="inverted_cdf"))
    far = away_m > max(FAR_M, FAR_TIMES * usual_m)
    if far.mean() > _FEW:
        far = np.zeros(len(x), dtype=np.bool_)
    alone = _alone(x, y, points)
    if alone.all():
        alone &= ~(weight > weight.sum() / 2)
    far |= alone
    return np.asarray(far, dtype=np.bool_)


def _alone(lon: Floats, lat: Floats, points: Floats) -> Bools:
    """Tell which places have no other within `ALONE_M`; those that share a square degree need no search."""
    alone = np.zeros(len(lon), dtype=np.bool_)
    if len(lon) == 1:
        return alone
    square = np.floor(lon).astype(np.int64) * 400 + np.floor(lat).astype(np.int64)
    _, place, count = np.unique(square, return_inverse=True, return_counts=True)
    single = np.flatnonzero(count[place] == 1)
    if len(single):
        from scipy.spatial import KDTree  # noqa: PLC0415 - few studies need it, and it loads slowly

        apart = np.asarray(KDTree(points).query(points[single], k=2)[0])
        alone[single] = _arc_m(apart[:, 1]) > ALONE_M
    return alone


def _turned(degrees: Floats | float) -> Floats:
    return np.asarray((np.asarray(degrees) + 180.0) % 360.0 - 180.0, dtype=np.float64)


def _median(values: Floats, weight: Floats) -> float:
    order = np.argsort(values, kind="stable")
    values, below = values[order], np.cumsum(weight[order])
    half = below[-1] / 2
    low = int(np.searchsorted(below, half, side="left"))
    high = int(np.searchsorted(below, half, side="right"))
    return float((values[low] + values[min(high, len(values) - 1)]) / 2)


def _on_sphere(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Floats:
    x, y = np.radians(lon), np.radians(lat)
    return np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)], axis=-1)


def _arc_m(chord: Floats) -> Floats:
    return np.asarray(2 * _EARTH_M * np.arcsin(np.minimum(chord / 2, 1.0)), dtype=np.float64)
