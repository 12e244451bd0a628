"""The overview of a folder of results: all services today and all plans, on one page without scripts."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from ..document.map_page import MapPage
from ..document.offline import page_file
from ..document.templates import rendered
from ..wording.messages import LANG_NAMES, Lang, say
from ..wording.plan_said import InLangs, in_langs
from ..wording.words import count, percent
from .entries import Change, PlanEntry, ServiceToday
from .small_map import HEIGHT, SIGNS, WIDTH

GENERATOR: Final = "Halfhour index"
"""By which a later run knows that it may replace the page."""

PICTURES_MAX: Final = 700_000
"""Bytes of small maps that the page holds; of later plans only figures are shown."""

_POLICY: Final = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def index_page(
    services: Sequence[ServiceToday],
    plans: Sequence[PlanEntry],
    *,
    title: InLangs,
    notice: InLangs,
    left_out: int,
    lang: Lang,
) -> MapPage:
    """Return the overview.

    Parameters
    ----------
    services, plans
        What it shows, in this order.
    title, notice
        The study's, in every language; the notice may be empty.
    left_out
        Folders beside the plans' that hold none of this study and its data.
    lang
        The language that the page opens in.
    """
    pictures = _Pictures()
    content = rendered(
        "page/index/index.html.jinja",
        lang=lang,
        langs=LANG_NAMES,
        generator=GENERATOR,
        policy=_POLICY,
        style=page_file("index/index.css"),
        title=title,
        notice=notice if any(notice.values()) else None,
        services=[_service(one, pictures) for one in services],
        plans=[_plan(one, pictures) for one in plans],
        left_out=_said(
            "Folders in here that hold no plan of this study and its data: {number}", left_out
        )
        if left_out
        else None,
        signs=[(colour, in_langs(partial(say, text=text))) for colour, text in SIGNS],
        size={"width": WIDTH, "height": HEIGHT},
        _=lambda text: in_langs(lambda one: say(one, text)),
    )
    return MapPage(title=title[lang], content=content)


class _Pictures:
    """Small maps as data URIs, as long as there is room for them."""

    def __init__(self) -> None:
        self._room = PICTURES_MAX

    def uri(self, svg: str) -> str:
        data = base64.b64encode(svg.encode()).decode()
        if not svg or len(data) > self._room:
            return ""
        self._room -= len(data)
        return f"data:image/svg+xml;base64,{data}"


def _service(one: ServiceToday, pictures: _Pictures) -> dict[str, Any]:
    return {
        "title": one.title,
        "asked": _joined(one.group, one.limit),
        "share": percent(one.share),
        "gap": _said("{number} people are not served", one.gap),
        "worst": one.worst if any(one.worst.values()) else None,
        "picture": pictures.uri(one.picture),
        "alt": _alt(one.title, "Map of who is served today"),
    }


def _plan(one: PlanEntry, pictures: _Pictures) -> dict[str, Any]:
    folder = quote(one.folder, safe="")
    joint = len(one.changes) > 1
    return {
        "title": one.title,
        "joint": joint,
        "changes": [_change(change) for change in one.changes],
        "asked": None
        if joint
        else _joined(one.changes[0].words["group"], one.changes[0].words["limit"]),
        "service": None if joint else one.changes[0].words["service"],
        "sites": _said("New sites: {number}", sum(change.sites for change in one.changes)),
        "cost": _valued("Cost: {amount}", one.cost),
        "proof": one.proof,
        "page": f"{folder}/plan.html",
        "files": [(name, f"{folder}/{quote(name)}") for name in one.files],
        "picture": pictures.uri(one.picture),
        "alt": _alt(one.title, "Map of the plan"),
    }


def _change(one: Change) -> dict[str, Any]:
    gap, gained = one.people - one.served_before, one.served_after - one.served_before
    closed = percent(_share(gained, gap)) if gap > 0 and gained >= 0 else ""
    text = "{number} people more are served" if gained >= 0 else "{number} people fewer are served"
    return {
        "service": one.words["service"],
        "asked": _joined(one.words["group"], one.words["limit"]),
        "before": percent(_share(one.served_before, one.people)),
        "after": percent(_share(one.served_after, one.people)),
        "gained": _said(text, abs(gained)),
        "closed": _valued("{amount} of the gap", in_langs(lambda _: closed)),
        "sites": _said("{number} new sites", one.sites),
    }


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.nan


def _said(text: str, number: float) -> InLangs:
    return in_langs(lambda lang: say(lang, text, number=count(number, lang)))


def _valued(text: str, amounts: Mapping[str, str]) -> InLangs | None:
    if not any(amounts.values()):
        return None
    return in_langs(lambda lang: say(lang, text, amount=amounts[lang]))


def _joined(*parts: InLangs) -> InLangs:
    return in_langs(lambda lang: " · ".join(part[lang] for part in parts if part[lang]))


def _alt(title: InLangs, text: str) -> str:
    """Return what a picture shows in all languages: without a script it cannot change with the language."""
    said = in_langs(lambda lang: f"{title[lang]}: {say(lang, text)}")
    return " / ".join(dict.fromkeys(said.values()))
