"""The standards of which a figure or the verdict changes with a site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, Final, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...common.arrays import Ints
from ...geo.travel.road_search import RoadSearch
from ...geo.travel.travel_times import TravelTimes
from ..assessment import Assessment
from ..rule_kinds.presence import PresenceRule
from ..rules.evidence import (
    AccessKey,
    Evidence,
    MissingEvidenceError,
    PlacesKey,
    reached_column,
)
from ..rules.rule import Rule
from ..rules.verdicts import BESIDE
from ..standards.evaluate import evaluate
from ..standards.standards import Standards
from .effect import Spot, searches_of, site_effect

CHANGE_COLUMNS: Final = (
    "rule_id",
    "clause",
    "title_zh",
    "title_en",
    "level",
    "unit",
    "unit_name",
    "before",
    "after",
    "value_before",
    "value_after",
    "value_unit",
    "target",
    "changed",
    "blank",
)
_OF_FACILITIES: Final = ("attribute", "part", "whole", "column")
"""Keys of rules that name a column of facilities."""

_WHERE: Final = ["rule", "level", "unit"]
_SAME: Final = 1e-9
"""Figures that differ by less, as a share, differ by rounding alone."""

PROPOSED: Final = "(proposed site)"
"""The id of the site among the facilities."""


Key = TypeVar("Key", AccessKey, PlacesKey)


def no_verdicts() -> pd.DataFrame:
    """Return the table of changes without rows."""
    return pd.DataFrame(columns=list(CHANGE_COLUMNS))


@dataclass(frozen=True, kw_only=True, eq=False)
class RuleTravel:
    """What stands behind the tables of travel to one service in an `Evidence`.

    Parameters
    ----------
    access
        By key the assessment of all cells.
    of_groups
        By key and group that of people who travel in ways of their own.
    places
        By key the assessment of those who look for a place.
    points
        By key the travel times from point units, a table for each level.
    """

    access: Mapping[AccessKey, Assessment]
    of_groups: Mapping[tuple[AccessKey, str], Assessment]
    places: Mapping[PlacesKey, Assessment]
    points: Mapping[AccessKey, tuple[TravelTimes, ...]]


@dataclass(frozen=True, kw_only=True, eq=False)
class StandardsToday:
    """The standards that ask about a service, and the state that they are evaluated on without a further site.

    Parameters
    ----------
    standards
        The rules that speak of the service (`rules_about`).
    evidence
        The state of a year.
    service
        The service.
    travel
        What stands behind the evidence's tables of travel to the service.
    areas
        By level the shapes of the units, in which a site lies.
    """

    standards: Standards
    evidence: Evidence
    service: str
    travel: RuleTravel
    areas: Mapping[str, gpd.GeoDataFrame]

    @cached_property
    def _before(self) -> dict[str, pd.DataFrame]:
        """The verdicts without a further site, by rule."""
        return {
            rule.id: evaluate(replace(self.standards, rules=(rule,)), self.evidence).table
            for rule in self.standards.rules
        }

    def _may_change(self, rule: Rule, state: Evidence) -> bool:
        """Return whether a rule's figures may differ in a state with one more site from those without it.

        Of facilities it asks for some tiers, and for marks that are blank of the site; of travel it sees
        tables, which may be the same.
        """
        now, was = state, self.evidence
        places = rule.needs_places(was.counts_places)
        if (
            any(_differ(now.access.get(key), was.access.get(key)) for key in rule.needs())
            or any(_differ(now.places.get(key), was.places.get(key)) for key in places)
            or any(
                _differ(now.unit_access.get(key), was.unit_access.get(key))
                for key in rule.needs_unit_access()
            )
        ):
            return True
        site = state.facilities_of(self.service).iloc[-1]
        if isinstance(rule, PresenceRule) and rule.level in site.index and site[rule.level] == "":
            return False
        return any(
            (not asked["tiers"] or site["tier"] in asked["tiers"]) and not asked.get("having")
            for asked in _asked_of(rule, self.service)
        )

    def changes(self, spot: Spot, *, tier: str | None, capacity: float | None) -> pd.DataFrame:
        """Return what changes with a site: a row for each rule and unit, the columns of `CHANGE_COLUMNS`.

        Parameters
        ----------
        spot
            Where it would stand, in the CRS of the study.
        tier
            Its tier; None for none.
        capacity
            Its places; None where the study does not count them. Columns that the study's file of facilities
            has beside (beds, public ...) are blank.
        """
        state = self._with(spot, tier or "", capacity)
        rules = tuple(rule for rule in self.standards.rules if self._may_change(rule, state))
        if not rules:
            return no_verdicts()
        after = evaluate(replace(self.standards, rules=rules), state).table
        before = pd.concat([self._before[rule.id] for rule in rules]).set_index(_WHERE)
        both = after.set_index(_WHERE).join(before.add_suffix("_before"), how="outer")
        was, now = both["figure_before"].to_numpy(), both["figure"].to_numpy()
        moved = ~np.isclose(was, now, rtol=_SAME, atol=0.0, equal_nan=True)
        passed = both["passed_before"].astype(object).where(both["passed_before"].notna(), None)
        passes = both["passed"].astype(object).where(both["passed"].notna(), None)
        turned = np.array([a != b for a, b in zip(passed, passes, strict=True)], dtype=bool)
        table = both.reset_index().rename(columns={"rule": "rule_id", "figure_unit": "value_unit"})
        table = table.assign(
            before=passed.to_numpy(),
            after=passes.to_numpy(),
            value_before=was,
            value_after=now,
            changed=turned,
            blank=[self._blank(str(rule)) for rule in table["rule_id"]],
        )
        order = ~table["changed"].to_numpy(dtype=bool)
        chosen = table[moved | turned].iloc[np.argsort(order[moved | turned], kind="stable")]
        return pd.DataFrame(chosen[list(CHANGE_COLUMNS)]).reset_index(drop=True)

    def _blank(self, rule_id: str) -> str:
        """Return the columns of facilities that a rule asks for and that are blank of the site, as text."""
        own = rule_id.removesuffix(next(filter(rule_id.endswith, BESIDE), ""))
        asked = {getattr(self.standards.rule(own), name, None) for name in _OF_FACILITIES}
        return ", ".join(sorted(one for one in asked if isinstance(one, str) and one != "capacity"))

    def _with(self, spot: Spot, tier: str, capacity: float | None) -> Evidence:
        """Return the evidence with the site among the facilities, and with travel to it."""
        evidence, service = self.evidence, self.service
        facilities = evidence.facilities_of(service)
        row = self._facility(facilities, spot, tier, capacity)
        with_row = pd.concat([facilities, row])
        with_row.attrs = dict(facilities.attrs)
        access = {
            key: partial(self._access, key, found, spot, tier)
            for key, found in self.travel.access.items()
            if _counts(key, tier)
        }
        places = {
            key: partial(self._places, key, found, spot, tier, capacity)
            for key, found in self.travel.places.items()
            if _counts(key.access, tier)
        }
        points = {
            key: partial(self._points, key, tables, spot, tier)
            for key, tables in self.travel.points.items()
            if _counts(key, tier)
        }
        return replace(
            evidence,
            facilities={**evidence.facilities, service: with_row},
            access=_renewed(evidence.access, access),
            places=_renewed(evidence.places, places),
            unit_access=_renewed(evidence.unit_access, points),
        )

    def _facility(
        self, facilities: pd.DataFrame, spot: Spot, tier: str, capacity: float | None
    ) -> pd.DataFrame:
        """Return the site's row: working, in the units where it lies, with blanks in all else."""
        point = shapely.Point(spot.xy)
        values: dict[str, object] = {}
        for column, kind in facilities.dtypes.items():
            if pd.api.types.is_bool_dtype(kind):
                values[str(column)] = False
            else:
                values[str(column)] = np.nan if pd.api.types.is_numeric_dtype(kind) else ""
        for level, units in self.areas.items():
            if level in facilities:
                rows = units.sindex.query(point, predicate="intersects")
                values[level] = str(units.index[rows.min()]) if len(rows) else ""
        known = capacity is not None and np.isfinite(capacity)
        values |= {"tier": tier, "working": True, "capacity": capacity if known else np.nan}
        return pd.DataFrame(values, index=pd.Index([PROPOSED])).astype(facilities.dtypes)

    def _searches(self, times: TravelTimes, tier: str) -> list[tuple[Ints, RoadSearch]]:
        """Return the searches by which a tier is reached; of a new tier those of one that is reached alike.

        Raises
        ------
        MissingEvidenceError
            If no facility is reached so: then nothing was prepared, and the rule has no verdict with the site.
        """
        if isinstance(times.mode, str) or tier in times.mode:
            return searches_of(times, tier)
        mode = self.standards.header.services[self.service].mode_of(tier)
        alike = [one for one, known in times.mode.items() if known == mode]
        if not alike:
            raise MissingEvidenceError
        return searches_of(times, alike[0])

    def _access(self, key: AccessKey, found: Assessment, spot: Spot, tier: str) -> pd.DataFrame:
        frame = self.evidence.access[key].copy()
        effect = site_effect(found, self._searches(found.times, tier), spot, None)
        frame["served"] = effect.cells["within_reach"].to_numpy()
        for (own_key, group), of_group in self.travel.of_groups.items():
            if own_key == key:
                searches = self._searches(of_group.times, tier)
                effect = site_effect(of_group, searches, spot, None)
                frame[reached_column(group)] = by_cell(effect.cells["people_served"], frame.index)
        return frame

    def _places(
        self, key: PlacesKey, found: Assessment, spot: Spot, tier: str, capacity: float | None
    ) -> pd.DataFrame:
        searches = self._searches(found.times, tier)
        # Where nobody counts places, a file says of none how many it has.
        effect = site_effect(found, searches, spot, np.inf if capacity is None else capacity)
        people = self.evidence.people(key.group)
        return share_with_place(effect.cells["people_served"], people)

    def _points(
        self, key: AccessKey, tables: tuple[TravelTimes, ...], spot: Spot, tier: str
    ) -> pd.DataFrame:
        frame = self.evidence.unit_access[key].copy()
        for times in tables:
            for rows, search in self._searches(times, tier):
                near, _ = search.from_position(spot.position(search), key.minutes * 60)
                reached = times.demand.index[rows[near]]
                frame.loc[reached[~frame.loc[reached, "served"]], "site_id"] = PROPOSED
                frame.loc[reached, "served"] = True
        return frame


