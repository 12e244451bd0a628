"""What a site brings, in a memo's tables: by group, by unit, load, standards, sites that overlap."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from ...common.arrays import Floats
from ...coverage.assessment import OUTSIDE_UNITS
from ...coverage.site_check.check import SiteCheck
from ...geo.study_context import StudyContext
from ..wording.messages import Lang, say
from ..wording.names import level_said
from ..wording.words import count, percent
from .amounts import NONE, distance_said, fall_said, shares_said
from .lists import Rows, shortened

GROUPS_MAX: Final = 8
UNITS_MAX: Final = 5
"""Units of each level that are listed."""

STANDARDS_MAX: Final = 8
OVERLAPS_MAX: Final = 5
_ALL: Final = "all"
_TINY: Final = 1e-9
_BLANK: Final = "†"
_MOVED_LEAST: Final = 0.5


def key_figures(check: SiteCheck, lang: Lang) -> list[tuple[str, str, str]]:
    """Return label, figure and what it means, of the figures that are asked for first."""
    before, after = shares_said(check.share_before, check.share_after)
    whole: Mapping[Hashable, Any] = check.units.iloc[0].to_dict() if len(check.units) else {}
    figures = [
        ("People within reach", count(check.people_in_reach, lang), ""),
        ("Newly within reach", count(float(whole.get("newly_within_reach", 0.0)), lang), ""),
        (
            "Newly served",
            _signed(check.newly_served, lang),
            "" if check.places is None else say(lang, "with a place"),
        ),
        (
            "Reach help sooner",
            count(check.time_falls, lang),
            ""
            if math.isnan(check.mean_fall)
            else say(
                lang, "by {fall} on average", fall=fall_said(check.mean_fall, check.unit, lang)
            ),
        ),
        ("Share served", f"{before} → {after}", ""),
    ]
    return [(say(lang, label), figure, note) for label, figure, note in figures]


def groups_table(check: SiteCheck, lang: Lang) -> Rows:
    """Return what each group of people gets."""
    places = check.places is not None
    head = ["Group", "People", "Within reach", "Newly within reach"]
    head += ["Newly served"] if places else []
    head += ["Sooner", "Shorter by", "Share today", "Share with the site"]
    rows, marked = [], False
    for group, row in check.by_group.iterrows():
        by_reach = places and row.get("counts") == "reach"
        marked |= by_reach
        before, after = shares_said(float(row["share_before"]), float(row["share_after"]))
        cells = [
            say(lang, str(group)) + ("*" if by_reach else ""),
            count(float(row["people"]), lang),
            count(float(row["in_reach"]), lang),
            count(float(row["newly_within_reach"]), lang),
        ]
        cells += [_signed(float(row["newly_served"]), lang)] if places else []
        cells += [
            count(float(row["time_falls"]), lang),
            fall_said(float(row["mean_fall"]), check.unit, lang),
            before,
            after,
        ]
        rows.append(cells)
    shown, more = shortened(rows, GROUPS_MAX)
    note = say(lang, "* Counted within reach: the study does not say how many places one takes.")
    return Rows(
        head=[say(lang, one) for one in head], rows=shown, more=more, note=note if marked else ""
    )


def units_table(check: SiteCheck, lang: Lang, study: StudyContext) -> Rows:
    """Return the shares of the whole area, and of the units that change, those that change most first."""
    rows, more = [], 0
    for level, table in check.units.groupby("level", sort=False):
        if level != _ALL:
            changed = table[_changed(table).to_numpy()]
            # Those that lose places to others change as much as those that gain some.
            order = np.lexsort([-changed["time_falls"], -changed["newly_served"].abs()])
            changed = changed.iloc[order]
            more += max(0, len(changed) - UNITS_MAX)
            table = changed.head(UNITS_MAX)  # noqa: PLW2901 - of the level, shortened
        rows += [_unit_row(str(level), row, lang, study) for _, row in table.iterrows()]
    head = [
        "Unit",
        "Level",
        "People",
        "Newly served",
        "Sooner",
        "Share today",
        "Share with the site",
    ]
    return Rows(head=[say(lang, one) for one in head], rows=rows, more=more)


def _changed(table: pd.DataFrame) -> pd.Series:
    return (table["newly_served"].abs() > _TINY) | (table["time_falls"] > 0)


def _unit_row(level: str, row: pd.Series, lang: Lang, study: StudyContext) -> list[str]:
    before, after = shares_said(float(row["share_before"]), float(row["share_after"]))
    if level == _ALL:
        name, said = say(lang, "Whole study area"), ""
    else:
        outside = str(row["name"]) == OUTSIDE_UNITS
        name = say(lang, OUTSIDE_UNITS) if outside else str(row["name"])
        said = level_said(study, level, lang)
    return [
        name,
        said,
        count(float(row["people"]), lang),
        _signed(float(row["newly_served"]), lang),
        count(float(row["time_falls"]), lang),
        before,
        after,
    ]


def load_said(check: SiteCheck, new: Floats, lang: Lang) -> list[str]:
    """Return how far the site's places would be taken, as sentences; none where places do not count.

    Parameters
    ----------
    check
        The check.
    new
        By cell the people who newly have a place, fewer where others take it.
    lang
        Language of the sentences.
    """
    if check.places is None or check.used is None:
        return []
    if math.isinf(check.places):
        used = count(check.used, lang)
        load = say(lang, "The site takes any number; {used} places would be used.", used=used)
    else:
        load = say(
            lang,
            "Of {places} places {used} would be used ({share}).",
            places=count(check.places, lang),
            used=count(check.used, lang),
            share=percent(check.used / check.places if check.places else math.nan),
        )
    without = say(
        lang,
        "People within reach of an open site who have no place: {before} today, {after} with the site.",
        before=count(check.no_place_before, lang),
        after=count(check.no_place_after, lang),
    )
    lost = float(-new[new < 0].sum())
    if lost < _MOVED_LEAST:
        return [load, without]
    moved = say(
        lang,
        "In all {gained} people gain a place and {lost} lose theirs to others, as places are given anew.",
        gained=count(float(new[new > 0].sum()), lang),
        lost=count(lost, lang),
    )
    return [load, moved, without]


def standards_table(check: SiteCheck, lang: Lang, study: StudyContext) -> Rows:
    """Return the standards that change verdict; what only changes its figure is counted."""
    table = check.verdicts
    flipped = table[table["changed"].astype(bool)] if len(table) else table
    rows = [
        [
            _clause(row, lang) + (_BLANK if row["blank"] else ""),
            _unit_of(row, lang, study),
            _verdict(row["before"], lang),
            _verdict(row["after"], lang),
            _value(row["value_before"], row["value_unit"], lang),
            _value(row["value_after"], row["value_unit"], lang),
        ]
        for _, row in flipped.iterrows()
    ]
    shown, more = shortened(rows, STANDARDS_MAX)
    head = ["Clause", "Unit", "Today", "With the site", "Figure today", "Figure with the site"]
    return Rows(
        head=[say(lang, one) for one in head],
        rows=shown,
        more=more,
        note=" ".join(
            filter(None, (_blanks(flipped, lang), _only_figures(len(table) - len(flipped), lang)))
        ),
    )


def _blanks(flipped: pd.DataFrame, lang: Lang) -> str:
    """Return what nobody knows of the site though rules ask for it; empty where there is nothing such."""
    columns = dict.fromkeys(
        name for text in flipped.get("blank", ()) for name in str(text).split(", ") if name
    )
    if not columns:
        return ""
    text = "{mark} The check does not know {columns} of the site, which count as blank."
    return say(lang, text, mark=_BLANK, columns=say(lang, ", ").join(columns))


def _only_figures(number: int, lang: Lang) -> str:
    if not number:
        return ""
    text = "Of {number} more standards and units the figure changes, and the verdict does not."
    return say(lang, text, number=count(number, lang))


def _clause(row: pd.Series, lang: Lang) -> str:
    title = str(row["title_zh"] if lang == "zh" else row["title_en"]) or str(row["rule_id"])
    clause = str(row["clause"] or "")
    return f"{clause} {title}".strip()


def _unit_of(row: pd.Series, lang: Lang, study: StudyContext) -> str:
    name = str(row["unit_name"] or row["unit"])
    return name or level_said(study, str(row["level"]), lang)


def _verdict(passed: Any, lang: Lang) -> str:  # noqa: ANN401 - a truth value, or missing
    if pd.isna(passed):
        return say(lang, "no verdict")
    return say(lang, "met") if bool(passed) else say(lang, "short")


def _value(value: Any, unit: Any, lang: Lang) -> str:  # noqa: ANN401 - as the table has it
    if pd.isna(value):
        return NONE
    if unit == "share":
        return percent(float(value))
    number = float(value)
    text = count(number, lang) if number.is_integer() else f"{number:.4g}"
    return f"{text} {say(lang, str(unit))}" if unit and not pd.isna(unit) else text


def overlaps_table(check: SiteCheck, lang: Lang) -> Rows:
    """Return the nearest sites that serve some of the same people; how many more there are."""
    table = check.overlaps.sort_values("distance_m", kind="stable")
    rows = [
        [
            str(row["name"]) or str(site),
            distance_said(float(row["distance_m"]), lang),
            count(float(row["people"]), lang),
            percent(float(row["share"])),
        ]
        for site, row in table.head(OVERLAPS_MAX).iterrows()
    ]
    head = ["Existing site", "Distance", "Same people", "Of those within reach"]
    return Rows(
        head=[say(lang, one) for one in head], rows=rows, more=max(0, len(table) - OVERLAPS_MAX)
    )


def _signed(people: float, lang: Lang) -> str:
    """Return people who are added, or lost, with the sign."""
    rounded = np.round(people, 6)
    sign = "+" if rounded > 0 else "\N{MINUS SIGN}" if rounded < 0 else ""
    return f"{sign}{count(abs(float(people)), lang)}"
