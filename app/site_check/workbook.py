"""The sheets of ``check.xlsx``: the figures of a check for people who work in spreadsheets."""

from __future__ import annotations

import pandas as pd

from ...coverage.site_check.summaries import ALL
from ...maps.wording.messages import Lang, say
from ...maps.wording.names import level_said
from ...optimize.site_comparison.said import rank_said, regret_said
from ...optimize.site_comparison.verdict import DECIDES, STEP_WORDS
from ..results.sheets.value_sheets import (
    DEGREES,
    PARTS,
    PEOPLE,
    SHARE,
    TEXT,
    Column,
    data_sheet,
    figures_sheet,
    list_sheet,
)
from ..results.table_files import Sheet
from .answer import SiteAnswer


def check_sheets(report: SiteAnswer, lang: Lang) -> dict[str, Sheet]:
    """Return the tables of a check by the name of their sheet, headings in a language."""
    return {
        say(lang, "Figures"): _figures(report, lang),
        say(lang, "Groups"): _groups(report, lang),
        say(lang, "Units"): _units(report, lang),
        say(lang, "Overlaps"): _overlaps(report, lang),
        say(lang, "Candidates"): _candidates(report, lang),
        say(lang, "Standards"): _standards(report, lang),
        say(lang, "Data"): _data(report, lang),
    }


def _figures(report: SiteAnswer, lang: Lang) -> Sheet:
    check, comparison = report.check, report.comparison
    step = report.verdict.step
    lon, lat = report.check.at
    rows: list[tuple[str, object, str]] = [
        (say(lang, "Number of the check"), report.id, TEXT),
        (say(lang, "Study"), report.study_name.said(lang), TEXT),
        (say(lang, "Service"), report.service_title.said(lang), TEXT),
        (say(lang, "Date"), report.date.isoformat(), TEXT),
        (say(lang, "Longitude"), lon, DEGREES),
        (say(lang, "Latitude"), lat, DEGREES),
        *((say(lang, "Obstacle"), report.said(one.said, lang), TEXT) for one in check.obstacles),
        (say(lang, "People newly served"), check.newly_served, PEOPLE),
        (say(lang, "People within reach"), check.people_in_reach, PEOPLE),
        (say(lang, "People whose way becomes shorter"), check.time_falls, PEOPLE),
        (say(lang, "Share before"), check.share_before, SHARE),
        (say(lang, "Share with the site"), check.share_after, SHARE),
        *(
            []
            if check.used is None
            else [
                (say(lang, "Places"), check.places, PEOPLE),
                (say(lang, "Places used"), check.used, PEOPLE),
            ]
        ),
        (say(lang, "Comparison"), report.said(rank_said(comparison), lang), TEXT),
        (say(lang, "Best plan"), report.said(regret_said(comparison), lang), TEXT),
        *([] if step is None else [(say(lang, "Verdict"), say(lang, STEP_WORDS[step]), TEXT)]),
        *((say(lang, "Reason"), report.said(one, lang), TEXT) for one in report.verdict.reasons),
        ("", report.said(DECIDES, lang), TEXT),
    ]
    return figures_sheet(rows, lang)


def _groups(report: SiteAnswer, lang: Lang) -> Sheet:
    table = report.check.by_group
    return list_sheet(
        {say(lang, "Group"): ([say(lang, str(name)) for name in table.index], TEXT)}
        | _effects(report, table, lang)
    )


def _units(report: SiteAnswer, lang: Lang) -> Sheet:
    table = report.check.units
    whole = table["level"] == ALL
    levels = table["level"].where(~whole, "")
    columns: dict[str, Column] = {
        say(lang, "Level"): (
            [level_said(report.context, str(one), lang) if one else "" for one in levels],
            TEXT,
        ),
        say(lang, "Number"): (table.index.astype(str).where(~whole, ""), TEXT),
        say(lang, "Name"): (table["name"].where(~whole, say(lang, "Whole area")), TEXT),
    }
    return list_sheet(columns | _effects(report, table, lang))


def _effects(report: SiteAnswer, table: pd.DataFrame, lang: Lang) -> dict[str, Column]:
    minutes = report.check.unit == "s"
    fall = (
        say(lang, "Minutes less, on average") if minutes else say(lang, "Metres less, on average")
    )
    return {
        say(lang, "People"): (table["people"], PEOPLE),
        say(lang, "People within reach"): (table["in_reach"], PEOPLE),
        say(lang, "People newly within reach"): (table["newly_within_reach"], PEOPLE),
        say(lang, "People newly served"): (table["newly_served"], PEOPLE),
        say(lang, "People whose way becomes shorter"): (table["time_falls"], PEOPLE),
        fall: (table["mean_fall"], PARTS),
        say(lang, "Share before"): (table["share_before"], SHARE),
        say(lang, "Share with the site"): (table["share_after"], SHARE),
    }


def _overlaps(report: SiteAnswer, lang: Lang) -> Sheet:
    table = report.check.overlaps
    return list_sheet(
        {
            say(lang, "Site"): (table.index.astype(str), TEXT),
            say(lang, "Name"): (table["name"], TEXT),
            say(lang, "People served by both"): (table["people"], PEOPLE),
            say(lang, "Share of the people within reach"): (table["share"], SHARE),
            say(lang, "Distance (m)"): (table["distance_m"], PEOPLE),
        }
    )


def _candidates(report: SiteAnswer, lang: Lang) -> Sheet:
    table = report.comparison.candidates
    return list_sheet(
        {
            say(lang, "Site"): (table.index.astype(str), TEXT),
            say(lang, "Name"): (table["name"], TEXT),
            say(lang, "People newly served"): (table["newly_served"], PEOPLE),
            say(lang, "More than the proposed site"): (table["more"], PEOPLE),
            say(lang, "People within reach"): (table["people_in_reach"], PEOPLE),
            say(lang, "Distance (m)"): (table["distance_m"], PEOPLE),
            say(lang, "Longitude"): (table["lon"], DEGREES),
            say(lang, "Latitude"): (table["lat"], DEGREES),
        }
    )


def _standards(report: SiteAnswer, lang: Lang) -> Sheet:
    table = report.check.verdicts
    met = {True: say(lang, "met"), False: say(lang, "short")}
    return list_sheet(
        {
            say(lang, "Clause"): (table["clause"], TEXT),
            say(lang, "Rule"): (table[f"title_{lang}"], TEXT),
            say(lang, "Unit"): (table["unit_name"], TEXT),
            say(lang, "Before"): (table["before"].map(met), TEXT),
            say(lang, "With the site"): (table["after"].map(met), TEXT),
            say(lang, "Figure before"): (table["value_before"], "General"),
            say(lang, "Figure with the site"): (table["value_after"], "General"),
            say(lang, "Target"): (table["target"], "General"),
        }
    )


def _data(report: SiteAnswer, lang: Lang) -> Sheet:
    notes = [report.said(note, lang) for note in report.notes]
    return data_sheet(report.inputs, report.parameters, report.hash, notes, lang)
