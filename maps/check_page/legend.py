"""The legend of a memo's map: a row for all that is drawn, and for nothing else."""

from __future__ import annotations

from collections.abc import Collection

from ...coverage.site_check.check import SiteCheck
from ...optimize.site_comparison.comparison import SiteComparison
from ..wording.messages import Lang, say
from .map_cells import STATES

_STAR = "M13 5l2.3 5.2 5.7.6-4.2 3.8 1.2 5.6-5-2.9-5 2.9 1.2-5.6L5 10.8l5.7-.6z"
_HOUSE = "M13 6l7 6h-2v7h-10v-7h-2z"
"""As in ``page/check/marks.js``."""

_SITE, _FAR, _BETTER, _EXISTING = "#5b2a86", "#b4004e", "#0b6e60", "#12406f"


def legend(
    check: SiteCheck,
    comparison: SiteComparison,
    lang: Lang,
    *,
    states: Collection[int],
    layers: Collection[str],
) -> list[tuple[str, str]]:
    """Return signs as SVG, and what they mean.

    Parameters
    ----------
    check, comparison
        What is drawn.
    lang
        Language of the words.
    states
        The states of cells that are seen.
    layers
        The kinds of layers that are drawn.
    """
    rows = [(_mark(_SITE, _STAR), "Site applied for")]
    if check.place.parcel is not None:
        rows.append((_square(_SITE, opacity=0.35, line=_SITE), "Parcel"))
    if "check_existing" in layers:
        rows.append((_dot(_EXISTING), "Existing site"))
    if "check_better" in layers:
        rows.append((_disc(_BETTER, "1"), "Better site, numbered as in the memo"))
    if "check_farthest" in layers:
        rows.append((_mark(_FAR, _HOUSE), "Village farthest from help"))
        if comparison.farthest is not None and comparison.farthest.way is not None:
            rows.append((_line(_FAR, 3), "Its way to the site"))
    rows += [
        (_square(colour), text) for number, (text, colour) in enumerate(STATES) if number in states
    ]
    if "check_units" in layers:
        rows.append((_line("#4a4640", 1.6, "6 3"), "Unit border"))
    if "basemap" in layers:
        rows.append((_line("#a09a8e", 2), "Road"))
    return [(sign, say(lang, text)) for sign, text in rows]


def _svg(inside: str) -> str:
    return f'<svg viewBox="0 0 20 20" aria-hidden="true">{inside}</svg>'


def _mark(colour: str, path: str) -> str:
    """Return a pin of the map, drawn a little smaller."""
    inside = f'<circle cx="13" cy="13" r="11" fill="{colour}"/><path d="{path}" fill="#fff"/>'
    return f'<svg viewBox="0 0 26 26" aria-hidden="true">{inside}</svg>'


def _disc(colour: str, text: str) -> str:
    style = 'text-anchor="middle" font-size="11" font-weight="700" fill="#fff"'
    return _svg(
        f'<circle cx="10" cy="10" r="8.5" fill="{colour}"/><text x="10" y="14" {style}>{text}</text>'
    )


def _dot(colour: str) -> str:
    return _svg(f'<circle cx="10" cy="10" r="4.5" fill="{colour}" stroke="#fff"/>')


def _square(colour: str, *, opacity: float = 0.78, line: str = "none") -> str:
    return _svg(
        f'<rect x="3" y="4" width="14" height="12" fill="{colour}" fill-opacity="{opacity}" stroke="{line}" '
        'stroke-width="2"/>'
    )


def _line(colour: str, width: float, dash: str = "none") -> str:
    return _svg(
        f'<path d="M0 10H20" stroke="{colour}" stroke-width="{width}" stroke-dasharray="{dash}"/>'
    )
