"""Emergency shelters and warehouses of relief goods."""

from __future__ import annotations

import numpy as np
import pandas as pd
from facilities.sites import choose, earlier, row, site_table, sized
from facilities.spots import Spots
from land.terrain import SEED

SHELTER_COLUMNS = ("tier", "capacity", "working", "opened_year")
WAREHOUSE_COLUMNS = ("tier", "working", "opened_year")
_SHELTERS = {"130302": 10, "130303": 3, "130304": 2, "130306": 2, "130321": 1, "130322": 3,
             "130324": 1}  # fmt: skip
_BROKEN_SHELTERS = (6, 20)  # counted from 0
# Opened, and whether it works: the plan names these four.
_WAREHOUSES = {"130302": (2009, True), "130321": (2020, True), "130322": (2018, True),
               "130324": (2017, False)}  # fmt: skip


def make_shelters(spots: Spots) -> pd.DataFrame:
    """Make 22 shelters, the number that the city's plan names; capacity is people."""
    rng = np.random.default_rng([SEED, 12])
    chosen = [
        spot
        for adcode, number in _SHELTERS.items()
        for spot in choose(spots.corners(adcode), number, rng, apart_m=1100)
    ]
    rows = [
        row(spot, "应急避难场所", tier="shelter", capacity=sized(rng, 2e3, 3e4),
            working="no" if i in _BROKEN_SHELTERS else "yes",
            opened_year=earlier(rng, first=2008, last=2015))
        for i, spot in enumerate(chosen)
    ]  # fmt: skip
    return site_table("s", rows, SHELTER_COLUMNS)


def make_warehouses(spots: Spots) -> pd.DataFrame:
    """Make warehouses of relief goods."""
    rng = np.random.default_rng([SEED, 17])
    rows = [
        row(choose(spots.seats(adcode), 1, rng)[0], "救灾物资储备库", tier="relief_warehouse",
            working="yes" if works else "no", opened_year=opened)
        for adcode, (opened, works) in _WAREHOUSES.items()
    ]  # fmt: skip
    return site_table("w", rows, WAREHOUSE_COLUMNS)
