"""Demand classes: the people of a cell by group and way of travel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, get_args

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.errors import Fault, InputError
from ..entry_points import PART_OF
from ..tables import CELL_ID, Mode, ModeByTier, groups, people

WithoutCar = Literal["walk", "ebike", "cycle"]

WAY: Final = "way"
"""Column of a demand table with classes: the group and how it travels, or empty for all other people."""

_UNKNOWN: Final = (0.0, 1.0)
_BY_CAR: Final = "drive"


@dataclass(frozen=True, kw_only=True)
class GroupTravel:
    """How the people of a group travel: at which speed on foot, and how many can go by car.

    Parameters
    ----------
    walk_kph
        Km/h on foot, access and egress legs included; None for the road network's own.
    drive_share
        The share of the group that goes by car where a service is reached by car, 0 to 1; or the lowest and the
        highest share that it may be. None where it is not known: anything from 0 to 1.
    otherwise
        How those go who cannot drive.

    Raises
    ------
    InputError
        If the speed is not above 0, or a share is not between 0 and 1.

    See Also
    --------
    travel_times : Takes them as its `groups`.

    Examples
    --------
    >>> import halfhour as hh
    >>> hh.GroupTravel(walk_kph=3.0, drive_share=0.35).shares
    (0.35, 0.35)
    >>> hh.GroupTravel(walk_kph=3.0).shares
    (0.0, 1.0)
    """

    walk_kph: float | None = None
    drive_share: float | tuple[float, float] | None = None
    otherwise: WithoutCar = "walk"

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise InputError(*faults)

    @property
    def shares(self) -> tuple[float, float]:
        """The lowest and the highest share that goes by car."""
        if self.drive_share is None:
            return _UNKNOWN
        if isinstance(self.drive_share, (int, float)):
            return float(self.drive_share), float(self.drive_share)
        low, high = self.drive_share
        return float(low), float(high)

    def _faults(self) -> Iterator[Fault]:
        if self.walk_kph is not None and not (np.isfinite(self.walk_kph) and self.walk_kph > 0):
            yield _fault(
                "walk_kph", self.walk_kph, "is no speed above 0 km/h", "write km/h, such as 3.0"
            )
        if not 0 <= self.shares[0] <= self.shares[1] <= 1:
            yield _fault(
                "drive_share",
                self.drive_share,
                "is no share between 0 and 1, nor a lowest and a highest one",
                "write 0.35, or [0.2, 0.5] where it is not known better",
            )
        if self.otherwise not in get_args(WithoutCar):
            yield _fault(
                "otherwise",
                self.otherwise,
                "is no way to go without a car",
                f"write {', '.join(get_args(WithoutCar))}",
            )


class DemandClass(NamedTuple):
    """People who travel in one way: their rows in the demand table, their mode, and their speed on foot."""

    rows: np.ndarray[tuple[int], np.dtype[np.int64]]
    mode: Mode | ModeByTier
    walk_kph: float | None


class ClassedDemand(NamedTuple):
    """A demand table by class; with the highest shares by car where these are not known; and the classes."""

    demand: gpd.GeoDataFrame
    upper: gpd.GeoDataFrame | None
    classes: tuple[DemandClass, ...]


def classed_demand(
    demand: gpd.GeoDataFrame,
    travel: Mapping[str, GroupTravel],
    mode: Mode | ModeByTier,
    *,
    ever: gpd.GeoDataFrame | None = None,
) -> ClassedDemand:
    """Split cells into demand classes.

    Parameters
    ----------
    demand
        Demand table.
    travel
        By group how it travels. Each group is counted by itself: residents who are elderly travel as residents
        where residents are counted.
    mode
        How people travel to a service, by tier of its sites or to all.
    ever
        The same cells with all who live there in some year: classes are made where these have people, so that
        tables of several years have the same rows. By default `demand`.

    Returns
    -------
    ClassedDemand
        First all cells in their order, without the people of the groups in `travel`; then for each of these,
        by way of travel, the cells where some live, called ``<cell_id>:<group>-<way>``. Column ``part_of`` has
        the cell, ``way`` the group and its way. The people are at the lowest shares by car.

    Raises
    ------
    InputError
        If the demand table has no such group, or ids would occur twice.
    """
    counted = {group: people(demand, group).to_numpy(dtype=np.float64) for group in travel}
    everybody = demand if ever is None else ever
    cells = demand.index.astype(str).to_numpy(dtype=object)
    part_of = demand[PART_OF].to_numpy() if PART_OF in demand else cells
    every = demand.assign(**{PART_OF: part_of, WAY: "", **dict.fromkeys(travel, 0.0)})
    lower, upper = [every], [every]
    classes = [DemandClass(np.arange(len(demand)), mode, None)]
    count = len(demand)
    for group, asked in travel.items():
        lived_in = np.flatnonzero(people(everybody, group).to_numpy(dtype=np.float64) > 0)
        rows = demand.iloc[lived_in]
        for way, share, own in _ways(asked, mode):
            label = f"{group}-{way}"
            part = rows.assign(
                **{PART_OF: part_of[lived_in], WAY: label, **dict.fromkeys(groups(demand), 0.0)}
            )
            part.index = pd.Index([f"{cell}:{label}" for cell in cells[lived_in]], name=CELL_ID)
            for table, at in ((lower, share[0]), (upper, share[1])):
                table.append(part.assign(**{group: counted[group][lived_in] * at}))
            classes.append(DemandClass(np.arange(count, count + len(part)), own, asked.walk_kph))
            count += len(part)
    at_lowest = _stacked(lower)
    unsure = any(one.shares[0] < one.shares[1] for one in travel.values()) and _drives(mode)
    return ClassedDemand(at_lowest, _stacked(upper) if unsure else None, tuple(classes))


def _ways(
    travel: GroupTravel, mode: Mode | ModeByTier
) -> Iterator[tuple[str, tuple[float, float], Mode | ModeByTier]]:
    """Yield each way of a group: its name, the lowest and highest share (those by car), and its mode."""
    if not _drives(mode):
        yield mode if isinstance(mode, str) else "own", (1.0, 1.0), mode
        return
    low, high = travel.shares
    if high > 0:
        yield _BY_CAR, (low, high), mode
    if low < 1:
        instead: Mode | ModeByTier = (
            travel.otherwise
            if isinstance(mode, str)
            else {tier: travel.otherwise if one == _BY_CAR else one for tier, one in mode.items()}
        )
        yield travel.otherwise, (1 - low, 1 - high), instead


def _drives(mode: Mode | ModeByTier) -> bool:
    return _BY_CAR in ([mode] if isinstance(mode, str) else mode.values())


def _stacked(tables: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    table = gpd.GeoDataFrame(pd.concat(tables), crs=tables[0].crs)
    table.index.name = CELL_ID
    return table


def _fault(column: str, value: object, cause: str, fix: str) -> Fault:
    return Fault(file="group", column=column, value=value, cause=cause, fix=fix)
