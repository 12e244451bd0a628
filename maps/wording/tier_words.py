"""Names of the tiers that the packaged standards know; others keep their code."""

from __future__ import annotations

from typing import Final

from .messages import Lang, Message, message, say

TIER_WORDS: Final = {
    "clinic": {
        "general_hospital": "general hospital",
        "tcm_hospital": "hospital of traditional Chinese medicine",
        "mch": "maternal and child health institution",
        "township_centre": "township health centre",
        "community_centre": "community health centre",
        "station": "community health station",
        "village_clinic": "village clinic",
    },
    "elderly_care": {
        "institution": "elderly-care institution",
        "home_care_centre": "home-care service centre",
    },
    "shelter": {"shelter": "emergency shelter"},
    "rehab": {
        "institution": "professional rehabilitation institution",
        "county_centre": "county rehabilitation centre",
        "room": "rehabilitation room",
        "mental_model": "model institution for mental disorders",
    },
}
"""By service and code, as in qinhuangdao-2018.yaml; Chinese words are in the catalogue."""

_NO_TIER: Final = "no tier"


def tier_message(service: str, tier: str) -> Message | str:
    """Return a tier's name for the page to translate; the code itself where it is not known.

    Parameters
    ----------
    service, tier
        Codes, as in the site table; the tier may be empty.
    """
    if not tier:
        return message(_NO_TIER)
    words = TIER_WORDS.get(service, {}).get(tier)
    return tier if words is None else message(words)


def tier_said(service: str, tier: str, lang: Lang) -> str:
    """Return a tier's name in a language; the code itself where it is not known."""
    return say(lang, TIER_WORDS.get(service, {}).get(tier, tier) if tier else _NO_TIER)
