"""The memo of a check as a page; `maps.check_page` draws it."""

from __future__ import annotations

from typing import Final

from ...maps.check_page.head import MemoHead, MemoInput
from ...maps.check_page.memo import site_memo
from ...maps.document.map_page import MapPage
from ...maps.wording.messages import Lang
from .answer import SiteAnswer

_TOLD_ELSEWHERE: Final = frozenset(
    {
        "service",
        "at",
        "crs",
        "given",
        "parcel",
        "tier",
        "capacity",
        "group",
        "year",
        "limit",
        "unit",
    }
)
"""Parameters that the head of the memo says in words."""


def page_of(report: SiteAnswer, *, lang: Lang) -> MapPage:
    """Return the memo with its map, for ``check.html`` and ``check.pdf``.

    Parameters
    ----------
    report
        The answer about the site.
    lang
        The language that the page opens in.
    """
    head = MemoHead(
        id=report.id,
        date=report.date,
        title=report.study_name,
        service=report.service_title,
        project=report.project,
        applicant=report.applicant,
        parameters={
            name: value for name, value in report.parameters.items() if name not in _TOLD_ELSEWHERE
        },
        inputs=tuple(
            MemoInput(name=one.name, sha256=one.sha256, rows=one.rows) for one in report.inputs
        ),
        hash=report.hash,
        standards=report.standards,
        notes=report.own_notes,
    )
    return site_memo(
        report.check,
        report.comparison,
        report.verdict,
        head,
        today=report.today,
        context=report.context,
        lang=lang,
    )
