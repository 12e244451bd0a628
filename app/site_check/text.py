"""A check as lines and a table for the terminal, no wider than 80 letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from rich import box
from rich.table import Table

from ...common.written.shares import share_text
from ...coverage.site_check.summaries import ALL
from ...maps.wording.messages import Lang, say
from ...maps.wording.names import level_said
from ...optimize.site_comparison.said import (
    cost_said,
    farthest_said,
    rank_said,
    regret_said,
    way_said,
)
from ...optimize.site_comparison.verdict import DECIDES, STEP_WORDS
from .answer import SiteAnswer

NEAREST_SITES: Final = 5
"""So many overlaps are told; ``check.xlsx`` has all."""

_UNITS_A_LEVEL: Final = 5
"""So many units of a level are told, those that change most."""

Row = tuple[str, str]


def check_table(report: SiteAnswer, lang: Lang) -> Table:
    """Return what forbids the site, what it brings, how it compares, and the verdict, in this order."""
    lon, lat = report.check.at
    where = {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}
    title = say(lang, "{service} at {lon}, {lat}", service=report.service_title.said(lang), **where)
    table = Table(title=title, box=box.ROUNDED, show_header=False, expand=True)
    table.add_column(ratio=2, overflow="fold")
    table.add_column(ratio=3, overflow="fold")
    for section in (
        _obstacles(report, lang),
        _brings(report, lang),
        _units(report, lang),
        _standards(report, lang),
        _overlaps(report, lang),
        _comparison(report, lang),
        _verdict(report, lang),
    ):
        rows = list(section)
        for row in rows:
            table.add_row(*row)
        if rows:
            table.add_section()
    return table


def _obstacles(report: SiteAnswer, lang: Lang) -> Iterator[Row]:
    for one in report.check.obstacles:
        head = say(lang, "Forbids the site") if one.forbids else say(lang, "To be checked")
        yield head, report.said(one.said, lang)


def _brings(report: SiteAnswer, lang: Lang) -> Iterator[Row]:
    check = report.check
    group = say(lang, check.group)
    yield say(lang, "Number of the check"), report.id
    if check.year is not None:
        yield say(lang, "people of the year"), str(check.year)
    yield say(lang, "limit"), report.said(cost_said(check.limit, check.unit), lang)
    yield say(lang, "{group} newly served", group=group), f"{check.newly_served:,.0f}"
    if np.isfinite(check.mean_fall):
        fall = cost_said(check.mean_fall * (60 if check.unit == "s" else 1), check.unit)
        less = say(
            lang,
            "{people}, by {cost} on average",
            people=f"{check.time_falls:,.0f}",
            cost=report.said(fall, lang),
        )
    else:
        less = f"{check.time_falls:,.0f}"
    yield say(lang, "{group} with less time", group=group), less
    yield say(lang, "{group} in reach", group=group), f"{check.people_in_reach:,.0f}"
    if check.places is not None and check.used is not None:
        yield (
            say(lang, "its places, of them used"),
            f"{check.places:,.0f} / {check.used:,.0f}",
        )
        yield (
            say(lang, "{group} in reach without a place", group=group),
            f"{check.no_place_before:,.0f} -> {check.no_place_after:,.0f}",
        )
    yield (
        say(lang, "share served"),
        " -> ".join(share_text(share, 2) for share in (check.share_before, check.share_after)),
    )
    for when, near in (
        (say(lang, "before"), check.near_before),
        (say(lang, "after"), check.near_after),
    ):
        if near.clause:
            yield (
                say(lang, "{group} in reach {when}", group=group, when=when),
                f"{near.reach:,.0f}: {report.said(near.clause, lang)}",
            )
    if np.isfinite(check.nearest_road_m):
        yield say(lang, "metres to the nearest road"), f"{check.nearest_road_m:,.0f}"
    else:
        yield say(lang, "metres to the nearest road"), say(lang, "none is near")


def _units(report: SiteAnswer, lang: Lang) -> Iterator[Row]:
    table = report.check.units
    lived_in = table[(table["people"] > 0) & (table["level"] != ALL)]
    changed = lived_in[lived_in["share_after"] != lived_in["share_before"]]
    for level, rows in changed.groupby("level", sort=False):
        # Where places count, a site may also take some from other units.
        most = rows.sort_values("newly_served", key=abs, ascending=False, kind="stable")
        name = level_said(report.context, str(level), lang)
        for _, unit in most.head(_UNITS_A_LEVEL).iterrows():
            yield (
                f"{name} {report.said(str(unit['name']), lang)}",
                f"{unit['share_before']:.2%} -> {unit['share_after']:.2%}",
            )
        if len(rows) > _UNITS_A_LEVEL:
            yield name, say(lang, "{number} more change", number=len(rows) - _UNITS_A_LEVEL)


def _standards(report: SiteAnswer, lang: Lang) -> Iterator[Row]:
    met = {True: say(lang, "met"), False: say(lang, "short")}
    table = report.check.verdicts
    for _, row in table[table["changed"].astype(bool)].iterrows():
        yield (
            f"{row['clause']} {row[f'title_{lang}']} {row['unit_name']}".strip(),
            f"{met.get(row['before'], '-')} -> {met.get(row['after'], '-')}",
        )


def _overlaps(report: SiteAnswer, lang: Lang) -> Iterator[Row]:
    table = report.check.overlaps
    near = table.sort_values("distance_m", kind="stable").head(NEAREST_SITES)
    for site, row in near.iterrows():
        yield (
            say(lang, "also served by {name}", name=row["name"] or site),
            say(
                lang,
                "{people} people, {metres} m away",
                people=f"{row['people']:,.0f}",
                metres=f"{row['distance_m']:,.0f}",
            ),
        )
    if len(table) > len(near):
        yield (
            "",
            say(lang, "{number} more sites serve the same people", number=len(table) - len(near)),
        )


def _comparison(report: SiteAnswer, lang: Lang) -> Iterator[Row]:
    comparison = report.comparison
    head = say(lang, "Comparison")
    yield head, report.said(rank_said(comparison), lang)
    if comparison.not_compared:
        yield (
            "",
            say(
                lang,
                "{number} eligible candidates have no known places and are not compared.",
                number=comparison.not_compared,
            ),
        )
    yield "", report.said(regret_said(comparison), lang)
    for site, row in comparison.better.iterrows():
        yield (
            say(lang, "better: {name}", name=row["name"] or site),
            say(
                lang,
                "{people} people more, {metres} m away",
                people=f"{row['more']:,.0f}",
                metres=f"{row['distance_m']:,.0f}",
            ),
        )
    village = comparison.farthest
    if village is not None:
        yield say(lang, "Farthest village"), report.said(farthest_said(village), lang)
        way = [report.said(part, lang) for part in way_said(village)]
        if way:
            yield say(lang, "its way to the site"), say(lang, ", ").join(way)


def _verdict(report: SiteAnswer, lang: Lang) -> Iterator[Row]:
    verdict = report.verdict
    if verdict.step is None:
        yield say(lang, "Verdict"), say(lang, "none: the study names no thresholds")
    else:
        yield say(lang, "Verdict"), say(lang, STEP_WORDS[verdict.step])
        for reason in verdict.reasons:
            yield "", report.said(reason, lang)
    yield "", report.said(DECIDES, lang)
