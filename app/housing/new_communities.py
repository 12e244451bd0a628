"""What a plan's rules about new communities ask for, without the new housing and with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd
import shapely

from ...common.arrays import Floats
from ...common.sentences import Sentence
from ...common.words import Words
from ...coverage.new_housing.further_cell import FURTHER, nearest_row
from ...coverage.rule_kinds.ratio import RatioRule
from ...coverage.standards.evaluate import evaluate
from ...coverage.standards.standards import Standards
from ...geo.tables import CELL_ID, groups
from ..study.layers import Layers
from ..study.year_evidence import year_evidence


@dataclass(frozen=True, kw_only=True)
class NewCommunityRule:
    """What a rule about new communities asks for around the housing.

    Parameters
    ----------
    rule_id, clause, title
        The rule.
    unit_name
        The unit that the housing lies in.
    found
        Facilities that stand there in the year.
    required_before, required
        Facilities that the people of new estates require, without the new housing and with it.
    short
        How many are missing with it.
    detail
        What else is to be said.
    """

    rule_id: str
    clause: str
    title: Words
    unit_name: str
    found: float
    required_before: float
    required: float
    short: float
    detail: str = ""

    def said(self) -> Sentence:
        """Return the requirement as a whole sentence."""
        return Sentence(
            "{clause} {title}: {unit} has {found:,.0f}, {required:,.0f} required with the new housing "
            "({before:,.0f} without); {short:,.0f} missing.",
            clause=self.clause,
            title=Sentence(self.title.said("en")),
            unit=self.unit_name,
            found=self.found,
            required=self.required,
            before=self.required_before,
            short=self.short,
        )


def new_community_rules(
    layers: Layers,
    standards: Standards,
    xy: Floats,
    people: Mapping[str, float],
    *,
    year: int,
    services: Collection[str],
) -> tuple[NewCommunityRule, ...]:
    """Return what the rules about new communities ask for in the unit around a place.

    Parameters
    ----------
    layers
        The study's layers.
    standards
        The plan's rules.
    xy
        The place, metres in the study's CRS.
    people
        By group how many move in.
    year
        The year that facilities and estates are of.
    services
        Rules about other services are left out.

    Returns
    -------
    tuple
        Rules that are not about the unit (such as those of subdistricts, in a township) are left out, and those
        that ask for what the study does not have.
    """
    rules = tuple(
        rule
        for rule in standards.rules
        if isinstance(rule, RatioRule)
        and rule.people == "new"
        and rule.service in services
        and rule.level in layers.demand
    )
    if not rules:
        return ()
    asked = replace(standards, rules=rules)
    cell = layers.demand.iloc[nearest_row(layers.demand, xy)]
    tables = [
        evaluate(asked, year_evidence(one, asked, year)).table
        for one in (_with_nobody(layers), _with_housing(layers, xy, people, year))
    ]
    found = (_of_unit(rule, str(cell[rule.level]), *tables) for rule in rules)
    return tuple(one for one in found if one is not None)


def _of_unit(
    rule: RatioRule, unit: str, before: pd.DataFrame, after: pd.DataFrame
) -> NewCommunityRule | None:
    rows = []
    for table in (before, after):
        own = table[
            (table["rule"] == rule.id) & (table["level"] == rule.level) & (table["unit"] == unit)
        ]
        if own.empty or pd.isna(own["figure"].iloc[0]) or pd.isna(own["target"].iloc[0]):
            return None
        rows.append(own.iloc[0])
    was, now = rows
    return NewCommunityRule(
        rule_id=rule.id,
        clause=rule.clause.section,
        title=Words(en=rule.title.en, zh=rule.title.zh),
        unit_name=str(now["unit_name"]),
        found=float(now["figure"]),
        required_before=float(was["target"]),
        required=float(now["target"]),
        short=float(now["shortfall"]),
        detail=now["detail"],
    )


def _with_housing(layers: Layers, xy: Floats, people: Mapping[str, float], year: int) -> Layers:
    """Return the layers with the housing among the study's new estates."""
    demand = layers.demand
    cell = demand.iloc[[nearest_row(demand, xy)]].copy()
    cell.index = pd.Index([FURTHER], name=CELL_ID)
    cell[groups(cell)] = 0.0
    cell = cell.set_geometry([shapely.Point(xy)], crs=demand.crs)
    estate = gpd.GeoDataFrame(
        {"year": [year], **{group: [float(number)] for group, number in people.items()}},
        geometry=[shapely.Point(xy)],
        crs=demand.crs,
        index=cell.index,
    )
    known = layers.years.estates
    estates = (
        estate if known is None else pd.concat([known, estate]).fillna(dict.fromkeys(people, 0))
    )
    every = gpd.GeoDataFrame(pd.concat([demand, cell]), crs=demand.crs)
    return replace(
        layers,
        demand=every,
        years=replace(layers.years, estates=gpd.GeoDataFrame(estates, crs=demand.crs)),
    )


def _with_nobody(layers: Layers) -> Layers:
    """Return the layers with a table of estates, be it empty."""
    if layers.years.estates is not None:
        return layers
    columns = {"year": pd.Series(dtype="int64")} | {
        group: pd.Series(dtype="float64") for group in groups(layers.demand)
    }
    none = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries([], crs=layers.demand.crs))
    none.index = pd.Index([], name=CELL_ID, dtype=object)
    return replace(layers, years=replace(layers.years, estates=none))
