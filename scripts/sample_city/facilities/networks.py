"""The plan's other networks: what each county, township and village has, by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from facilities.sites import Row, beside, choose, earlier, laggards_last, reached, row, site_table
from facilities.spots import Spot, Spots
from land.terrain import SEED

COLUMNS = (
    "network", "tier", "village", "working", "opened_year", "grade", "barrier_free", "places",
    "standardised_since",
)  # fmt: skip
_LATE = {"130321": 0.3, "130324": 0.1}
_ALL = ("130302", "130303", "130304", "130306", "130321", "130322", "130324")
_AFTER = 2021  # being built when the plan ends


@dataclass(frozen=True)
class _PerCounty:
    """One in each county: opened in the years given, long ago elsewhere, nowhere in `without`."""

    kind: str
    opened: Mapping[str, int]
    without: tuple[str, ...] = ()
    grades: Mapping[str, int] | None = None


@dataclass(frozen=True)
class _Spread:
    """One in a share of the units that grows by year, working in all but a share of them."""

    kind: str
    shares: Mapping[int, float]
    broken: float = 0.0


_COUNTY = {
    "funeral_home": _PerCounty(
        "殡仪馆", {"130324": 2020, "130321": _AFTER}, ("130302", "130303", "130304", "130306")
    ),
    "library": _PerCounty(
        "图书馆", {"130304": 2020},
        grades={"130302": 1, "130303": 3, "130306": 2, "130321": 3, "130322": 2, "130324": 3},
    ),
    "culture_hall": _PerCounty(
        "文化馆", {"130303": 2019, "130304": _AFTER},
        grades={"130302": 1, "130306": 3, "130321": 3, "130322": 2, "130324": 3},
    ),
    "business_park": _PerCounty(
        "返乡创业园",
        {"130302": 2016, "130303": 2019, "130304": 2018, "130306": 2017, "130321": 2018,
         "130322": 2017},
        ("130324",),
    ),
    "child_welfare": _PerCounty("儿童福利院", {"130321": 2019, "130324": 2018}, ("130303", "130304")),
    "social_security_point": _PerCounty("社会保障服务中心", {"130321": 2017}),
    "legal_service": _PerCounty("公共法律服务中心", dict.fromkeys(_ALL, 2016) | {"130321": 2018}),
    "sports_ground": _PerCounty("体育场", {"130321": 2018}, ("130303",)),
    "fitness_centre": _PerCounty("全民健身中心", {"130302": 2012, "130324": 2019}, ("130321",)),
    "community_school": _PerCounty("社区学院", dict.fromkeys(_ALL, 2015) | {"130304": 2019}),
}  # fmt: skip
_TOWNSHIP_ONLY = {
    "cemetery": _Spread(
        "农村公益性公墓", {2012: 0.40, 2016: 0.48, 2017: 0.56, 2018: 0.65, 2019: 0.72, 2020: 0.80}
    ),
    "book_outlet": _Spread("图书发行网点", {2010: 0.70, 2016: 0.80, 2018: 0.90, 2020: 0.975}),
}
_TOWNSHIP = {
    "social_security_point": _Spread("社会保障服务站", {2010: 0.80, 2016: 0.90, 2019: 0.98}),
    "social_assistance": _Spread("社会救助站", {2014: 0.70, 2016: 0.82, 2018: 0.90, 2020: 0.97}),
    "legal_service": _Spread("公共法律服务站", {2016: 0.70, 2017: 0.85, 2018: 0.95, 2020: 1.0}),
    "community_school": _Spread("社区学校", {2015: 0.30, 2017: 0.45, 2018: 0.60, 2020: 0.90}),
}
_VILLAGE = {
    "legal_service": _Spread("法律服务点", {2016: 0.50, 2018: 0.85, 2019: 0.93, 2020: 0.985}, 0.01),
    "community_school": _Spread(
        "社区教学点", {2016: 0.20, 2018: 0.45, 2019: 0.58, 2020: 0.70}, 0.01
    ),
}
_MODEL_COMMUNITIES = {2016: 4, 2017: 8, 2018: 13, 2019: 17, 2020: 21}
_PUBLIC_BUILDINGS, _DAY_CARE = 120, 24
_BARRIER_FREE = 0.82
_STANDARDISED = {2014: 0.45, 2016: 0.62, 2018: 0.78, 2020: 0.93}


def make_networks(spots: Spots) -> pd.DataFrame:
    """Make the sites of every network that is none of the four services."""
    rng = np.random.default_rng([SEED, 18])
    rows = [*_upper(spots, rng), *_lower(spots, rng)]
    return site_table("n", _with_social_security(rows, spots), COLUMNS)


def _with_social_security(rows: Sequence[Row], spots: Spots) -> list[Row]:
    """Return the rows with the city's own point of social security, and since when points are to standard."""
    rng = np.random.default_rng([SEED, 19])
    spot = replace(choose(spots.corners("130302"), 1, rng)[0], label="秦皇岛市")
    city = _site(spot, "social_security_point", "city", "社会保障服务中心", 2001, rng)
    rows = [*rows, city]
    points = [i for i, one in enumerate(rows) if one["network"] == "social_security_point"]
    since = reached(rng.random(len(points)), _STANDARDISED)
    # A point cannot be to standard before it stands.
    marks = {
        i: max(int(year), int(str(rows[i]["opened_year"])))
        for i, year in zip(points, since, strict=True)
        if year
    }
    return [{**one, "standardised_since": marks.get(i, "")} for i, one in enumerate(rows)]