def by_cell(by_class: pd.Series, cells: pd.Index) -> pd.Series:
    """Return the sums over the classes of each cell, which follow each other class after class."""
    return pd.Series(by_class.to_numpy().reshape(-1, len(cells)).sum(axis=0), index=cells)


def share_with_place(people_served: pd.Series, people: pd.Series) -> pd.DataFrame:
    """Return by cell the share of its people who have a place, from those served by class of the cells."""
    served = by_cell(people_served, people.index) / people.where(people > 0)
    return pd.DataFrame({"share": served.fillna(0.0).clip(0.0, 1.0)})


def rules_about(standards: Standards, service: str) -> Standards:
    """Return the standards with those rules alone that ask about a service."""
    rules = tuple(rule for rule in standards.rules if any(_asked_of(rule, service)))
    return replace(standards, rules=rules)


def _asked_of(rule: Rule, service: str) -> Iterator[Mapping[str, Any]]:
    """Yield every part of a rule that names facilities of a service: a service and tiers, perhaps marks."""

    def parts(value: object) -> Iterator[Mapping[str, Any]]:
        if isinstance(value, Mapping):
            if value.get("service") == service and "tiers" in value:
                yield value
            for one in value.values():
                yield from parts(one)
        elif isinstance(value, (list, tuple)):
            for one in value:
                yield from parts(one)

    return parts(rule.model_dump())


def _differ(now: pd.DataFrame | None, was: pd.DataFrame | None) -> bool:
    """Return whether two tables of travel differ in what rules see of them."""
    if now is was:
        return False
    if now is None or was is None:
        return True
    seen = [column for column in now.columns if column not in {"minutes", "site_id", "reason"}]
    return not now[seen].equals(was[seen])


def _renewed(
    tables: Mapping[Key, pd.DataFrame], renew: Mapping[Key, Callable[[], pd.DataFrame]]
) -> dict[Key, pd.DataFrame]:
    """Return tables of which some are made anew; without those that cannot be."""
    found = {key: table for key, table in tables.items() if key not in renew}
    for key, make in renew.items():
        with suppress(MissingEvidenceError):
            found[key] = make()
    return found


def _counts(key: AccessKey, tier: str) -> bool:
    return not key.tiers or tier in key.tiers
