"""Rehabilitation of disabled people: institutions, county centres and rooms inside clinics."""

from __future__ import annotations

import numpy as np
import pandas as pd
from facilities.sites import Row, choose, reached, row, site_table, sized
from facilities.spots import Spot, Spots
from land.terrain import SEED

COLUMNS = ("tier", "capacity", "village", "host", "working", "opened_year")
# Opened, and whether it works; Beidaihe has none.
_INSTITUTIONS = {"130302": (2012, True), "130303": (2015, True), "130306": (2017, True),
                 "130321": (2019, True), "130322": (2014, True), "130324": (2013, False)}  # fmt: skip
_COUNTY_CENTRES = {"130302": 2016, "130322": 2019, "130324": 2018}
_IN_CENTRES, _IN_VILLAGES = 24, 190
_OPENED = {2014: 0.35, 2016: 0.55, 2017: 0.70, 2018: 0.86, 2019: 0.94, 2020: 1.0}


def make_rehab(spots: Spots, clinics: pd.DataFrame) -> pd.DataFrame:
    """Make rehabilitation places; capacity is people a month, `host` the clinic that a room is in."""
    rng = np.random.default_rng([SEED, 13])
    rows = [
        row(choose(spots.seats(adcode), 1, rng)[0], "康复中心", tier="institution",
            capacity=sized(rng, 80, 300), working="yes" if works else "no", opened_year=opened)
        for adcode, (opened, works) in _INSTITUTIONS.items()
    ]  # fmt: skip
    rows += _county_centres(clinics, rng)
    rows.append(
        row(choose(spots.seats("130302"), 1, rng)[0], "精神障碍社区康复示范站",
            tier="mental_model", capacity=60, working="yes", opened_year=2019)
    )  # fmt: skip
    rows += _rooms(spots, clinics, rng)
    return site_table("r", rows, COLUMNS)


def _county_centres(clinics: pd.DataFrame, rng: np.random.Generator) -> list[Row]:
    rows = []
    for adcode, opened in _COUNTY_CENTRES.items():
        hospitals = clinics[(clinics["tier"] == "general_hospital") & (clinics["adcode"] == adcode)]
        host = hospitals.iloc[0]
        rows.append(
            row(_at(host), "残疾人康复中心", tier="county_centre", capacity=sized(rng, 60, 150),
                host=host["site_id"], working="yes", opened_year=opened)
        )  # fmt: skip
    return rows


def _rooms(spots: Spots, clinics: pd.DataFrame, rng: np.random.Generator) -> list[Row]:
    people = {spot.village: spot.people for spot in (*spots.villages, *spots.communities)}
    open_still = clinics[(clinics["working"] == "yes") & (clinics["closed_year"] == "")]
    rows: list[Row] = []
    for tier, number, apart_m in (
        ("community_centre", _IN_CENTRES, 900.0),
        ("village_clinic", _IN_VILLAGES, 2600.0),
    ):
        hosts = open_still[open_still["tier"] == tier]
        offered = [_at(host, people[host["village"]]) for _, host in hosts.iterrows()]
        chosen = choose(offered, number, rng, apart_m=apart_m, jitter_m=0)
        opened = reached(rng.random(len(chosen)), _OPENED)
        called = hosts.set_index("name")
        rows += [
            row(spot, "康复室", tier="room", capacity=sized(rng, 10, 50), village=spot.village,
                host=called["site_id"][spot.label], working="no" if i % 40 == 7 else "yes",
                opened_year=max(opened[i], called["opened_year"][spot.label]))
            for i, spot in enumerate(chosen)
        ]  # fmt: skip
    return rows


def _at(host: pd.Series, people: float = 1.0) -> Spot:
    """Return the place of a clinic as a spot."""
    return Spot(
        (host["x_m"], host["y_m"]), host["name"], host["adcode"], host["township"],
        host["village"], people,
    )  # fmt: skip
