"""Candidates for new sites: land use, whether anything may stand there, cost, and places by service."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from facilities.sites import Row, choose, row, site_table, sized
from facilities.spots import Spots
from land.terrain import SEED, Floats, Terrain

_PLACES = ("clinic_places", "care_beds", "rehab_places")
COLUMNS = ("cost", "land_use", "eligible", "shelter_places", *_PLACES)
_USES = ("闲置校舍", "公共服务用地", "村集体建设用地", "空闲厂房", "公园绿地")
_BANK_M = 500.0
_SHORE_M = 1500.0
_WATER_SOURCE_M = 1500.0
_HIGH_M = 120.0
# Of each column of `_PLACES`, what a site in a city, a town and a village holds: as what stands there.
_CITY = ((1.5e4, 4e4), (120, 400), (40, 150))
_TOWN = ((8e3, 2.5e4), (60, 200), (30, 100))
_VILLAGE = ((800, 3000), (20, 80), (10, 50))


def make_candidates(spots: Spots, terrain: Terrain) -> pd.DataFrame:
    """Make candidates; cost in units of 10 000 yuan, places as each service counts them."""
    rng = np.random.default_rng([SEED, 14])
    # A generator of their own, so that they do not move the sites.
    sizes = np.random.default_rng([SEED, 23])
    rows: list[Row] = []
    for places, number, apart_m, cost, shelter, others in (
        (spots.streets, 45, 900.0, (160, 420), (8e3, 3e4), _CITY),
        (spots.towns, 60, 0.0, (40, 160), (5e3, 1.5e4), _TOWN),
        (spots.villages, 75, 2500.0, (40, 160), (1e3, 4e3), _VILLAGE),
    ):
        chosen = choose(places, number, rng, apart_m=apart_m)
        protected = _protected(terrain, np.array([spot.xy_m for spot in chosen]))
        for spot, use in zip(chosen, protected, strict=True):
            free = _USES[rng.integers(0, len(_USES))]
            rows.append(
                row(spot, "备选地块", cost=int(rng.integers(*cost)), land_use=use or free,
                    eligible="no" if use else "yes", shelter_places=sized(rng, *shelter),
                    **{name: sized(sizes, *most) for name, most in zip(_PLACES, others, strict=True)})
            )  # fmt: skip
    return site_table("p", rows, COLUMNS)


def _protected(terrain: Terrain, xy_m: Floats) -> list[str]:
    """Return what protects the land at each place, empty where nothing does."""
    places = shapely.points(xy_m)
    rivers = shapely.MultiLineString(list(terrain.rivers.values()))
    river_m, shore_m = shapely.distance(rivers, places), shapely.distance(terrain.coast, places)
    upper = (river_m < _WATER_SOURCE_M) & (terrain.height_m(xy_m) > _HIGH_M)
    uses = np.select(
        [river_m < _BANK_M, shore_m < _SHORE_M, upper],
        ["河道水库岸线", "风景名胜区", "水源保护区"],
        default="",
    )
    return [str(use) for use in uses]
