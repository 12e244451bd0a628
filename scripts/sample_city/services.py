"""Facilities that exist and candidates for new ones: invented, dense in towns and thin in the hills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from facts import Township
from settlements import Settlement, Urban
from sheet import Sheet
from terrain import SEED, Floats, to_degrees

_AGED = "福寿乐安康宁和颐松鹤祥瑞"


@dataclass(frozen=True)
class Spot:
    """A place where a site may stand: metres, what it is called after, and its size."""

    xy_m: tuple[float, float]
    label: str
    adcode: str
    people: float


@dataclass(frozen=True)
class Spots:
    """All places by kind."""

    streets: list[Spot]
    towns: list[Spot]
    villages: list[Spot]


def find_spots(
    sheet: Sheet,
    grids: Mapping[str, list[int]],
    urban: Mapping[str, Urban],
    places: Sequence[Settlement],
    townships: Sequence[Township],
) -> Spots:
    """Return street corners (called after an urban township), towns and villages."""
    rng = np.random.default_rng([SEED, 9])
    streets = []
    for adcode, points in grids.items():
        names = [t.name for t in townships if t.adcode == adcode and t.urban] or ["城关"]
        area = urban[adcode]
        places_m = np.array([sheet.points[point] for point in points])
        # Each urban township is given a part of the grid: the corners nearest to a corner of its own.
        homes = places_m[rng.choice(len(places_m), size=len(names), replace=False)]
        home = np.linalg.norm(places_m[:, None] - homes[None], axis=2).argmin(axis=1)
        reach_m = np.sqrt(area.shape.area / np.pi)
        away = np.linalg.norm(places_m - area.centre_m, axis=1) / reach_m
        streets += [
            Spot(tuple(xy), names[i], adcode, float(np.exp(-0.9 * d * d)))
            for xy, i, d in zip(places_m, home, away, strict=True)
        ]
    rural = [Spot(p.xy_m, p.name, p.adcode, p.people) for p in places]
    towns = [spot for spot, p in zip(rural, places, strict=True) if p.town]
    villages = [spot for spot, p in zip(rural, places, strict=True) if not p.town]
    return Spots(streets, towns, villages)


def make_clinics(spots: Spots) -> pd.DataFrame:
    """Make clinics of five tiers."""
    maker = _Maker("c", 10)
    for adcode, number in (("130302", 5), ("130303", 1), ("130304", 1), ("130306", 1),
                           ("130321", 1), ("130322", 2), ("130324", 1)):  # fmt: skip
        corners = [spot for spot in spots.streets if spot.adcode == adcode]
        maker.add(corners, number, 900, "综合医院", "county_hospital", (40_000, 120_000))
    maker.add(spots.towns, 60, 0, "卫生院", "township_centre", (8_000, 25_000))
    maker.add(spots.streets, 30, 900, "社区卫生服务中心", "community_centre", (15_000, 40_000))
    maker.add(spots.streets, 40, 600, "社区卫生服务站", "station", (3_000, 8_000))
    maker.add(spots.villages, 80, 2500, "卫生室", "village_clinic", (800, 3_000))
    return maker.table()


def make_elderly_care(spots: Spots) -> pd.DataFrame:
    """Make elderly care; capacity is beds."""
    maker = _Maker("e", 11)
    plain = [spot for spot in spots.towns if spot.adcode != "130321"]
    hills = [spot for spot in spots.towns if spot.adcode == "130321"]
    maker.add(spots.streets, 22, 700, "养老院", "institution", (60, 400), flourish=True)
    maker.add(plain, 16, 5000, "敬老院", "institution", (30, 150))
    maker.add(hills, 4, 9000, "敬老院", "institution", (30, 90))
    maker.add(spots.streets, 24, 500, "居家养老服务中心", "home_care_centre", (10, 40))
    maker.add(plain, 8, 5000, "居家养老服务中心", "home_care_centre", (10, 30))
    return maker.table()


def make_shelters(spots: Spots) -> pd.DataFrame:
    """Make 22 shelters, the number that the city's plan names; capacity is people."""
    maker = _Maker("s", 12)
    for adcode, number in (("130302", 10), ("130303", 3), ("130304", 2), ("130306", 2),
                           ("130321", 1), ("130322", 3), ("130324", 1)):  # fmt: skip
        corners = [spot for spot in spots.streets if spot.adcode == adcode]
        maker.add(corners, number, 1100, "应急避难场所", "shelter", (2_000, 30_000))
    return maker.table()


