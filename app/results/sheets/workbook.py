"""The sheets of ``tables.xlsx``: a plan's figures for people who work in spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from math import isfinite
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ....coverage.assessment import OUTSIDE_UNITS
from ....coverage.gap_clusters import gap_clusters
from ....coverage.limit_sensitivity import limit_sensitivity
from ....maps.document.shapes import points_deg
from ....maps.wording.messages import Lang, say
from ....maps.wording.money import amount_said, money_said, with_money_unit
from ....maps.wording.names import level_said
from ....maps.wording.near_limit import near_limit_rows
from ....maps.wording.picture_words import certificate_said
from ....maps.wording.tier_words import tier_said
from ....maps.wording.titles import scenario_title
from ....maps.wording.words import limit, sentence, services, whose
from ....optimize.gap_list import gap_list
from ....optimize.plan import Plan
from ....optimize.plan_places import places_by_site
from ..layers import unit_table
from ..table_files import Sheet
from .gaps_sheet import gaps_sheet
from .near_limit_sheet import known, near_limit_sheet

_Column = tuple[Iterable[object], str]
"""Values, and Excel's number format."""

_PEOPLE: Final = "#,##0"
_PARTS: Final = "#,##0.0"
_SHARE: Final = "0.0%"
_MONEY: Final = "#,##0.##"
_DEGREES: Final = "0.000000"


def plan_sheets(
    plan: Plan,
    levels: Iterable[str],
    *,
    notes: Iterable[str] = (),
    lang: Lang = "en",
    gaps: gpd.GeoDataFrame | None = None,
) -> dict[str, Sheet]:
    """Return a plan's tables by the name of their sheet, headings in a language.

    Parameters
    ----------
    plan
        The plan.
    levels
        Levels of units that get their rows, such as ``"county"``.
    notes
        What is to be said beside the study's notice and credits, and the plan's own notes.
    lang
        ``"en"`` or ``"zh"``.
    gaps
        What `halfhour.gap_list` returns of the plan; by default it is made.

    Returns
    -------
    dict
        Key figures with the certificate, proposed sites in build order, the places of each open site where
        these are counted, units, the clusters of the gap that is left, people near the limit, the areas with
        the largest gaps, notes; those without rows are left out.
    """
    listed = gap_list(plan) if gaps is None else gaps
    sheets = {
        say(lang, "Key figures"): _key_figures(plan, lang),
        say(lang, "Proposed sites"): _proposed(plan, lang),
        say(lang, "Places"): _places(plan, lang),
        say(lang, "Units"): _units(plan, levels, lang),
        say(lang, "Gap clusters"): _clusters(plan, lang),
        say(lang, "Near the limit"): near_limit_sheet(plan, lang),
        say(lang, "Gaps"): gaps_sheet(
            listed, lang, unit=plan.after.times.unit, study=plan.after.times.study
        ),
        say(lang, "Notes"): _notes(plan, notes, lang),
    }
    return {name: sheet for name, sheet in sheets.items() if len(sheet.table)}


