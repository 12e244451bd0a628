"""Candidates of a study that no file has: made on a lattice, in hosts, or amid unserved people."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ....common.errors import InputError
from ....common.large_work import Report, say_nothing
from ....common.sentences import Sentence
from ....coverage.assessment import assess
from ....geo.land import LandRule
from ....geo.roads.network import RoadNetwork
from ....geo.tables import groups
from ....geo.travel.road_times import travel_times
from ....optimize.candidates.lattice import candidates_on_lattice
from ....optimize.candidates.sites import (
    candidates_amid,
    candidates_from_hosts,
    candidates_from_unserved,
)
from ..entries.candidates_entry import AutoEntry, HostsEntry, LatticeEntry, UnservedEntry
from ..fault_list import FaultList
from ..schema import StudyFile
from .eligible import NoneRemainsError, fallen_away, near_roads
from .layers import no_sites
from .unit_names import named_by_unit

_LATTICE_POINTS: Final = 2_000
_ROUND_M: Final = (100, 200, 250, 500, 1_000, 2_000, 2_500, 5_000, 10_000, 20_000, 25_000, 50_000)


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What made candidates depend on.

    Parameters
    ----------
    demand
        The study's cells.
    roads
        Its network.
    area
        Its area; None for none.
    water
        Lakes and rivers; None for none.
    land
        The rules about land.
    """

    demand: gpd.GeoDataFrame
    roads: RoadNetwork | None
    area: shapely.Geometry | None = None
    water: gpd.GeoDataFrame | None = None
    land: tuple[LandRule, ...] = ()


def with_made(
    file: StudyFile,
    path_name: str,
    sites: Mapping[str, gpd.GeoDataFrame],
    ground: Ground,
    found: FaultList,
    *,
    needed: bool = True,
    report: Report = say_nothing,
) -> tuple[dict[str, gpd.GeoDataFrame], tuple[str, ...]]:
    """Return the sites of each service with the candidates that the study asks to be made, and what is told.

    Parameters
    ----------
    file
        The study.
    path_name
        The name of its file, for faults.
    sites
        Site table by service, facilities that stand or are planned; those of hosts among them.
    ground
        What candidates depend on.
    found
        Faults are added.
    needed
        Whether it is a fault where none of the places remains; else that is told, as for a check of a site.
    report
        Called with one line of text when a stage begins.
    """
    tables, notes = dict(sites), list[str]()
    for service in sites:
        entry = file.services[service].made
        if entry is None:
            continue
        report(f"{service}: making candidates")
        read = partial(_in_study, file, path_name, service, sites, ground, needed=needed)
        made = found.tried(read)
        if made is not None:
            table, said = made
            own = tables[service]
            if not table.empty:
                tables[service] = table if own.empty else _joined(own, table)
            notes += said
    return tables, tuple(notes)


