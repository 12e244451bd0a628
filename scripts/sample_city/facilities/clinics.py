"""Clinics of seven tiers, with what the plan asks of them and where it is not met."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from facilities.sites import (
    Row,
    beside,
    choose,
    earlier,
    laggards_last,
    reached,
    row,
    site_table,
    sized,
)
from facilities.spots import Spot, Spots
from land.terrain import SEED
from scipy.spatial import cKDTree

COLUMNS = (
    "tier", "capacity", "village", "public", "working", "opened_year", "closed_year",
    "standardised_since", "tcm_since", "blind_massage_since", "paediatricians", "gps",
)  # fmt: skip
_HOSPITALS = {"130302": 5, "130303": 1, "130304": 1, "130306": 1, "130321": 1, "130322": 2,
              "130324": 1}  # fmt: skip
_OWN_HOSPITAL = {"130322"}  # where the last general hospital is not public
# Opened, and the year of the blind masseurs' clinic; other counties have no such hospital.
_TCM = {"130302": (1986, 2014), "130306": (1993, 2017), "130321": (2019, ""),
        "130322": (1989, 2018), "130324": (2017, 2020)}  # fmt: skip
_MCH_BROKEN = {"130324"}
_CENTRE_PEOPLE = 60_000  # residents per community centre
_SMALL_VILLAGE = 300  # residents
# How far counties are behind, see `sites.laggards_last`.
_LATE = {"130321": 0.08, "130324": 0.03}
_LATE_TCM = {"130321": 0.25, "130324": 0.1}
_STANDARDISED = {2015: 0.80, 2016: 0.84, 2017: 0.88, 2018: 0.91, 2019: 0.94, 2020: 0.962}
_TCM_CENTRES = {2015: 0.62, 2016: 0.70, 2017: 0.78, 2018: 0.86, 2019: 0.92, 2020: 0.97}
_TCM_VILLAGES = {2015: 0.40, 2016: 0.46, 2017: 0.52, 2018: 0.58, 2019: 0.65, 2020: 0.72}


def make_clinics(spots: Spots, townships: gpd.GeoDataFrame, villages: pd.DataFrame) -> pd.DataFrame:
    """Make clinics; capacity is people."""
    rng = np.random.default_rng([SEED, 10])
    centres, seats = _community_centres(spots, townships, villages, rng)
    rows = [
        *_hospitals(spots, rng),
        *_township_centres(spots, rng),
        *centres,
        *_stations(spots, seats, rng),
        *_village_clinics(spots, rng),
    ]
    return site_table("c", rows, COLUMNS)


def _hospitals(spots: Spots, rng: np.random.Generator) -> list[Row]:
    rows = []
    for adcode, number in _HOSPITALS.items():
        *general, second, third = choose(spots.corners(adcode), number + 2, rng, apart_m=700)
        for i, spot in enumerate(general):
            own = adcode in _OWN_HOSPITAL and i == number - 1
            rows.append(
                row(spot, "综合医院", tier="general_hospital", capacity=sized(rng, 4e4, 1.2e5),
                    public="no" if own else "yes", working="yes", opened_year=earlier(rng),
                    paediatricians=rng.integers(8, 16), gps=rng.integers(9, 17))
            )  # fmt: skip
        if adcode in _TCM:
            opened, massage = _TCM[adcode]
            rows.append(
                row(second, "中医医院", tier="tcm_hospital", capacity=sized(rng, 2e4, 6e4),
                    public="yes", working="yes", opened_year=opened, blind_massage_since=massage,
                    paediatricians=rng.integers(2, 5), gps=rng.integers(3, 7))
            )  # fmt: skip
        rows.append(
            row(third, "妇幼保健院", tier="mch", capacity=sized(rng, 1e4, 3e4), public="yes",
                working="no" if adcode in _MCH_BROKEN else "yes", opened_year=earlier(rng),
                paediatricians=rng.integers(9, 18), gps=0)
        )  # fmt: skip
    return rows


def _township_centres(spots: Spots, rng: np.random.Generator) -> list[Row]:
    """Make one for every township but two; some come late, one closed, one is not public."""
    hills = sorted((s for s in spots.towns if s.adcode == "130321"), key=lambda spot: spot.people)
    without = {spot.township for spot in hills[:2]}
    towns = beside([spot for spot in spots.towns if spot.township not in without], rng)
    late = dict(zip(rng.choice(len(towns), size=6, replace=False).tolist(),
                    (2017, 2018, 2018, 2019, 2019, 2020), strict=True))  # fmt: skip
    closed, private, broken = (
        [i for i, spot in enumerate(towns) if spot.adcode == adcode and i not in late][-1]
        for adcode in ("130322", "130306", "130324")
    )
    ranks = laggards_last(towns, rng, _LATE)
    standard = reached(ranks, _STANDARDISED)
    tcm = reached(laggards_last(towns, rng, _LATE_TCM), _TCM_CENTRES)
    return [
        row(spot, "卫生院", tier="township_centre", capacity=sized(rng, 8e3, 2.5e4),
            village=spot.village, public="no" if i == private else "yes",
            working="no" if i == broken else "yes", opened_year=late.get(i, earlier(rng)),
            closed_year=2019 if i == closed else "", standardised_since=standard[i],
            tcm_since=tcm[i], paediatricians=rng.integers(0, 2), gps=rng.integers(1, 6))
        for i, spot in enumerate(towns)
    ]  # fmt: skip


def _community_centres(
    spots: Spots, townships: gpd.GeoDataFrame, villages: pd.DataFrame, rng: np.random.Generator
) -> tuple[list[Row], list[Spot]]:
    """Make centres by the people of every subdistrict; two subdistricts have none."""
    people = villages.groupby("part_of")["residents"].sum()
    codes = list(townships.loc[townships["class"] == "subdistrict", "code"])
    without = set(rng.choice(codes, size=2, replace=False).tolist())
    chosen: list[Spot] = []
    for code in codes:
        if code not in without:
            corners = [spot for spot in spots.streets if spot.township == code]
            number = max(1, round(people.get(code, 0) / _CENTRE_PEOPLE))
            chosen += choose(corners, number, rng, apart_m=900)
    standard = reached(laggards_last(chosen, rng, _LATE), _STANDARDISED)
    tcm = reached(laggards_last(chosen, rng, _LATE_TCM), _TCM_CENTRES)
    opened = reached(rng.random(len(chosen)), {2008: 0.5, 2013: 0.8, 2017: 0.9, 2019: 1.0})
    rows = [
        row(spot, "社区卫生服务中心", tier="community_centre", capacity=sized(rng, 1.5e4, 4e4),
            village=spot.village, public="yes", working="yes", opened_year=opened[i],
            standardised_since=standard[i], tcm_since=tcm[i],
            paediatricians=rng.integers(0, 3), gps=rng.integers(6, 12))
        for i, spot in enumerate(chosen)
    ]  # fmt: skip
    return rows, chosen


def _stations(spots: Spots, centres: list[Spot], rng: np.random.Generator) -> list[Row]:
    """Make stations in communities that are far from every community centre."""
    away_m, _ = cKDTree([spot.xy_m for spot in centres]).query(
        np.array([spot.xy_m for spot in spots.communities])
    )
    far = [s for s, a in zip(spots.communities, away_m, strict=True) if a > 900]
    chosen = choose(far, 46, rng, apart_m=700)
    standard = reached(laggards_last(chosen, rng, _LATE), _STANDARDISED)
    tcm = reached(laggards_last(chosen, rng, _LATE_TCM), _TCM_VILLAGES)
    opened = reached(rng.random(len(chosen)), {2010: 0.6, 2016: 0.8, 2018: 0.9, 2020: 1.0})
    return [
        row(spot, "卫生服务站", tier="station", capacity=sized(rng, 3e3, 8e3),
            village=spot.village, public="yes", working="yes", opened_year=opened[i],
            standardised_since=standard[i], tcm_since=tcm[i], paediatricians=0,
            gps=rng.integers(0, 3))
        for i, spot in enumerate(chosen)
    ]  # fmt: skip


def _village_clinics(spots: Spots, rng: np.random.Generator) -> list[Row]:
    """Make one for most villages; small ones and those beside the township's centre often lack it."""
    hosts = {spot.village for spot in spots.towns}
    lack = np.array(
        [
            0.85 if spot.village in hosts
            else 0.50 if spot.people < _SMALL_VILLAGE
            else 0.10 if spot.adcode == "130321"
            else 0.03
            for spot in spots.villages
        ]
    )  # fmt: skip
    kept = np.flatnonzero(rng.random(len(lack)) >= lack)
    chosen = beside([spots.villages[i] for i in kept], rng)
    standard = reached(laggards_last(chosen, rng, _LATE), _STANDARDISED)
    tcm = reached(laggards_last(chosen, rng, _LATE_TCM), _TCM_VILLAGES)
    opened = reached(
        rng.random(len(chosen)),
        {2005: 0.70, 2012: 0.94, 2016: 0.95, 2017: 0.965, 2018: 0.98, 2019: 0.99, 2020: 1.0},
    )
    closed = set(rng.choice(len(chosen), size=14, replace=False).tolist())
    broken = set(rng.choice(len(chosen), size=26, replace=False).tolist())
    return [
        row(spot, "卫生室", tier="village_clinic", capacity=sized(rng, 800, 3000),
            village=spot.village, public="yes" if rng.random() < 0.9 else "no",
            working="no" if i in broken else "yes", opened_year=opened[i],
            closed_year=int(rng.integers(2017, 2021)) if i in closed and int(opened[i]) < 2016 else "",
            standardised_since=standard[i], tcm_since=tcm[i], paediatricians=0, gps=0)
        for i, spot in enumerate(chosen)
    ]  # fmt: skip