def make_rehab(spots: Spots) -> pd.DataFrame:
    """Make rehabilitation places; capacity is people a month."""
    maker = _Maker("r", 13)
    maker.add(spots.streets, 9, 1500, "康复中心", "institution", (80, 300))
    maker.add(spots.streets, 26, 900, "康复室", "room", (20, 60))
    maker.add(spots.towns, 44, 0, "残疾人康复室", "room", (10, 40))
    maker.add(spots.villages, 50, 3000, "康复室", "room", (5, 20))
    return maker.table()


def make_candidates(spots: Spots) -> pd.DataFrame:
    """Make candidates, with a cost in units of 10 000 yuan and today's land use."""
    maker = _Maker("p", 14)
    maker.add(spots.streets, 45, 900, "备选地块", "", (1, 1))
    maker.add(spots.towns, 60, 0, "备选地块", "", (1, 1))
    maker.add(spots.villages, 75, 2500, "备选地块", "", (1, 1))
    table = maker.table().drop(columns=["tier", "capacity"])
    rng = np.random.default_rng([SEED, 15])
    uses = ("闲置校舍", "公共服务用地", "村集体建设用地", "空闲厂房", "公园绿地")
    urban = np.arange(len(table)) < 45
    table["cost"] = np.where(
        urban, rng.integers(160, 420, len(table)), rng.integers(40, 160, len(table))
    )
    table["land_use"] = [uses[i] for i in rng.integers(0, len(uses), len(table))]
    return table


class _Maker:
    def __init__(self, prefix: str, stream: int) -> None:
        self._prefix = prefix
        self._rng = np.random.default_rng([SEED, stream])
        self._rows: list[tuple[Floats, str, str, int]] = []
        self._called: dict[str, int] = {}

    def add(
        self, spots: Sequence[Spot], number: int, apart_m: float, kind: str, tier: str,
        room: tuple[int, int], *, flourish: bool = False,
    ) -> None:  # fmt: skip
        """Add up to `number` sites at spots, the more people the likelier, `apart_m` from each other."""
        wish = np.log([spot.people for spot in spots]) * 1.3 + self._rng.gumbel(size=len(spots))
        taken: list[Floats] = []
        for i in np.argsort(-wish, kind="stable"):
            if len(taken) == number:
                break
            place = np.array(spots[i].xy_m) + self._rng.uniform(-60, 60, size=2)
            if (
                taken
                and shapely.distance(shapely.MultiPoint(taken), shapely.Point(place)) < apart_m
            ):
                continue
            taken.append(place)
            low, high = np.log(room)
            capacity = int(float(f"{np.exp(self._rng.uniform(low, high)):.2g}"))
            fancy = "".join(self._rng.choice(list(_AGED), size=2, replace=False))
            label = spots[i].label + (fancy if flourish else "") + kind
            self._rows.append((place, self._numbered(label), tier, capacity))

    def _numbered(self, label: str) -> str:
        self._called[label] = self._called.get(label, 0) + 1
        count = self._called[label]
        return label if count == 1 else f"{label}({count})"

    def table(self) -> pd.DataFrame:
        """Return the sites added so far."""
        degrees = to_degrees([row[0] for row in self._rows]).round(6)
        return pd.DataFrame(
            {
                "site_id": [f"{self._prefix}-{i:03d}" for i in range(1, len(self._rows) + 1)],
                "name": [row[1] for row in self._rows],
                "lon": degrees[:, 0],
                "lat": degrees[:, 1],
                "tier": [row[2] for row in self._rows],
                "capacity": [row[3] for row in self._rows],
            }
        )
