"""People on a 500 m grid: urban areas, towns, villages and remote places, scaled to the census."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from facts import DISABLED_SHARE, County, share_out
from land.settlements import Settlement, Urban
from land.terrain import SEED, to_degrees
from people.remote import Remote

_CELL_M = 500.0
_ELDER_RURAL = 1.18  # how much older villages are than urban areas

# Share of a county's people who live around its seat: estimates.
_URBAN_SHARE = {"130302": 0.80, "130303": 0.66, "130304": 0.52, "130306": 0.30,
                "130321": 0.15, "130322": 0.22, "130324": 0.15}  # fmt: skip


def settle_people(
    counties: Sequence[County],
    borders: gpd.GeoDataFrame,
    urban: Mapping[str, Urban],
    places: Sequence[Settlement],
    remote: Sequence[Remote],
) -> pd.DataFrame:
    """Return one row per populated cell.

    Returns
    -------
    pandas.DataFrame
        ``cell_id``, ``lon``, ``lat`` (degrees), ``residents``, ``elderly``, ``disabled``, ``children``
        (people), and the county's ``adcode``.
    """
    rng = np.random.default_rng([SEED, 8])
    town, country = _urban_weights(urban, rng), _rural_weights(places, remote, rng)
    keys = sorted({*town, *country})
    xy_m = (np.array(keys) + 0.5) * _CELL_M
    degrees = to_degrees(xy_m).round(6)
    table = pd.DataFrame(
        {
            "cell_id": [f"q{column}-{row}" for column, row in keys],
            "lon": degrees[:, 0],
            "lat": degrees[:, 1],
            "town": [town.get(key, 0.0) for key in keys],
            "country": [country.get(key, 0.0) for key in keys],
        }
    )
    parts = []
    for county, shape in zip(counties, borders.geometry, strict=True):
        inside = shapely.contains_xy(shape, degrees[:, 0], degrees[:, 1])
        parts.append(_count(table[inside].assign(adcode=county.adcode), county))
    found = pd.concat(parts).sort_values("cell_id")
    return found.drop(columns=["town", "country"])


def _count(cells: pd.DataFrame, county: County) -> pd.DataFrame:
    share = _URBAN_SHARE[county.adcode]
    weight = (
        share * cells["town"] / cells["town"].sum()
        + (1 - share) * cells["country"] / cells["country"].sum()
    )
    cells["residents"] = share_out(county.residents, weight)
    cells = cells[cells["residents"] > 0].copy()
    older = np.where(cells["country"] > 0, _ELDER_RURAL, 1.0)
    for column, rate, tilt in (
        ("elderly", county.share60, older),
        ("disabled", DISABLED_SHARE, older),
        ("children", county.share14, 1 / older),
    ):
        total = round(county.residents * rate)
        cells[column] = share_out(total, cells["residents"] * tilt)
    return cells


def _urban_weights(
    urban: Mapping[str, Urban], rng: np.random.Generator
) -> dict[tuple[int, int], float]:
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for area in urban.values():
        west, south, east, north = (int(bound // _CELL_M) for bound in area.shape.bounds)
        reach_m = np.sqrt(area.shape.area / np.pi)
        for column in range(west, east + 1):
            for row in range(south, north + 1):
                place = (np.array([column, row]) + 0.5) * _CELL_M
                if shapely.contains_xy(area.shape, *place) and rng.random() > 0.04:
                    away = np.hypot(*(place - area.centre_m)) / reach_m
                    weights[column, row] += np.exp(-0.9 * away**2) * rng.lognormal(0, 0.35)
    return weights


def _rural_weights(
    places: Sequence[Settlement], remote: Sequence[Remote], rng: np.random.Generator
) -> dict[tuple[int, int], float]:
    weights: dict[tuple[int, int], float] = defaultdict(float)
    around = np.array([(dx, dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)])
    for place in places:
        here = np.array(place.xy_m) / _CELL_M
        cells = np.floor(here).astype(int) + around
        away = np.linalg.norm(cells + 0.5 - here, axis=1)
        # A town fills its surroundings; a village spills into one to three cells besides its own.
        spread = np.exp(-((away / (0.9 if place.town else 0.55)) ** 2))
        spread[spread < (0.15 if place.town else 0.05)] = 0
        spread *= rng.uniform(0.7, 1.3, size=len(spread))
        for (column, row), part in zip(cells, spread / spread.sum(), strict=True):
            if part > 0:
                weights[int(column), int(row)] += place.people * part
    for spot in remote:
        column, row = (int(value // _CELL_M) for value in spot.xy_m)
        weights[column, row] += spot.people
    return weights
