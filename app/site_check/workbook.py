"""The sheets of ``check.xlsx``: the figures of a check for people who work in spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pandas as pd

from ...coverage.site_check.summaries import ALL
from ...maps.wording.messages import Lang, say
from ...maps.wording.names import level_said
from ...optimize.site_comparison.said import rank_said, regret_said
from ...optimize.site_comparison.verdict import DECIDES, STEP_WORDS
from ..results.table_files import Sheet
from .answer import SiteAnswer

_PEOPLE: Final = "#,##0"
_PARTS: Final = "#,##0.0"
_SHARE: Final = "0.00%"
_DEGREES: Final = "0.000000"
_TEXT: Final = "@"

_Column = tuple[Iterable[object], str]
"""Values, and Excel's number format."""


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
        (say(lang, "Number of the check"), report.id, _TEXT),
        (say(lang, "Study"), report.study_name.said(lang), _TEXT),
        (say(lang, "Service"), report.service_title.said(lang), _TEXT),
        (say(lang, "Date"), report.date.isoformat(), _TEXT),
        (say(lang, "Longitude"), lon, _DEGREES),
        (say(lang, "Latitude"), lat, _DEGREES),
        *((say(lang, "Obstacle"), report.said(one.said, lang), _TEXT) for one in check.obstacles),
        (say(lang, "People newly served"), check.newly_served, _PEOPLE),
        (say(lang, "People within reach"), check.people_in_reach, _PEOPLE),
        (say(lang, "People whose way becomes shorter"), check.time_falls, _PEOPLE),
        (say(lang, "Share before"), check.share_before, _SHARE),
        (say(lang, "Share with the site"), check.share_after, _SHARE),
        *(
            []
            if check.used is None
            else [
                (say(lang, "Places"), check.places, _PEOPLE),
                (say(lang, "Places used"), check.used, _PEOPLE),
            ]
        ),
        (say(lang, "Comparison"), report.said(rank_said(comparison), lang), _TEXT),
        (say(lang, "Best plan"), report.said(regret_said(comparison), lang), _TEXT),
        *([] if step is None else [(say(lang, "Verdict"), say(lang, STEP_WORDS[step]), _TEXT)]),
        *((say(lang, "Reason"), report.said(one, lang), _TEXT) for one in report.verdict.reasons),
        ("", report.said(DECIDES, lang), _TEXT),
    ]
    table = pd.DataFrame(
        {
            say(lang, "Figure"): [name for name, *_ in rows],
            say(lang, "Value"): pd.Series([value for _, value, _ in rows], dtype=object),
        }
    )
    formats = {row: pattern for row, (*_, pattern) in enumerate(rows)}
    return Sheet(table=table, row_formats=formats, is_list=False)


def _groups(report: SiteAnswer, lang: Lang) -> Sheet:
    table = report.check.by_group
    return _sheet(
        {say(lang, "Group"): ([say(lang, str(name)) for name in table.index], _TEXT)}
        | _effects(report, table, lang)
    )


def _units(report: SiteAnswer, lang: Lang) -> Sheet:
    table = report.check.units
    whole = table["level"] == ALL
    levels = table["level"].where(~whole, "")
    columns: dict[str, _Column] = {
        say(lang, "Level"): (
            [level_said(report.context, str(one), lang) if one else "" for one in levels],
            _TEXT,
        ),
        say(lang, "Number"): (table.index.astype(str).where(~whole, ""), _TEXT),
        say(lang, "Name"): (table["name"].where(~whole, say(lang, "Whole area")), _TEXT),
    }
    return _sheet(columns | _effects(report, table, lang))


def _effects(report: SiteAnswer, table: pd.DataFrame, lang: Lang) -> dict[str, _Column]:
    minutes = report.check.unit == "s"
    fall = (
        say(lang, "Minutes less, on average") if minutes else say(lang, "Metres less, on average")
    )
    return {
        say(lang, "People"): (table["people"], _PEOPLE),
        say(lang, "People within reach"): (table["in_reach"], _PEOPLE),
        say(lang, "People newly within reach"): (table["newly_within_reach"], _PEOPLE),
        say(lang, "People newly served"): (table["newly_served"], _PEOPLE),
        say(lang, "People whose way becomes shorter"): (table["time_falls"], _PEOPLE),
        fall: (table["mean_fall"], _PARTS),
        say(lang, "Share before"): (table["share_before"], _SHARE),
        say(lang, "Share with the site"): (table["share_after"], _SHARE),
    }


def _overlaps(report: SiteAnswer, lang: Lang) -> Sheet:
    table = report.check.overlaps
    return _sheet(
        {
            say(lang, "Site"): (table.index.astype(str), _TEXT),
            say(lang, "Name"): (table["name"], _TEXT),
            say(lang, "People served by both"): (table["people"], _PEOPLE),
            say(lang, "Share of the people within reach"): (table["share"], _SHARE),
            say(lang, "Distance (m)"): (table["distance_m"], _PEOPLE),
        }
    )


def _candidates(report: SiteAnswer, lang: Lang) -> Sheet:
    table = report.comparison.candidates
    return _sheet(
        {
            say(lang, "Site"): (table.index.astype(str), _TEXT),
            say(lang, "Name"): (table["name"], _TEXT),
            say(lang, "People newly served"): (table["newly_served"], _PEOPLE),
            say(lang, "More than the proposed site"): (table["more"], _PEOPLE),
            say(lang, "People within reach"): (table["people_in_reach"], _PEOPLE),
            say(lang, "Distance (m)"): (table["distance_m"], _PEOPLE),
            say(lang, "Longitude"): (table["lon"], _DEGREES),
            say(lang, "Latitude"): (table["lat"], _DEGREES),
        }
    )


def _standards(report: SiteAnswer, lang: Lang) -> Sheet:
    table = report.check.verdicts
    met = {True: say(lang, "met"), False: say(lang, "short")}
    return _sheet(
        {
            say(lang, "Clause"): (table["clause"], _TEXT),
            say(lang, "Rule"): (table[f"title_{lang}"], _TEXT),
            say(lang, "Unit"): (table["unit_name"], _TEXT),
            say(lang, "Before"): (table["before"].map(met), _TEXT),
            say(lang, "With the site"): (table["after"].map(met), _TEXT),
            say(lang, "Figure before"): (table["value_before"], "General"),
            say(lang, "Figure with the site"): (table["value_after"], "General"),
            say(lang, "Target"): (table["target"], "General"),
        }
    )


def _data(report: SiteAnswer, lang: Lang) -> Sheet:
    rows = [(one.name, one.sha256) for one in report.inputs]
    rows += [(str(name), _as_text(value)) for name, value in report.parameters.items()]
    rows += [(say(lang, "Hash"), report.hash)]
    rows += [(say(lang, "Note"), report.said(note, lang)) for note in report.notes]
    return _sheet(
        {
            say(lang, "File or parameter"): ([name for name, _ in rows], _TEXT),
            say(lang, "SHA-256 or value"): ([value for _, value in rows], _TEXT),
        }
    )


def _as_text(value: object) -> str:
    return "" if value is None else str(value)


def _sheet(columns: dict[str, _Column]) -> Sheet:
    return Sheet(
        table=pd.DataFrame({name: pd.Series(list(own)) for name, (own, _) in columns.items()}),
        formats={name: pattern for name, (_, pattern) in columns.items()},
    )
