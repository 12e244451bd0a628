"""Elderly care: institutions with beds, and home-care service centres in subdistricts."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from facilities.sites import Row, choose, earlier, laggards_last, reached, row, site_table, sized
from facilities.spots import Spots
from land.terrain import SEED

COLUMNS = (
    "tier", "capacity", "beds", "nursing_beds", "medical_link_since", "working", "opened_year",
    "closed_year",
)  # fmt: skip
_AGED = "福寿乐安康宁和颐松鹤祥瑞"
_LATE = {"130321": 0.3, "130306": 0.15}
_OPENED = {2010: 0.70, 2016: 0.74, 2017: 0.78, 2018: 0.86, 2019: 0.93, 2020: 1.0}
_LINKED = {2015: 0.30, 2016: 0.42, 2017: 0.55, 2018: 0.68, 2019: 0.82, 2020: 0.94}
# Share of nursing beds in what opened up to that year: the plan's targets are met by new houses
# until 2019; those of 2020 are ordinary again.
_NURSING = {2017: 0.205, 2018: 0.52, 2019: 0.66, 2020: 0.36}


def make_elderly_care(spots: Spots, townships: gpd.GeoDataFrame) -> pd.DataFrame:
    """Make elderly care; capacity is beds, in home-care centres people a day."""
    rng = np.random.default_rng([SEED, 11])
    rows = [*_institutions(spots, rng), *_home_care(spots, townships, rng)]
    return site_table("e", rows, COLUMNS)


def _institutions(spots: Spots, rng: np.random.Generator) -> list[Row]:
    plain = [spot for spot in spots.towns if spot.adcode != "130321"]
    hills = [spot for spot in spots.towns if spot.adcode == "130321"]
    city = choose(spots.streets, 24, rng, apart_m=700)
    country = [
        *choose(plain, 17, rng, apart_m=5000),
        *choose(hills, 5, rng, apart_m=9000),
    ]
    chosen = [*city, *country]
    opened = reached(rng.random(len(chosen)), _OPENED)
    linked = reached(laggards_last(chosen, rng, _LATE), _LINKED)
    rows = []
    for i, spot in enumerate(chosen):
        year = int(opened[i])
        beds = sized(rng, 60, 400) if i < len(city) else sized(rng, 30, 150)
        share = next(value for last, value in _NURSING.items() if year <= last)
        fancy = "".join(rng.choice(list(_AGED), size=2, replace=False))
        rows.append(
            row(spot, f"{fancy}养老院" if i < len(city) else "敬老院", tier="institution",
                capacity=beds, beds=beds, nursing_beds=round(beds * share),
                medical_link_since=max(int(linked[i]), year) if linked[i] else "",
                working="no" if i == len(city) + 3 else "yes",
                opened_year=earlier(rng, first=1995) if year == 2010 else year)
        )  # fmt: skip
    return rows


def _home_care(spots: Spots, townships: gpd.GeoDataFrame, rng: np.random.Generator) -> list[Row]:
    """Make one in every subdistrict but one, year after year, and a few in towns besides."""
    codes = list(townships.loc[townships["class"] == "subdistrict", "code"])
    codes.remove(rng.choice([code for code in codes if code.startswith("130302")]))
    chosen = [
        choose([spot for spot in spots.streets if spot.township == code], 1, rng)[0]
        for code in codes
    ]
    opened = reached(
        rng.random(len(chosen)),
        {2014: 0.30, 2016: 0.42, 2017: 0.54, 2018: 0.70, 2019: 0.85, 2020: 1.0},
    )
    rural = choose([s for s in spots.towns if s.adcode != "130321"], 8, rng, apart_m=5000)
    opened += reached(rng.random(len(rural)), {2015: 0.4, 2019: 1.0})
    return [
        row(spot, "居家养老服务中心", tier="home_care_centre", capacity=sized(rng, 15, 60), beds=0,
            nursing_beds=0, medical_link_since="", working="yes", opened_year=opened[i])
        for i, spot in enumerate([*chosen, *rural])
    ]  # fmt: skip
