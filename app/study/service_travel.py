"""Travel to a study's facilities as its standards ask for it: of some year, tiers, mode and limit."""

from __future__ import annotations

import dataclasses
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.kept.kept_parts import kept_parts
from ...common.prepared import Prepared
from ...coverage.assessment import Assessment, assess
from ...coverage.rules.evidence import AccessKey, PlacesKey, reached_column
from ...coverage.site_check.verdict_changes import by_cell, share_with_place
from ...coverage.standards.standards import Standards
from ...data.tables.site_columns import EXISTING, open_in
from ...geo.tables import CELL_ID, MODES, Mode, ModeByTier, groups
from ...geo.travel.travel_times import TravelTimes
from ...optimize.capacity.service_capacity import ServiceCapacity
from .layers import Layers
from .service_times import service_times

_SEEKERS: Final = "people who look for a place"


class ServiceTravel:
    """Computes travel times when they are first asked for, and keeps them.

    Parameters
    ----------
    layers
        The study's layers.
    standards
        Whose modes count where a rule names none.
    """

    def __init__(self, layers: Layers, standards: Standards) -> None:
        self._layers, self._standards = layers, standards
        self._prepared = Prepared(kept_parts())
        self._kept: dict[tuple[str, float, str, str, str], TravelTimes | None] = {}

    def access(self, key: AccessKey, year: int) -> pd.DataFrame | None:
        """Return by cell whether it is served by facilities open and in order in a year.

        Of groups that travel in ways of their own also which share of them is (`reached_column`).

        None if the study has no travel times as the key asks for them.
        """
        found = self.found(key, year)
        if found is None:
            return None
        frame = pd.DataFrame(
            {
                "served": found.cells["served"],
                "minutes": found.cells["cost"].where(np.isfinite(found.cells["cost"])) / 60,
                "site_id": found.cells["site_id"],
                "reason": found.cells["reason"],
            }
        )
        for group in self.groups_apart(key):
            reached = self.found_of_group(key, group, year)
            frame[reached_column(group)] = by_cell(
                reached.cells["people_served"], self._layers.demand.index
            )
        return frame

    def found(self, key: AccessKey, year: int) -> Assessment | None:
        """Return the assessment of all cells by facilities open and in order in a year.

        None if the study has no travel times as the key asks for them.
        """
        times = self._times(key)
        if times is None:
            return None
        return assess(
            times,
            group=groups(times.demand)[0],
            limit_min=key.minutes,
            open_sites=self._open(key, year),
        )

    def groups_apart(self, key: AccessKey) -> tuple[str, ...]:
        """Return the groups that travel in ways of their own."""
        return tuple(self._layers.file.groups) if self._on_roads(key) else ()

    def found_of_group(self, key: AccessKey, group: str, year: int) -> Assessment:
        """Return the assessment of a group that travels in ways of its own, one of its people in each cell."""
        times = self._times(key, group=group)
        assert times is not None  # noqa: S101 - there are times for the others
        return assess(
            times, group=_SEEKERS, limit_min=key.minutes, open_sites=self._open(key, year)
        )

    def places(self, key: PlacesKey, year: int, people: pd.Series) -> pd.DataFrame | None:
        """Return by cell the share of its people who have a place within the limit.

        By the study's own rule for the service; without one as many as possible, who take a place each. A need
        of the key's own goes before. None if there are no travel times as the key asks for them, or nobody says
        what the group needs.

        Parameters
        ----------
        key
            Which facilities, how far, and whose places.
        year
            In which year.
        people
            By cell the people who look for a place.
        """
        found = self.found_places(key, year, people)
        return None if found is None else share_with_place(found.cells["people_served"], people)

    def found_places(self, key: PlacesKey, year: int, people: pd.Series) -> Assessment | None:
        """Return the assessment of those who look for a place, as of `places`."""
        own_ways = key.group in self._layers.file.groups and self._on_roads(key.access)
        times = self._times(key.access, group=key.group if own_ways else "")
        rule = self._capacity(key)
        if times is None or rule is None:
            return None
        seekers = people.to_numpy(dtype=np.float64)
        if own_ways:
            # The share of each class, by way after way of all cells.
            share = times.demand[_SEEKERS].to_numpy(dtype=np.float64)
            seekers = np.tile(seekers, len(share) // len(seekers)) * share
        asked = dataclasses.replace(times, demand=times.demand.assign(**{_SEEKERS: seekers}))
        return assess(
            asked,
            group=_SEEKERS,
            limit_min=key.access.minutes,
            open_sites=self._open(key.access, year),
            capacity=rule,
        )

    def point_access(self, key: AccessKey, level: str, year: int) -> pd.DataFrame | None:
        """Return by point unit of a level whether it is served; or None.

        Along roads from the point itself; where the study brings its own travel times, as its nearest cell.
        """
        points = self._layers.point_units[level]
        if self._layers.roads is None or key.service in self._layers.tables:
            cells = self.access(key, year)
            if cells is None:
                return None
            nearest = self._layers.demand.sindex.nearest(points.geometry, return_all=False)
            frame = cells.iloc[nearest[1]].set_axis(points.index[nearest[0]])
            return pd.DataFrame(frame[["served", "minutes", "site_id"]])
        times = self.point_times(key, level)
        if times is None:
            return None
        nearest = times.nearest(self._open(key, year))
        return pd.DataFrame(
            {
                "served": np.asarray(nearest["cost"] <= key.minutes * 60),
                "minutes": nearest["cost"].where(np.isfinite(nearest["cost"])) / 60,
                "site_id": nearest["site_id"],
            }
        ).rename_axis(points.index.name)

    def point_times(self, key: AccessKey, level: str) -> TravelTimes | None:
        """Return travel times from the point units of a level; None where the key asks for others."""
        return self._times(key, level) if self._on_roads(key) else None

    def _capacity(self, key: PlacesKey) -> ServiceCapacity | None:
        """Return the service's rule for those who look for a place; None if they have no need in it."""
        entry = self._layers.file.services.get(key.access.service)
        rule = None if entry is None else entry.places
        rule = rule or ServiceCapacity()
        if key.need is None and rule.need and key.group not in rule.need:
            return None
        need = rule.need_of(key.group) if key.need is None else key.need
        return ServiceCapacity(assignment=rule.assignment, need={_SEEKERS: need})

    def _open(self, key: AccessKey, year: int) -> list[str]:
        sites = self._sites(key.service)
        counts = open_in(sites, year)
        if "working" in sites:
            counts &= sites["working"].astype(bool)
        if key.tiers:
            counts &= sites["tier"].isin(key.tiers)
        return list(sites.index[counts])

    def _sites(self, service: str) -> gpd.GeoDataFrame:
        sites = self._layers.sites[service]
        return sites[sites["status"].isin(EXISTING)]

    def _on_roads(self, key: AccessKey) -> bool:
        return self._layers.roads is not None and key.service not in self._layers.tables

    def _times(self, key: AccessKey, level: str = "", *, group: str = "") -> TravelTimes | None:
        """Return travel times from the cells, or from the point units of a level; or in a group's own ways."""
        wanted = (key.service, key.minutes, key.mode, level, group)
        if wanted not in self._kept:
            self._kept[wanted] = self._computed(key, level, group)
        return self._kept[wanted]

    def _computed(self, key: AccessKey, level: str, group: str) -> TravelTimes | None:
        entry = self._layers.file.services.get(key.service)
        if entry is None or entry.limit_m is not None:
            return None
        sites = self._sites(key.service)
        table = self._layers.tables.get(key.service)
        if table is not None:
            beyond = table.unit != "s" or key.minutes > entry.limit_min
            if beyond or (key.mode and key.mode != entry.mode):
                return None
            return service_times(self._layers, key.service, sites=sites)
        if self._layers.roads is None:
            return None
        demand = None
        if level:
            demand = self._layers.point_units[level][["geometry"]].rename_axis(CELL_ID)
        elif group:
            # One of the group in each cell, so that every cell has all classes, whoever lives there.
            demand = self._layers.demand.assign(**{_SEEKERS: 1.0})
        return service_times(
            self._layers,
            key.service,
            demand=demand,
            sites=sites,
            mode=self._mode(key, sites),
            limit_min=key.minutes,
            groups={_SEEKERS: self._layers.file.groups[group].travel()} if group else None,
            prepared=self._prepared,
        )

    def _mode(self, key: AccessKey, sites: gpd.GeoDataFrame) -> Mode | ModeByTier:
        named = [mode for mode in MODES if mode == key.mode]
        if named:
            return named[0]
        service = self._standards.header.services[key.service]
        by_tier = {str(tier): service.mode_of(str(tier)) for tier in sites["tier"].unique()}
        return by_tier or service.mode
