"""The summary of a ranking of applications, on one page without scripts: ranks, best sets and small maps."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from ...common.sentences import Sentence
from ..document.map_page import MapPage
from ..document.offline import page_file
from ..document.templates import rendered
from ..index_page.small_map import HEIGHT, SIGNS, WIDTH
from ..wording.messages import LANG_NAMES, LANGS, Lang, say
from ..wording.words import count, percent

GENERATOR: Final = "Halfhour applications"
"""By which a later run knows that it may replace the page."""

Said = Callable[[Lang], str]
"""A text in a language."""

_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

STEPS: Final = {
    "recommended": "recommended",
    "acceptable": "acceptable",
    "not_recommended": "not recommended",
}


@dataclass(frozen=True, kw_only=True)
class ApplicationLine:
    """An application in the table.

    Parameters
    ----------
    rank, id, name, applicant
        Its rank, and what it is called.
    forbidden
        Whether anything forbids it.
    newly_served, adds, regret
        People whom it alone newly serves; whom it adds after the ones before it (None for forbidden ones); whom
        the best eligible candidate newly serves beyond it.
    better_than, of
        How many eligible candidates bring less, of how many.
    verdict
        The step; empty for none.
    number
        Its number in the best set; None where it is not of it.
    obstacles
        Sentences.
    memo
        Address of its memo; empty for none.
    """

    rank: int
    id: str
    name: str
    applicant: str
    forbidden: bool
    newly_served: float
    adds: float | None
    regret: float
    better_than: int
    of: int
    verdict: str
    number: int | None
    obstacles: tuple[Said, ...]
    memo: str = ""


@dataclass(frozen=True, kw_only=True)
class ApplicationsOfService:
    """The applications for one service.

    Parameters
    ----------
    title
        What the service is called.
    best
        Whole sentences on the best set: how many, whom they serve, what is proven.
    lines
        The applications in order of rank.
    picture
        A small map as an SVG document.
    """

    title: Said
    best: Sequence[Said]
    lines: Sequence[ApplicationLine]
    picture: str


@dataclass(frozen=True, kw_only=True)
class RefusedLine:
    """A row that was not checked: its row, what it is called, and why."""

    row: int
    name: str
    reason: Said


def applications_page(
    services: Sequence[ApplicationsOfService],
    refused: Sequence[RefusedLine],
    *,
    title: Said,
    facts: Sequence[Said],
    notes: Sequence[Said],
    lang: Lang,
) -> MapPage:
    """Return the summary.

    Parameters
    ----------
    services, refused
        What it shows.
    title, facts, notes
        The study, what was asked, and what is to be known.
    lang
        The language that the page opens in.
    """
    content = rendered(
        "page/applications/applications.html.jinja",
        lang=lang,
        langs=LANG_NAMES,
        generator=GENERATOR,
        policy=_POLICY,
        style=page_file("index/index.css") + page_file("applications/applications.css"),
        title=_both(title),
        head={one: say(one, "Applications ranked") for one in LANGS},
        facts=[_both(one) for one in facts],
        services=[_service(one) for one in services],
        refused=[
            {"row": one.row, "name": one.name, "reason": _both(one.reason)} for one in refused
        ],
        notes=[_both(one) for one in notes],
        signs=[(colour, _both(partial(_said, text))) for colour, text in SIGNS],
        size={"width": WIDTH, "height": HEIGHT},
        _=lambda text: {one: say(one, text) for one in LANGS},
    )
    return MapPage(title=title(lang), content=content)


def sentence_in(text: str) -> Said:
    """Return a sentence to be said in any language."""

    def said(lang: Lang) -> str:
        if isinstance(text, Sentence):
            return text.said(lambda english: say(lang, english))
        return text

    return said


def _said(text: str, lang: Lang) -> str:
    return say(lang, text)


def _both(said: Said) -> Mapping[str, str]:
    return {lang: said(lang) for lang in LANGS}


def _people(number: float | None) -> Mapping[str, str]:
    return {lang: "" if number is None else count(number, lang) for lang in LANGS}


def _service(one: ApplicationsOfService) -> dict[str, Any]:
    data = base64.b64encode(one.picture.encode()).decode()
    alt = " / ".join(f"{one.title(lang)}: {say(lang, 'Map of the best set')}" for lang in LANGS)
    return {
        "title": _both(one.title),
        "best": [_both(each) for each in one.best],
        "picture": f"data:image/svg+xml;base64,{data}" if data else "",
        "alt": alt,
        "chosen": sorted(
            (_line(each) for each in one.lines if each.number is not None),
            key=lambda each: int(each["number"]),
        ),
        "lines": [_line(each) for each in one.lines],
    }


def _line(one: ApplicationLine) -> dict[str, Any]:
    step = STEPS.get(one.verdict)
    return {
        "rank": one.rank,
        "id": one.id,
        "name": one.name,
        "applicant": one.applicant,
        "forbidden": one.forbidden,
        "newly": _people(one.newly_served),
        "adds": _people(one.adds),
        "regret": _people(one.regret),
        "better": "" if not one.of else f"{percent(one.better_than / one.of)}",
        "verdict": None if step is None else _both(partial(_said, step)),
        "step": one.verdict or "none",
        "number": one.number,
        "obstacles": [_both(each) for each in one.obstacles],
        "memo": "/".join(quote(part, safe="") for part in one.memo.split("/")) if one.memo else "",
    }
