"""How people change over the years: growth by county, and new estates for resettlement."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from facilities.sites import choose
from facilities.spots import Spots
from facts import DISABLED_SHARE, County
from land.terrain import SEED, to_degrees

BASE_YEAR = 2020
_FIRST_YEAR = 2016
# Change of a county's people a year, in per cent: estimates.
_GROWTH_PERCENT = {"130302": 1.1, "130303": -0.2, "130304": 0.8, "130306": -0.7, "130321": -1.4,
                   "130322": -0.6, "130324": -0.9}  # fmt: skip
# Homes by year and county. The sums by year (8,000, 10,000, 6,000) are the plan's.
_HOMES = {
    2018: (("130302", 4500), ("130306", 1500), ("130322", 2000)),
    2019: (("130302", 3500), ("130302", 2500), ("130303", 2000), ("130324", 2000)),
    2020: (("130302", 3000), ("130304", 1500), ("130321", 1500)),
}
_PEOPLE_PER_HOME = 2.7
_FRINGE = 0.3  # new estates stand where an urban area is thin: this part of its corners


def make_growth(counties: Sequence[County]) -> pd.DataFrame:
    """Return ``unit``, ``year``, ``factor``: people of the year as a multiple of those of 2020."""
    return pd.DataFrame(
        [
            {
                "unit": county.adcode,
                "year": year,
                "factor": round(
                    (1 + _GROWTH_PERCENT[county.adcode] / 100) ** (year - BASE_YEAR), 4
                ),
            }
            for county in counties
            for year in range(_FIRST_YEAR, BASE_YEAR + 1)
        ]
    )


def make_resettlement(spots: Spots, counties: Sequence[County]) -> pd.DataFrame:
    """Return new estates with the year in which people move in, homes and people by group."""
    rng = np.random.default_rng([SEED, 19])
    fact = {county.adcode: county for county in counties}
    rows: list[dict[str, object]] = []
    for year, estates in _HOMES.items():
        for adcode, homes in estates:
            corners = sorted(spots.corners(adcode), key=lambda spot: spot.people)
            spot = choose(corners[: int(_FRINGE * len(corners))], 1, rng)[0]
            lon, lat = to_degrees([spot.xy_m])[0].round(6)
            people = round(homes * _PEOPLE_PER_HOME)
            rows.append(
                {
                    "place_id": f"h-{len(rows) + 1:02d}",
                    "lon": lon,
                    "lat": lat,
                    "year": year,
                    "homes": homes,
                    "residents": people,
                    "elderly": round(people * fact[adcode].share60),
                    "disabled": round(people * DISABLED_SHARE),
                    "children": round(people * fact[adcode].share14),
                }
            )
    return pd.DataFrame(rows)
