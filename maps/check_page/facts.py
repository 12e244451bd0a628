"""The head of a memo: whose application it is, where the site would stand, how large, within which limit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import pyproj

from ...coverage.assessment import Assessment
from ...coverage.site_check.check import SiteCheck
from ...geo.roads.road_words import road_word
from ..wording.messages import Lang, say
from ..wording.picture_words import limit_in_short
from ..wording.tier_words import tier_said
from ..wording.words import count, sentence, services, whose
from .amounts import crs_said, degrees_said, distance_said, given_said
from .head import MemoHead, MemoInput
from .lists import Rows, shortened

SOURCES_MAX: Final = 12
"""Files, parameters and notes that are listed."""

_HASH_DIGITS: Final = 8
_TEXT_MAX: Final = 60
_HECTARE_M2: Final = 10_000.0
_ELLIPSOID: Final = pyproj.Geod(ellps="WGS84")

PARAMETER_WORDS: Final = {
    "within_m": "Better sites looked for within",
    "recommended": "Asked of a recommended site",
    "acceptable": "Asked of an acceptable site",
    "newly_served": "people newly served",
    "people_in_reach": "people within reach",
    "time_falls": "people who reach help sooner",
    "share_gain": "share served gained",
    "better_than": "better than of the candidates",
    "regret_people": "people more with the best plan",
}
"""What parameters are called; others by their own names."""

_SHARES: Final = frozenset({"share_gain", "better_than"})
_AT_MOST: Final = frozenset({"regret_people"})

Fact = tuple[str, str, bool]
"""Label, text, and whether it takes the whole width."""


def facts(check: SiteCheck, today: Assessment, head: MemoHead, lang: Lang) -> list[Fact]:
    """Return what stands at the head of a memo; project and applicant may be empty, to be written in."""
    service = service_said(today, head, lang)
    if check.tier:
        tier = tier_said(check.service, check.tier, lang)
        service = say(lang, "{service}, {tier}", service=service, tier=tier)
    rows: list[Fact] = [
        ("Project", head.project, True),
        ("Applicant", head.applicant, True),
        ("Service", service, False),
        ("Capacity", _capacity(check, lang), False),
        ("Place (WGS 84)", degrees_said(*check.at, lang), False),
        ("As given", _given(check, lang), False),
        ("Parcel", _parcel(check, lang), False),
        ("Road access", _road(check, lang), False),
        ("Limit", limit_in_short(today, lang), False),
        ("People counted", whose(today, lang), False),
    ]
    return [(say(lang, label), text, wide) for label, text, wide in rows]


def service_said(today: Assessment, head: MemoHead, lang: Lang) -> str:
    """Return what the service is called: by the head, else by the study or Halfhour."""
    return head.service.said(lang) or services(today, lang)


def _capacity(check: SiteCheck, lang: Lang) -> str:
    if check.places is None:
        return say(lang, "places do not count")
    if math.isinf(check.places):
        return say(lang, "any number")
    return say(lang, "{number} places", number=count(check.places, lang))


def _given(check: SiteCheck, lang: Lang) -> str:
    place = check.place
    if place.given is None:
        return say(lang, "a parcel in {crs}", crs=crs_said(place.crs))
    return given_said(*place.given, place.crs)


def _parcel(check: SiteCheck, lang: Lang) -> str:
    parcel = check.place.parcel
    if parcel is None:
        return say(lang, "a point alone, no parcel given")
    area_m2 = abs(_ELLIPSOID.geometry_area_perimeter(parcel)[0])
    return say(
        lang,
        "{hectares} ha ({area} m²)",
        hectares=f"{area_m2 / _HECTARE_M2:.3g}"
        if area_m2 < _HECTARE_M2
        else f"{area_m2 / _HECTARE_M2:.2f}",
        area=count(round(area_m2), lang),
    )


def _road(check: SiteCheck, lang: Lang) -> str:
    if math.isfinite(check.road_m):
        road = say(lang, road_word(check.road_class.replace("_link", "")))
        return say(
            lang, "{distance} to {roads}", distance=distance_said(check.road_m, lang), roads=road
        )
    if math.isfinite(check.nearest_road_m):
        distance = distance_said(check.nearest_road_m, lang)
        return say(lang, "none; the nearest usable road is {distance} away", distance=distance)
    return say(lang, "none near")


def notes_said(head: MemoHead, lang: Lang) -> Rows:
    """Return what was not counted, a sentence a row."""
    return _listed([sentence(note, lang) for note in head.notes])


def inputs_said(inputs: tuple[MemoInput, ...], lang: Lang) -> Rows:
    """Return the files, rows and short hashes that a check was computed from."""
    texts = []
    for one in inputs:
        short = one.sha256[:_HASH_DIGITS]
        if one.rows is None:
            texts.append(say(lang, "{file} ({hash})", file=one.name, hash=short))
        else:
            rows = count(one.rows, lang)
            texts.append(
                say(lang, "{file} ({rows} rows, {hash})", file=one.name, rows=rows, hash=short)
            )
    return _listed(texts)


def _listed(texts: list[str]) -> Rows:
    rows, more = shortened([[text] for text in texts], SOURCES_MAX)
    return Rows(rows=rows, more=more)


def parameters_said(head: MemoHead, lang: Lang) -> Rows:
    """Return what was asked, by name; what is empty is left out."""
    return _listed(
        [
            say(lang, "{name}: {value}", name=_name(name, lang), value=text)
            for name, value in head.parameters.items()
            if (text := _plain(value, lang, name))
        ]
    )


def _name(name: str, lang: Lang) -> str:
    return say(lang, PARAMETER_WORDS.get(name, name.replace("_", " ")))


def _plain(value: object, lang: Lang, name: str = "") -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return say(lang, "yes") if value else say(lang, "no")
    if isinstance(value, (int, float)):
        return _number(float(value), name, lang)
    if isinstance(value, Mapping):
        parts = [
            f"{_name(str(key), lang)} {'≤' if key in _AT_MOST else '≥'} {text}"
            for key, one in value.items()
            if (text := _plain(one, lang, str(key)))
        ]
        return say(lang, ", ").join(parts)
    if isinstance(value, (list, tuple)):
        return say(lang, ", ").join(_plain(one, lang) for one in value)
    text = say(lang, str(value))
    return text if len(text) <= _TEXT_MAX else f"{text[:_TEXT_MAX]}…"


def _number(value: float, name: str, lang: Lang) -> str:
    if name in _SHARES:
        return f"{100 * value:.6g}%"
    return distance_said(value, lang) if name.endswith("_m") else f"{value:.10g}"
