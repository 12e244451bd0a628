"""Results as small HTML tables for notebooks; whatever comes from data is escaped."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import Final

import pandas as pd

from ...coverage.assessment import Assessment
from ...coverage.limit_sensitivity import limit_sensitivity
from ...optimize.plan import Certificate, Plan
from ..plan_page.sites import site_name
from ..wording.messages import Lang, require_lang, say
from ..wording.near_limit import near_limit_count, near_limit_rows
from ..wording.picture_words import certificate_said, limit_in_short
from ..wording.titles import scenario_title
from ..wording.words import count, percent, sentence, services, whose
from .blocks import ROWS_MAX, Table, block, more_said, written

_SETTINGS: Final = frozenset({"limit_min", "limit_m", "max_new", "budget", "value", "time_limit_s"})
"""Columns of what was asked: shown as they are, not as whole people."""


def assessment_html(assessment: Assessment, *, lang: Lang = "en") -> str:
    """Return who is served, how many are not, and how many of these no road reaches.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    rows = [(say(words, name), value) for name, value in _figures(assessment, words)]
    return block(_asked(assessment, words), Table(rows=rows))


def plan_html(plan: Plan, *, lang: Lang = "en") -> str:
    """Return figures before and after, the certificate, and the sites in build order.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    figures = [
        (say(words, label), today, then)
        for (label, today), (_, then) in zip(
            _figures(plan.before, words), _figures(plan.after, words), strict=True
        )
    ]
    head = ("", say(words, "Today"), say(words, "With the plan"))
    return written(
        "plan",
        name=scenario_title(plan.scenario, words),
        asked=_asked(plan.after, words),
        figures=Table(head=head, rows=figures),
        certificate=certificate_said(plan.certificate, words, study=plan.after.times.study),
        proposed=_proposed(plan, words),
        notes=[sentence(text, words) for text in _said(plan)],
    )


def certificate_html(certificate: Certificate, *, lang: Lang = "en") -> str:
    """Return what is proven of a plan, by whom and how long it took.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    rows = [
        (say(words, "Status"), say(words, certificate.status)),
        (say(words, "Objective"), _figure(certificate.objective_value, certificate.measure, words)),
        (say(words, "Proven bound"), _figure(certificate.bound, certificate.measure, words)),
        (say(words, "Optimality gap"), _gap(certificate.optimality_gap)),
        (say(words, "Solver"), certificate.solver),
        (say(words, "Seconds"), f"{certificate.seconds:.1f}"),
    ]
    return block(certificate_said(certificate, words), Table(rows=rows))


def comparison_html(table: pd.DataFrame, *, lang: Lang = "en") -> str:
    """Return plans side by side: what `halfhour.compare` or a joint plan's ``table()`` gives.

    Parameters
    ----------
    table
        One row per plan; at most 50 are shown.
    lang
        ``"en"`` or ``"zh"``.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    return written("comparison", comparison=comparison(table, require_lang(lang)))


def comparison(table: pd.DataFrame, lang: Lang) -> Table:
    """Return the rows of a data frame as texts, at most 50, in the language."""
    rows = [
        [_cell(str(column), value, lang) for column, value in zip(table.columns, row, strict=True)]
        for row in table.head(ROWS_MAX).itertuples(index=False)
    ]
    head = [_heading(str(column), lang) for column in table.columns]
    return Table(head=head, rows=rows, more=more_said(len(table) - len(rows), lang))


def _said(plan: Plan) -> list[str]:
    """Return the notes, and those conflicts that no note tells."""
    told = " ".join(plan.notes)
    return [*plan.notes, *(text for text in plan.conflicts if text not in told)]


def _asked(assessment: Assessment, lang: Lang) -> str:
    return " · ".join(
        part
        for part in (
            services(assessment, lang),
            whose(assessment, lang),
            limit_in_short(assessment, lang),
        )
        if part
    )


def _figures(assessment: Assessment, lang: Lang) -> list[tuple[str, str]]:
    near = near_limit_rows(limit_sensitivity(assessment), lang)
    return [
        ("People", count(assessment.people_total, lang)),
        ("Served", count(assessment.people_served, lang)),
        *((name, near_limit_count(people, lang)) for name, people in near),
        ("Share served", percent(assessment.share)),
        ("Gap", count(assessment.gap_people, lang)),
        ("of it unreachable", count(assessment.unreachable_people, lang)),
        *(
            (words, count(value, lang))
            for words, value in (
                ("Within reach", assessment.people_within_reach),
                ("of it without a place", assessment.no_place_people),
            )
            if assessment.capacity is not None
        ),
        ("Open sites", count(len(assessment.open_sites), lang)),
    ]


def _proposed(plan: Plan, lang: Lang) -> Table:
    sites, total = plan.after.times.sites, plan.before.people_total
    served = list(accumulate(plan.gains, initial=plan.before.people_served))[1:]
    head = ["Order", "Site", "People it adds", "Share served"]
    rows = [
        [
            str(order),
            site_name(sites, site_id),
            count(gain, lang),
            percent(after / total if total else math.nan),
        ]
        for order, (site_id, gain, after) in enumerate(
            zip(plan.opened, plan.gains, served, strict=True), start=1
        )
    ]
    if plan.years:
        head.insert(1, "Year")
        rows = [[row[0], str(year), *row[1:]] for row, year in zip(rows, plan.years, strict=True)]
    return Table(
        head=[say(lang, word) for word in head],
        rows=rows[:ROWS_MAX],
        words=(0, head.index("Site")),
        more=more_said(len(rows) - ROWS_MAX, lang),
    )


def _heading(column: str, lang: Lang) -> str:
    """Return a column's name in the language; in English as it is in the table, without underscores."""
    if lang == "en":
        return column.replace("_", " ")
    name = "People" if column == "people" else column
    return say(lang, name)


def _cell(column: str, value: object, lang: Lang) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(column, value, lang)
    return say(lang, str(value))


def _number(column: str, value: float, lang: Lang) -> str:
    if column == "optimality_gap":
        return _gap(value)
    if not math.isfinite(value):
        return "∞"
    if "share" in column.split("_"):
        return percent(value)
    if column == "seconds":
        return f"{value:.1f}"
    as_it_is = column in _SETTINGS and value != round(value)
    return f"{value:g}" if as_it_is else count(value, lang)


def _figure(value: float, measure: str, lang: Lang) -> str:
    if not math.isfinite(value):
        return "-"
    if measure == "share":
        return percent(value)
    return f"{value:.1f}" if measure in ("average", "worst") else count(value, lang)


def _gap(value: float) -> str:
    return f"{value:.2%}" if math.isfinite(value) else "-"