def _upper(spots: Spots, rng: np.random.Generator) -> list[Row]:
    """Return what the city and the counties have, and what stands in towns."""
    rows: list[Row] = []
    for network, kind in (
        ("funeral_home", "殡仪馆"),
        ("legal_service", "公共法律服务中心"),
        ("community_school", "社区教育学院"),
    ):
        spot = replace(choose(spots.corners("130302"), 1, rng)[0], label="秦皇岛市")
        rows.append(_site(spot, network, "city", kind, earlier(rng), rng))
    for network, each in _COUNTY.items():
        grades = each.grades or {}
        for adcode in (code for code in _ALL if code not in each.without):
            spot = choose(spots.seats(adcode), 1, rng)[0]
            year = each.opened.get(adcode, earlier(rng))
            site = _site(spot, network, "county", each.kind, year, rng)
            rows.append({**site, "grade": grades.get(adcode, "")})
    homes = choose(spots.communities, max(_MODEL_COMMUNITIES.values()), rng, apart_m=600)
    opened = reached(range(len(homes)), {y: n / len(homes) for y, n in _MODEL_COMMUNITIES.items()})
    rows += [
        {**_site(spot, "model_community", "community", "综合减灾示范社区", int(opened[i]), rng),
         "village": spot.village, "working": "no" if i == 4 else "yes"}
        for i, spot in enumerate(homes)
    ]  # fmt: skip
    streets = choose(spots.streets, _PUBLIC_BUILDINGS - 40, rng, apart_m=300)
    rows += [
        _site(spot, "public_building", "building", "便民服务中心", earlier(rng), rng)
        for spot in (*streets, *choose(spots.towns, 40, rng))
    ]
    cares = [*choose(spots.streets, 16, rng, apart_m=900), *choose(spots.towns, 8, rng)]
    opened = reached(rng.random(_DAY_CARE), {2014: 0.4, 2017: 0.6, 2019: 0.8, 2020: 1.0})
    rows += [
        {**_site(spot, "day_care", "centre", "残疾人托养中心", int(opened[i]), rng),
         "places": int(rng.integers(3, 13) * 5)}
        for i, spot in enumerate(cares)
    ]  # fmt: skip
    return rows


def _lower(spots: Spots, rng: np.random.Generator) -> list[Row]:
    """Return what townships and villages have."""
    seats = _one_each(spots.streets, spots.towns, rng)
    rural = [spot for spot in seats if spot.township in {s.township for s in spots.towns}]
    everyone = [*spots.villages, *spots.communities]
    rows = []
    for tier, places, networks in (
        ("township", rural, _TOWNSHIP_ONLY),
        ("township", seats, _TOWNSHIP),
        ("village", everyone, _VILLAGE),
    ):
        for network, spread in networks.items():
            opened = reached(laggards_last(places, rng, _LATE), spread.shares)
            moved = beside(places, rng)
            broken = rng.random(len(places)) < spread.broken
            for spot, year, stopped in zip(moved, opened, broken, strict=True):
                if year:
                    site = _site(spot, network, tier, spread.kind, int(year), rng)
                    if tier == "village":
                        site |= {"village": spot.village, "barrier_free": ""}
                    rows.append(site | {"working": "no" if stopped else "yes"})
    return rows


def _one_each(
    streets: Sequence[Spot], towns: Sequence[Spot], rng: np.random.Generator
) -> list[Spot]:
    """Return one place for every township: its town's centre, or a corner of a subdistrict."""
    found = {spot.township: spot for spot in towns}
    for code in sorted({spot.township for spot in streets} - found.keys()):
        own = [spot for spot in streets if spot.township == code]
        found[code] = choose(own, 1, rng)[0]
    return [found[code] for code in sorted(found)]


def _site(
    spot: Spot, network: str, tier: str, kind: str, opened: int, rng: np.random.Generator
) -> Row:
    barrier_free = "yes" if rng.random() < _BARRIER_FREE else "no"
    return row(
        spot, kind, network=network, tier=tier, working="yes", opened_year=opened,
        barrier_free=barrier_free,
    )  # fmt: skip
