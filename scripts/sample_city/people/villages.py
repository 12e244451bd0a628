"""Villages and communities: the smallest units, as points, with the people of the cells around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from facts import County, yes
from land.settlements import VILLAGES_PER_TOWN, Settlement, Urban
from land.terrain import SEED, Floats, to_degrees, to_metres
from land.townships import township_of
from scipy.spatial import cKDTree

_COMMUNITY_APART_M = 480.0
_JITTER_M = 120.0
_SURNAMES = "王李张刘赵孙马高杨陈"
_KINDS = ("庄", "营", "家沟", "各庄", "家峪", "店", "坨", "家洼", "台子", "家铺", "家岭", "屯")
_GOOD = "和平安泰康宁福祥瑞丰明新"
_HOMES = ("里", "园", "苑", "家园", "新村", "花园")


def make_villages(
    counties: Sequence[County],
    townships: gpd.GeoDataFrame,
    urban: Mapping[str, Urban],
    places: Sequence[Settlement],
    cells: pd.DataFrame,
) -> pd.DataFrame:
    """Return villages and communities.

    Parameters
    ----------
    counties, townships, urban
        Counties, township outlines (EPSG:4326) and urban areas by adcode.
    places
        Towns, each of which holds several villages, and villages.
    cells
        People by cell (degrees); column ``adcode`` tells the county.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``name``, ``class``, ``lon``, ``lat`` (degrees), ``part_of`` (township), ``residents``
        (people of the cells that are nearer to it than to any other of the county), ``hosts_centre``.
    """
    rng = np.random.default_rng([SEED, 21])
    parts = []
    for county in counties:
        own = cells[cells["adcode"] == county.adcode]
        own_townships = townships[townships["part_of"] == county.adcode]
        cells_m = to_metres(own[["lon", "lat"]])
        # Offered to communities and to the further villages of towns: one cell each.
        free = own["residents"].to_numpy(dtype="float64").copy()
        villages = [p for p in places if p.adcode == county.adcode]
        parts_of = np.array(township_of(own_townships, own[["lon", "lat"]]))
        found_m = _rural_points(villages, cells_m, free, parts_of)
        area = urban[county.adcode]
        homes_m = _communities(area, cells_m, free, county.communities, rng)
        xy_m = np.vstack([found_m, homes_m])
        table = pd.DataFrame(to_degrees(xy_m).round(6), columns=["lon", "lat"])
        table["class"] = ["village"] * len(found_m) + ["community"] * len(homes_m)
        # The first village of every town is where its township's health centre stands.
        firsts = np.cumsum([0, *(VILLAGES_PER_TOWN if p.town else 1 for p in villages)])[:-1]
        hosts = [int(first) for first, p in zip(firsts, villages, strict=True) if p.town]
        if not (own_townships["class"] == "subdistrict").any():
            middle = np.linalg.norm(homes_m - area.centre_m, axis=1).argmin()
            hosts.append(len(found_m) + int(middle))
        table["hosts_centre"] = [yes(i in hosts) for i in range(len(table))]
        _, nearest = cKDTree(to_metres(table[["lon", "lat"]])).query(cells_m)
        table["residents"] = np.bincount(
            nearest, weights=own["residents"], minlength=len(table)
        ).astype("int64")
        table["part_of"] = township_of(own_townships, table[["lon", "lat"]])
        parts.append(table)
    return _named(pd.concat(parts, ignore_index=True), townships)


def _rural_points(
    places: Sequence[Settlement],
    cells_m: Floats,
    free: Floats,
    township: npt.NDArray[np.str_],
) -> Floats:
    """Return the places of villages; a town's further ones stand in the fullest cells around it."""
    tree = cKDTree(cells_m)
    _, at = tree.query(np.array([p.xy_m for p in places]))
    free[at] = 0
    found = []
    for place, cell in zip(places, at, strict=True):
        found.append(place.xy_m)
        if place.town:
            around = np.array(tree.query_ball_point(place.xy_m, 1300))
            around = around[(township[around] == township[cell]) & (free[around] > 0)]
            fullest = around[np.argsort(-free[around], kind="stable")][: VILLAGES_PER_TOWN - 1]
            found += [tuple(cells_m[i]) for i in fullest]
            free[fullest] = 0
    return np.array(found)


def _communities(
    area: Urban, cells_m: Floats, free: Floats, number: int, rng: np.random.Generator
) -> Floats:
    """Return places for communities in an urban area, in the fullest cells apart from each other."""
    inside = shapely.contains_xy(area.shape.buffer(-150), cells_m[:, 0], cells_m[:, 1])
    chance = np.where(inside & (free > 0), free, np.nan)
    order = np.argsort(-(np.log(chance) + 0.6 * rng.gumbel(size=len(free))), kind="stable")
    blocked = ~inside | (free <= 0)
    tree = cKDTree(cells_m)
    taken: list[int] = []
    for i in order:
        if len(taken) < number and not blocked[i]:
            taken.append(int(i))
            blocked[tree.query_ball_point(cells_m[i], _COMMUNITY_APART_M)] = True
    free[taken] = 0
    return cells_m[taken] + rng.uniform(-_JITTER_M, _JITTER_M, size=(len(taken), 2))


def _named(table: pd.DataFrame, townships: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give names and codes by township: communities count from 001, villages from 201."""
    called = dict(zip(townships["code"], townships["name"], strict=True))
    host = table["hosts_centre"] == "yes"
    parts = []
    for code, own in table.groupby("part_of", sort=True):
        homes, villages = own[own["class"] == "community"], own[own["class"] == "village"]
        stem = called[str(code)].removesuffix("镇").removesuffix("乡").removesuffix("管理处")
        names = [village_name(i) + "村" for i in range(1, len(villages) + 1)]
        names = [
            f"{stem}村" if first else name
            for first, name in zip(host[villages.index], names, strict=True)
        ]
        parts += [
            homes.assign(
                code=[f"{code}{i:03d}" for i in range(1, len(homes) + 1)],
                name=[_community_name(i) + "社区" for i in range(1, len(homes) + 1)],
            ),
            villages.assign(
                code=[f"{code}{i:03d}" for i in range(201, 201 + len(villages))], name=names
            ),
        ]
    columns = ["code", "name", "class", "lon", "lat", "part_of", "residents", "hosts_centre"]
    return pd.concat(parts)[columns].sort_values("code", ignore_index=True)


def village_name(number: int) -> str:
    """Return an invented village name; 120 differ, and a township has fewer villages than that."""
    kind, surname = divmod(number - 1, len(_SURNAMES))
    return _SURNAMES[(surname + kind) % len(_SURNAMES)] + _KINDS[kind % len(_KINDS)]


def _community_name(number: int) -> str:
    kind, good = divmod(number - 1, len(_GOOD))
    other = _GOOD[(good + 2 * kind + 3) % len(_GOOD)]
    return _GOOD[good] + other + _HOMES[(kind + good) % len(_HOMES)]
