"""Two folders of results side by side, on one page without scripts that asks for nothing from any network."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from ..document.map_page import MapPage
from ..document.offline import page_file
from ..document.templates import rendered
from ..index_page.small_map import HEIGHT, SIGNS, WIDTH
from ..wording.messages import LANG_NAMES, Lang, say
from ..wording.plan_said import in_langs

GENERATOR: Final = "Halfhour comparison"
"""By which the page is known as ours."""

Both = Mapping[str, str]
"""A text in every language."""

_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


@dataclass(frozen=True, kw_only=True)
class ComparedRow:
    """A figure or a unit: its label, A's and B's values, and the difference; `of` is the unit's level."""

    label: Both
    a: Both
    b: Both
    difference: Both
    of: Both | None = None
    more: Both | None = None
    """Of a unit the people that are served more."""


@dataclass(frozen=True, kw_only=True)
class ComparedCard:
    """Two plans side by side.

    Parameters
    ----------
    title
        What the plans are called.
    notes
        What was asked or counted otherwise; it stands first.
    notices
        What the studies say of their data.
    figures
        The figures.
    lines
        Sentences on sites and on units that one of the two alone has.
    units
        Units that both have.
    left_out
        How many of these are left out.
    pictures
        Small maps of A and of B as SVG documents; empty ones are left out.
    """

    title: Both
    notes: Sequence[Both]
    notices: Sequence[Both]
    figures: Sequence[ComparedRow]
    lines: Sequence[Both]
    units: Sequence[ComparedRow]
    left_out: int
    pictures: tuple[str, str]


def compare_page(
    cards: Sequence[ComparedCard],
    *,
    a: str,
    b: str,
    only: Sequence[Both],
    lang: Lang,
) -> MapPage:
    """Return the page.

    Parameters
    ----------
    cards
        Plans side by side.
    a, b
        What the folders are called.
    only
        Sentences on plans that one of the two alone has.
    lang
        The language that the page opens in.
    """
    content = rendered(
        "page/compare_results/compare.html.jinja",
        lang=lang,
        langs=LANG_NAMES,
        generator=GENERATOR,
        policy=_POLICY,
        style="".join(
            page_file(name)
            for name in (
                "index/index.css",
                "applications/applications.css",
                "compare_results/compare.css",
            )
        ),
        head=in_langs(lambda one: say(one, "Results side by side")),
        sides=[("A", a), ("B", b)],
        only=only,
        cards=cards,
        pictures=[
            [(side, _uri(svg)) for side, svg in zip("AB", card.pictures, strict=True) if svg]
            for card in cards
        ],
        left_out=[in_langs(partial(_left_out, card.left_out)) for card in cards],
        signs=[(colour, in_langs(partial(say, text=text))) for colour, text in SIGNS],
        size={"width": WIDTH, "height": HEIGHT},
        _=lambda text: in_langs(lambda one: say(one, text)),
    )
    return MapPage(title=f"{a} - {b}", content=content)


def _left_out(count: int, lang: Lang) -> str:
    return say(lang, "{count:,} more units: see compare.csv", count=count)


def _uri(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
