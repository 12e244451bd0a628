"""The ISO 3166 code of three letters of a place's country, out of what Nominatim says of its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from babel.core import get_global

_WITHDRAWN: Final = frozenset({"BUR", "DDR", "FXX", "TMP", "YMD", "ZAR"})
"""Codes of former states, which CLDR knows as other names of those of today."""

_NO_COUNTRY: Final = {"XK": "KOS"}
"""What WorldPop calls a country that has no code."""

_TERRITORIES: Final = {
    "CN-HK": "HK",
    "CN-MO": "MO",
    "CN-TW": "TW",
    "FI-01": "AX",
    "FR-971": "GP",
    "FR-972": "MQ",
    "FR-973": "GF",
    "FR-974": "RE",
    "FR-976": "YT",
    "FR-BL": "BL",
    "FR-MF": "MF",
    "FR-NC": "NC",
    "FR-PF": "PF",
    "FR-PM": "PM",
    "FR-WF": "WF",
    "NL-AW": "AW",
    "NL-BQ1": "BQ",
    "NL-BQ2": "BQ",
    "NL-BQ3": "BQ",
    "NL-CW": "CW",
    "NL-SX": "SX",
    "NO-21": "SJ",
    "NO-22": "SJ",
    "US-AS": "AS",
    "US-GU": "GU",
    "US-MP": "MP",
    "US-PR": "PR",
    "US-VI": "VI",
}
"""Parts of countries that have a code of their own (ISO 3166-2), and rasters of their own."""


def country_of(address: object) -> str | None:
    """Return the code of three letters of the country that an address of Nominatim names, or None.

    Examples
    --------
    >>> country_of({"country_code": "br"}), country_of({"road": "Rua A"})
    ('BRA', None)
    >>> country_of({"ISO3166-2-lvl3": "CN-HK", "country_code": "cn"})
    'HKG'
    """
    if not isinstance(address, Mapping):
        return None
    parts = [str(value) for key, value in address.items() if str(key).startswith("ISO3166-2")]
    own = [_TERRITORIES[part] for part in parts if part in _TERRITORIES]
    two = own[0] if own else str(address.get("country_code", "")).upper()
    if two in _NO_COUNTRY:
        return _NO_COUNTRY[two]
    three = [
        alias
        for alias, countries in get_global("territory_aliases").items()
        if len(alias) == 3
        and alias.isalpha()
        and alias not in _WITHDRAWN
        and list(countries) == [two]
    ]
    return three[0] if len(three) == 1 else None
