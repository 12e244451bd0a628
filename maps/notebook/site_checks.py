"""A site check as a small card for notebooks; whatever comes from data is escaped."""

from __future__ import annotations

from functools import partial
from typing import Protocol

from ...common.words import Words
from ...coverage.site_check.check import SiteCheck
from ...geo.study_context import NO_STUDY, StudyContext
from ...optimize.site_comparison.comparison import SiteComparison
from ...optimize.site_comparison.verdict import SiteVerdict
from ..check_page.amounts import degrees_said
from ..check_page.brings import groups_table, key_figures, units_table
from ..check_page.compared import ranks_said, verdict_said
from ..check_page.lists import Rows
from ..wording.messages import Lang, require_lang, say
from ..wording.names import service_said
from .blocks import Table, more_said, written


class Reported(Protocol):
    """The answer about a proposed site: a `halfhour.SiteReport`."""

    @property
    def id(self) -> str:
        """The number of the check."""
        ...

    @property
    def service_title(self) -> Words:
        """What the service is called."""
        ...

    @property
    def check(self) -> SiteCheck:
        """What the site brings."""
        ...

    @property
    def comparison(self) -> SiteComparison:
        """How it compares."""
        ...

    @property
    def verdict(self) -> SiteVerdict:
        """What the study's thresholds say."""
        ...

    @property
    def context(self) -> StudyContext:
        """What the study's levels are called."""
        ...


def site_check_html(check: SiteCheck, *, lang: Lang = "en") -> str:
    """Return what forbids a site, and what it brings to groups and units that change.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    return _card(check, service_said(NO_STUDY, check.service, words), words)


def site_report_html(report: Reported, *, lang: Lang = "en") -> str:
    """Return the same with the number of the check, the verdict, and how the site compares.

    Raises
    ------
    InputError
        If the language is not valid.
    """
    words = require_lang(lang)
    name = f"{report.service_title.said(words)} · {report.id}"
    verdict = verdict_said(report.verdict, words)
    said = ranks_said(report.comparison, words)
    return _card(report.check, name, words, study=report.context, verdict=verdict, said=said)


def _card(
    check: SiteCheck,
    name: str,
    lang: Lang,
    *,
    study: StudyContext = NO_STUDY,
    verdict: str = "",
    said: list[str] | None = None,
) -> str:
    figures = [
        (label, f"{figure} {note}".strip()) for label, figure, note in key_figures(check, lang)
    ]
    return written(
        "site_check",
        name=name,
        place=degrees_said(*check.at, lang),
        obstacles=[one.said_in(lang, partial(say, lang)) for one in check.obstacles],
        verdict=verdict,
        figures=Table(rows=figures),
        said=said or [],
        tables=[
            _table(groups_table(check, lang), lang),
            _table(units_table(check, lang, study), lang, words=(0, 1)),
        ],
    )


def _table(shown: Rows, lang: Lang, words: tuple[int, ...] = (0,)) -> Table:
    return Table(
        head=shown.head,
        rows=shown.rows,
        words=words,
        more=" ".join(filter(None, (more_said(shown.more, lang), shown.note))),
    )