def _key_figures(plan: Plan, lang: Lang) -> Sheet:
    before, after, proof = plan.before, plan.after, plan.certificate
    study = after.times.study
    amount = {"share": _SHARE, "average": _PARTS, "worst": _PARTS}.get(proof.measure, _PEOPLE)
    of_places: list[tuple[str, object, object, str]] = [
        (say(lang, "Within reach"), before.people_within_reach, after.people_within_reach, _PEOPLE),
        (
            say(lang, "of it without a place"),
            before.no_place_people,
            after.no_place_people,
            _PEOPLE,
        ),
    ]
    rows: list[tuple[str, object, object, str]] = [
        (say(lang, "People"), before.people_total, after.people_total, _PEOPLE),
        (say(lang, "Served"), before.people_served, after.people_served, _PEOPLE),
        *_near_limit(plan, lang),
        (say(lang, "Share served"), before.share, after.share, _SHARE),
        (say(lang, "Gap"), before.gap_people, after.gap_people, _PEOPLE),
        (
            say(lang, "of it unreachable"),
            before.unreachable_people,
            after.unreachable_people,
            _PEOPLE,
        ),
        *([] if after.capacity is None else of_places),
        (say(lang, "Open sites"), len(before.open_sites), len(after.open_sites), _PEOPLE),
        (
            say(lang, "How good is this plan?"),
            None,
            certificate_said(proof, lang, study=study),
            "General",
        ),
        (say(lang, "Status"), None, say(lang, proof.status), "General"),
        (say(lang, "Objective"), None, _finite(proof.objective_value), amount),
        (say(lang, "Proven bound"), None, _finite(proof.bound), amount),
        (say(lang, "Optimality gap"), None, _finite(proof.optimality_gap), "0.00%"),
        (say(lang, "Solver"), None, proof.solver, "General"),
    ]
    head = [say(lang, "Figure"), say(lang, "Today"), say(lang, "With the plan")]
    return Sheet(
        table=pd.DataFrame([row[:3] for row in rows], columns=head),
        row_formats={number: row[3] for number, row in enumerate(rows)},
        is_list=False,
    )


def _near_limit(plan: Plan, lang: Lang) -> list[tuple[str, object, object, str]]:
    rows = (near_limit_rows(limit_sensitivity(one), lang) for one in (plan.before, plan.after))
    return [
        (name, known(today, lang), known(then, lang), _PEOPLE)
        for (name, today), (_, then) in zip(*rows, strict=True)
    ]


def _proposed(plan: Plan, lang: Lang) -> Sheet:
    sites = plan.after.times.sites.loc[list(plan.opened)]
    served = list(accumulate(plan.gains, initial=plan.before.people_served))[1:]
    total = plan.before.people_total
    lon, lat = _lonlat(sites)
    columns: dict[str, _Column] = {
        say(lang, "Order"): (range(1, len(sites) + 1), "0"),
        say(lang, "Year"): (plan.years, "0"),
        say(lang, "Id"): (sites.index, "@"),
        say(lang, "Site"): (sites["name"], "@"),
        say(lang, "Tier"): (_tiers(sites, lang), "@"),
        say(lang, "People it adds"): (plan.gains, _PEOPLE),
        say(lang, "Served once open"): (served, _PEOPLE),
        say(lang, "Share served once open"): (
            [people / total if total else None for people in served],
            _SHARE,
        ),
        with_money_unit(plan.after.times.study, say(lang, "Cost"), lang): (sites["cost"], _MONEY),
        say(lang, "Capacity"): (sites["capacity"].replace(np.inf, np.nan), _PEOPLE),
        say(lang, "Longitude"): (lon, _DEGREES),
        say(lang, "Latitude"): (lat, _DEGREES),
    }
    if not plan.years:
        del columns[say(lang, "Year")]
    return _sheet(columns)


def _places(plan: Plan, lang: Lang) -> Sheet:
    table = places_by_site(plan.before, plan.after, plan.opened)
    if table is None:
        return Sheet(table=pd.DataFrame())
    endless = table.replace(np.inf, np.nan)
    return _sheet(
        {
            say(lang, "Id"): (table.index, "@"),
            say(lang, "Site"): (table["name"], "@"),
            say(lang, "Places"): (endless["places"], _PARTS),
            say(lang, "Places used today"): (table["used_before"], _PARTS),
            say(lang, "Places used with the plan"): (table["used"], _PARTS),
            say(lang, "Places free with the plan"): (endless["free"], _PARTS),
            say(lang, "People served"): (table["people"], _PEOPLE),
            say(lang, "People turned away"): (table["turned_away"], _PEOPLE),
            say(lang, "Ten more places serve at most"): (table["ten_more_serve"], _PEOPLE),
        }
    )


