"""The memo of a check as a page; it is drawn by `maps.check_page`."""

from __future__ import annotations

from ...maps.document.map_page import MapPage
from ...maps.wording.messages import Lang
from .answer import SiteAnswer


def page_of(report: SiteAnswer, *, lang: Lang) -> MapPage | None:  # noqa: ARG001 - what a page is drawn from
    """Return the memo with its map, for ``check.html`` and ``check.pdf``; None where there is none to draw.

    Parameters
    ----------
    report
        The answer about the site.
    lang
        The language that the page opens in.
    """
    return None
