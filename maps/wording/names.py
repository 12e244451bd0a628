"""What services and levels of units are called: by the study, else by Halfhour, else as their names are."""

from __future__ import annotations

from typing import Final

from ...geo.study_context import StudyContext
from .messages import Lang, Message, message, say

SERVICE_WORDS: Final = {
    "clinic": "Clinics",
    "elderly_care": "Elderly care",
    "shelter": "Shelters",
    "rehab": "Rehabilitation",
}

LEVEL_WORDS: Final = {
    "country": "country",
    "state": "state",
    "province": "province",
    "region": "region",
    "prefecture": "prefecture",
    "city": "city",
    "municipality": "municipality",
    "county": "county",
    "district": "district",
    "borough": "borough",
    "subdistrict": "subdistrict",
    "street": "subdistrict",
    "township": "township",
    "town": "town",
    "parish": "parish",
    "ward": "ward",
    "suburb": "suburb",
    "quarter": "quarter",
    "neighbourhood": "neighbourhood",
    "neighborhood": "neighbourhood",
    "community": "community",
    "village": "village",
    "census_tract": "census tract",
    "tract": "census tract",
    "block": "block",
    "zone": "zone",
    "committee": "committee",
}
"""Usual names of levels; Chinese words are in the catalogue."""


def service_said(study: StudyContext, service: str, lang: Lang) -> str:
    """Return what a service is called: by the study, by Halfhour, or as its name is."""
    own = study.services.get(service)
    return own.said(lang) if own else say(lang, SERVICE_WORDS.get(service, service))


def level_said(study: StudyContext, level: str, lang: Lang) -> str:
    """Return what a level of units is called: by the study, by Halfhour, or as its name is."""
    own = study.levels.get(level)
    if own:
        return own.said(lang)
    return say(lang, _level_words(level))


def level_shown(study: StudyContext, level: str) -> Message | dict[str, str]:
    """Return the same for the page to put into words."""
    own = study.levels.get(level)
    return own.in_both() if own else message(_level_words(level))


def _level_words(level: str) -> str:
    return LEVEL_WORDS.get(level.lower(), level.replace("_", " "))