def _units(plan: Plan, levels: Iterable[str], lang: Lang) -> Sheet:
    table = pd.concat([unit_table(plan, level) for level in (None, *levels)], ignore_index=True)
    study, whole = plan.after.times.study, table["level"] == "all"
    names = table["name"].replace(OUTSIDE_UNITS, say(lang, OUTSIDE_UNITS))
    of_places: dict[str, _Column] = {
        say(lang, "Within reach today"): (table["within_reach_before"], _PEOPLE),
        say(lang, "Within reach with the plan"): (table["within_reach_after"], _PEOPLE),
        say(lang, "Without a place today"): (table["no_place_before"], _PEOPLE),
        say(lang, "Without a place with the plan"): (table["no_place_after"], _PEOPLE),
    }
    return _sheet(
        {
            say(lang, "Level"): (
                [
                    say(lang, "Whole area") if all_ else level_said(study, str(level), lang)
                    for level, all_ in zip(table["level"], whole, strict=True)
                ],
                "@",
            ),
            say(lang, "Id"): (table["unit_id"].where(~whole, ""), "@"),
            say(lang, "Unit"): (names.where(~whole, say(lang, "Whole area")), "@"),
            say(lang, "People"): (table["people"], _PEOPLE),
            say(lang, "Served today"): (table["served_before"], _PEOPLE),
            say(lang, "Served with the plan"): (table["served_after"], _PEOPLE),
            say(lang, "Share served today"): (table["share_before"], _SHARE),
            say(lang, "Share served with the plan"): (table["share_after"], _SHARE),
            say(lang, "Gap today"): (table["gap_before"], _PEOPLE),
            say(lang, "Gap with the plan"): (table["gap_after"], _PEOPLE),
            say(lang, "of it unreachable"): (table["unreachable"], _PEOPLE),
            **({} if plan.after.capacity is None else of_places),
        }
    )


def _clusters(plan: Plan, lang: Lang) -> Sheet:
    clusters = gap_clusters(plan.after)
    lon, lat = _lonlat(clusters)
    return _sheet(
        {
            say(lang, "Gap cluster"): (clusters.index, "0"),
            say(lang, "People"): (clusters["people"], _PEOPLE),
            say(lang, "of it unreachable"): (clusters["unreachable"], _PEOPLE),
            say(lang, "Cells"): (clusters["cells"], _PEOPLE),
            say(lang, "Longitude"): (lon, _DEGREES),
            say(lang, "Latitude"): (lat, _DEGREES),
        }
    )


def _notes(plan: Plan, notes: Iterable[str], lang: Lang) -> Sheet:
    note, study = say(lang, "Note"), plan.after.times.study
    said = (study.notice.said(lang), *(sentence(text, lang) for text in (*notes, *plan.notes)))
    budget = plan.scenario.budget
    rows = [
        *([(say(lang, "Study"), study.title.said(lang))] if study.title else []),
        (say(lang, "Scenario"), scenario_title(plan.scenario, lang)),
        (say(lang, "Service"), services(plan.after, lang)),
        (say(lang, "Group"), whose(plan.after, lang)),
        (say(lang, "Limit"), limit(plan.after, lang)),
        *(
            []
            if budget is None
            else [(say(lang, "Budget"), money_said(study, amount_said(budget, lang), lang))]
        ),
        *((note, text) for text in (*said, study.credits.said(lang)) if text),
    ]
    table = pd.DataFrame(rows, columns=[say(lang, "Subject"), say(lang, "Text")])
    return Sheet(table=table, is_list=False)


def _sheet(columns: dict[str, _Column]) -> Sheet:
    return Sheet(
        table=pd.DataFrame(
            {name: pd.Series(list(values)) for name, (values, _) in columns.items()}
        ),
        formats={name: pattern for name, (_, pattern) in columns.items()},
    )


def _tiers(sites: gpd.GeoDataFrame, lang: Lang) -> list[str]:
    pairs = zip(sites["service"].astype(str), sites["tier"].fillna("").astype(str), strict=True)
    return [tier_said(service, tier, lang) if tier else "" for service, tier in pairs]


def _lonlat(places: gpd.GeoDataFrame) -> tuple[list[float], list[float]]:
    if places.empty:
        return [], []
    lon, lat = points_deg(places.geometry, places.crs).T
    return lon.tolist(), lat.tolist()


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
