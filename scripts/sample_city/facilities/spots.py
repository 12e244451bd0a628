"""Places where facilities may stand: street corners, town centres, villages and communities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from land.settlements import Urban
from land.terrain import Floats, to_degrees, to_metres
from land.townships import township_of
from roads.sheet import Sheet
from scipy.spatial import cKDTree

_MARGIN_M = 130.0


@dataclass(frozen=True)
class Spot:
    """A place where a site may stand: metres, what it is called after, where it is, its people.

    ``people`` is a weight between 0 and 1 for street corners and residents elsewhere.
    """

    xy_m: tuple[float, float]
    label: str
    adcode: str
    township: str
    village: str
    people: float


@dataclass(frozen=True)
class Spots:
    """All places by kind; `towns` has one for each township, where its health centre stands."""

    counties: Mapping[str, str]
    streets: list[Spot]
    towns: list[Spot]
    villages: list[Spot]
    communities: list[Spot]

    def corners(self, adcode: str) -> list[Spot]:
        """Return the street corners of a county's urban area."""
        return [spot for spot in self.streets if spot.adcode == adcode]

    def seats(self, adcode: str) -> list[Spot]:
        """Return the same corners, called after the county."""
        return [replace(spot, label=self.counties[adcode]) for spot in self.corners(adcode)]


def find_spots(
    sheet: Sheet,
    grids: Mapping[str, list[int]],
    urban: Mapping[str, Urban],
    units: tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame],
) -> Spots:
    """Return places in the given counties, townships and villages.

    Street corners and towns are called after their township.
    """
    counties, townships, villages = units
    names = dict(zip(counties["adcode"], counties["name"], strict=True))
    called = dict(zip(townships["code"], townships["name"], strict=True))
    county = dict(zip(townships["code"], townships["part_of"], strict=True))
    xy_m = to_metres(villages[["lon", "lat"]])
    own_county = villages["part_of"].map(county)
    streets = []
    for adcode, points in grids.items():
        places_m = np.array([sheet.points[point] for point in points])
        homes = np.flatnonzero((villages["class"] == "community") & (own_county == adcode))
        _, home = cKDTree(xy_m[homes]).query(places_m)
        parts = _well_inside(townships[townships["part_of"] == adcode], places_m)
        reach_m = np.sqrt(urban[adcode].shape.area / np.pi)
        away = np.linalg.norm(places_m - urban[adcode].centre_m, axis=1) / reach_m
        streets += [
            Spot(
                tuple(xy), called[part], adcode, part, villages["code"].iloc[homes[i]],
                float(np.exp(-0.9 * d * d)),
            )
            for xy, part, i, d in zip(places_m, parts, home, away, strict=True)
            if part
        ]  # fmt: skip
    towns: list[Spot] = []
    by_class: dict[str, list[Spot]] = {"village": [], "community": []}
    for xy, village in zip(xy_m, villages.to_dict("records"), strict=True):
        part, people = village["part_of"], float(village["residents"])
        label = called[part] + village["name"]
        spot = Spot(tuple(xy), label, county[part], part, village["code"], people)
        by_class[village["class"]].append(spot)
        if village["hosts_centre"] == "yes":
            towns.append(replace(spot, label=called[part]))
    return Spots(names, streets, towns, by_class["village"], by_class["community"])


def _well_inside(townships: gpd.GeoDataFrame, places_m: Floats) -> list[str]:
    """Return the township of each place, empty where a site beside it could be in another."""
    around = [(0, 0), (_MARGIN_M, 0), (-_MARGIN_M, 0), (0, _MARGIN_M), (0, -_MARGIN_M)]
    found = [township_of(townships, to_degrees(places_m + np.array(step))) for step in around]
    return [codes[0] if len(set(codes)) == 1 else "" for codes in zip(*found, strict=True)]
