"""The few facts that the sample city rests on, and how their blanks are filled."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

_HERE = Path(__file__).parent

CITY_RESIDENTS = 3_136_879  # census 2020
DISTRICTS_RESIDENTS = 1_881_047  # census 2020, the four districts (区) together
DISABLED_SHARE = 0.065  # estimate, about the national share
URBAN_COUNTIES = ("130302", "130303", "130304")
POOR_COUNTY = "130321"  # a national poverty county until 2018/19
COMMITTEES = ("130371", "130372")  # report for townships on the land of others


@dataclass(frozen=True)
class County:
    """One county-level unit; `residents` is the census of 2020 or our estimate of it."""

    adcode: str
    name: str
    kind: str
    area_km2: float
    residents: int
    seat_lon: float
    seat_lat: float
    share60: float
    share14: float
    village_units: int
    communities: int

    @property
    def villages(self) -> int:
        """Administrative villages; the other units of their level are communities."""
        return self.village_units - self.communities


@dataclass(frozen=True)
class Township:
    """One township-level unit and the county in which the sample city puts it."""

    code: str
    name: str
    adcode: str

    @property
    def urban(self) -> bool:
        """Whether it is a part of a town rather than a town of its own."""
        return self.name.endswith(("街道", "园区", "开发区"))

    @property
    def reports_to(self) -> str:
        """The county or committee in whose statistics it stands: the head of its code."""
        return self.code[:6]


def yes(mark: object) -> str:
    """Return a mark as the tables write it."""
    return "yes" if mark else "no"


def seat_township(county: str, townships: Sequence[Township]) -> Township:
    """Return the township whose seat is the county's: the first that is no part of a town."""
    return next(t for t in townships if t.adcode == county and not t.urban)


def urban_townships(county: str, townships: Sequence[Township]) -> list[Township]:
    """Return the townships that share the county's urban area."""
    parts = [t for t in townships if t.adcode == county and t.urban]
    return parts or [seat_township(county, townships)]


def share_out(total: int, weights: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Share whole people out by weight so that they sum to `total` (largest remainders)."""
    weight = np.asarray(weights, dtype="float64")
    exact = total * weight / weight.sum()
    whole = np.floor(exact).astype("int64")
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def read_counties() -> tuple[County, ...]:
    """Read the counties, blanks filled in proportion to the census of 2010 within the known sums."""
    rows = _rows("facts.csv")
    known = {row["adcode"]: int(row["residents_2020"]) for row in rows if row["residents_2020"]}
    for kind, total in (("区", DISTRICTS_RESIDENTS), ("县", CITY_RESIDENTS - DISTRICTS_RESIDENTS)):
        members = [row for row in rows if row["class"] == kind]
        blank = [row for row in members if row["adcode"] not in known]
        left = total - sum(known[row["adcode"]] for row in members if row["adcode"] in known)
        shares = share_out(left, [int(row["residents_2010"]) for row in blank])
        known |= {row["adcode"]: int(people) for row, people in zip(blank, shares, strict=True)}
    return tuple(
        County(
            adcode=row["adcode"],
            name=row["name"],
            kind=row["class"],
            area_km2=float(row["area_km2"]),
            residents=known[row["adcode"]],
            seat_lon=float(row["seat_lon"]),
            seat_lat=float(row["seat_lat"]),
            share60=float(row["share60_percent"]) / 100,
            share14=float(row["share14_percent"]) / 100,
            village_units=int(row["village_units_2023"]),
            communities=int(row["communities"]),
        )
        for row in rows
    )


def read_townships() -> tuple[Township, ...]:
    """Read the townships."""
    return tuple(Township(**row) for row in _rows("townships.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