def lattice_spacing_m(demand: gpd.GeoDataFrame) -> float:
    """Return the round spacing of a lattice that makes at most about 2,000 points where people live."""
    homes = demand.geometry.to_numpy()[demand[groups(demand)].gt(0).any(axis=1).to_numpy()]
    for spacing_m in _ROUND_M:
        # Every point within the spacing of a cell lies in one of these squares or beside it.
        squares = np.unique(shapely.get_coordinates(shapely.centroid(homes)) // spacing_m, axis=0)
        if len(squares) <= _LATTICE_POINTS / 2:
            return float(spacing_m)
    west, south, east, north = shapely.total_bounds(homes)
    return float(math.ceil(max(east - west, north - south) / 40 / 1_000) * 1_000)


def _in_study(
    file: StudyFile,
    path_name: str,
    service: str,
    sites: Mapping[str, gpd.GeoDataFrame],
    ground: Ground,
    *,
    needed: bool,
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Make the candidates of a service, and tell faults of its key in the study file."""
    try:
        return _made(file, service, sites, ground)
    except InputError as error:
        if isinstance(error, NoneRemainsError) and not needed:
            said = Sentence(
                "{service}: no candidate is left: {cause}",
                service=Sentence(service),
                cause=error.faults[0].cause,
            )
            return no_sites(ground.demand.crs), [said]
        where = f"services.{service}.candidates"
        raise InputError(
            *(
                replace(
                    fault,
                    file=path_name,
                    column=f"{where}.{fault.column}" if fault.column else where,
                )
                for fault in error.faults
            )
        ) from error


def _made(
    file: StudyFile, service: str, sites: Mapping[str, gpd.GeoDataFrame], ground: Ground
) -> tuple[gpd.GeoDataFrame, list[str]]:
    entry = file.services[service].made
    named = {"service": Sentence(service)}
    if isinstance(entry, HostsEntry):
        table = candidates_from_hosts(
            sites[service],
            service=service,
            hosts=sites[entry.service],
            hosting_cost=entry.cost,
            tiers=entry.tiers or None,
        )
        how: str = Sentence("in facilities of {hosts}", hosts=Sentence(entry.service))
    elif isinstance(entry, UnservedEntry):
        table = _unserved(file, service, sites[service], ground, entry)
        how = Sentence("amid people who are not served today")
    else:
        assert isinstance(entry, LatticeEntry)  # noqa: S101 - there are no others
        spacing_m = entry.spacing_m or lattice_spacing_m(ground.demand)
        table = candidates_on_lattice(
            ground.demand,
            spacing_m=spacing_m,
            near_m=entry.near_m,
            service=service,
            cost=entry.cost,
        )
        how = Sentence("on a lattice of {spacing_m:,.0f} m", spacing_m=spacing_m)
    kept, reasons = fallen_away(
        _with_amounts(table, entry),
        area=ground.area,
        water=ground.water,
        land=ground.land,
        roads=ground.roads,
        modes=_modes(file, service),
        snap_max_m=file.snap_max_m,
    )
    return named_by_unit(kept, ground.demand), [*_notes(kept, reasons, how, named)]


def _unserved(
    file: StudyFile,
    service: str,
    own: gpd.GeoDataFrame,
    ground: Ground,
    entry: UnservedEntry,
) -> gpd.GeoDataFrame:
    """Return candidates amid those whom the facilities that stand do not serve; amid all where none stands."""
    of = file.services[service]
    group = file.group_of(service)
    amounts: dict[str, Any] = {"count": entry.number, "service": service, "cost": entry.cost}
    standing = own[own["status"] == "existing"]
    assert ground.roads is not None  # noqa: S101 - candidates are not made beside tables of times
    if standing.empty:
        near = near_roads(
            ground.demand, ground.roads, modes=_modes(file, service), within_m=file.snap_max_m
        )
        people = ground.demand[group].where(near, 0.0)
        return candidates_amid(ground.demand, people, **amounts)
    times = travel_times(
        ground.demand,
        standing,
        ground.roads,
        mode=of.mode,
        limit_min=of.limit_min,
        limit_m=of.limit_m,
        snap_max_m=file.snap_max_m,
        direction=of.direction,
        water=ground.water,
        groups=file.travel_of_groups(),
    )
    return candidates_from_unserved(assess(times, group=group), **amounts)


def _modes(file: StudyFile, service: str) -> tuple[str, ...]:
    mode = file.services[service].mode
    return (mode,) if isinstance(mode, str) else tuple(dict.fromkeys(mode.values()))


def _with_amounts(table: gpd.GeoDataFrame, entry: AutoEntry) -> gpd.GeoDataFrame:
    if entry.capacity is not None:
        table = table.assign(capacity=entry.capacity)
    tier = getattr(entry, "tier", None)
    return table if tier is None else table.assign(tier=tier)


def _joined(own: gpd.GeoDataFrame, made: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a service's facilities with candidates; what other columns hold is blank in these."""
    texts = [
        name for name in own.columns if name not in made and pd.api.types.is_string_dtype(own[name])
    ]
    marks = [name for name in own.columns if pd.api.types.is_bool_dtype(own[name])]
    blank = {**dict.fromkeys(texts, ""), **dict.fromkeys(marks, False)}
    made = made.assign(**{name: value for name, value in blank.items() if name not in made})
    return gpd.GeoDataFrame(pd.concat([own, made]), crs=own.crs)


def _notes(
    kept: gpd.GeoDataFrame, reasons: Mapping[str, int], how: str, named: Mapping[str, str]
) -> Iterator[str]:
    yield Sentence(
        "{service}: {count:,} candidates were made {how}", count=len(kept), how=how, **named
    )
    gone = sum(reasons.values())
    if gone:
        yield Sentence(
            "{service}: {count:,} places fell away: {reasons}",
            count=gone,
            # Of a single reason the number stands already.
            reasons=tuple(reasons)
            if len(reasons) == 1
            else tuple(
                Sentence("{count:,} {why}", count=count, why=why) for why, count in reasons.items()
            ),
            **named,
        )
