"""Amounts in a memo's words: distances, costs of travel, shares before and after, coordinates."""

from __future__ import annotations

import math
from typing import Final

from ...geo.tables import Unit
from ..wording.messages import Lang, say
from ..wording.words import count

NONE: Final = "-"
_KM_M: Final = 1000.0
_DIGITS_MOST: Final = 4
DATUM_WORDS: Final = {"wgs84": "WGS 84", "gcj02": "GCJ-02", "bd09": "BD-09"}


def distance_said(metres: float, lang: Lang) -> str:
    """Return a distance: whole metres, from a kilometre on kilometres with one decimal."""
    if not math.isfinite(metres):
        return NONE
    if round(metres) < _KM_M:
        return say(lang, "{amount} m", amount=count(round(metres), lang))
    return say(lang, "{amount} km", amount=f"{metres / _KM_M:.1f}")


def travel_said(cost: float, unit: Unit, lang: Lang) -> str:
    """Return a cost of travel: minutes, or a distance where metres are counted; a dash if there is no way."""
    if not math.isfinite(cost):
        return NONE
    if unit == "m":
        return distance_said(cost, lang)
    return say(lang, "{amount} min", amount=f"{cost / 60:.1f}")


def fall_said(fall: float, unit: Unit, lang: Lang) -> str:
    """Return by how many minutes or metres ways become shorter; a dash where none does."""
    return travel_said(fall * 60 if unit == "s" else fall, unit, lang)


def shares_said(before: float, after: float) -> tuple[str, str]:
    """Return two shares with as many decimals as it takes to tell them apart, four at most.

    A share is never rounded up to all nor down to none; a dash stands for one of nobody.
    """
    texts = (NONE, NONE)
    for digits in range(1, _DIGITS_MOST + 1):
        texts = _share(before, digits), _share(after, digits)
        if texts[0] != texts[1] or before == after:
            break
    return texts


def _share(share: float, digits: int) -> str:
    if math.isnan(share):
        return NONE
    least, text = 10.0**-digits, f"{share:.{digits}%}"
    if share < 1 and text == f"{1:.{digits}%}":
        return f"> {100 - least:.{digits}f}%"
    if share > 0 and text == f"{0:.{digits}%}":
        return f"< {least:.{digits}f}%"
    return text


def degrees_said(lon: float, lat: float, lang: Lang) -> str:
    """Return longitude and latitude in words, to a millionth of a degree: about 10 cm."""
    east, north = f"{abs(lon):.6f}", f"{abs(lat):.6f}"
    return say(
        lang,
        "{lat}, {lon}",
        lon=say(lang, "{degrees}° E", degrees=east)
        if lon >= 0
        else say(lang, "{degrees}° W", degrees=east),
        lat=say(lang, "{degrees}° N", degrees=north)
        if lat >= 0
        else say(lang, "{degrees}° S", degrees=north),
    )


def crs_said(crs: str) -> str:
    """Return what coordinates were given in: WGS 84, GCJ-02, BD-09, or the code of a CRS."""
    return DATUM_WORDS.get(crs, crs)


def given_said(x: float, y: float, crs: str) -> str:
    """Return coordinates as they were given: degrees to a millionth, metres to a centimetre."""
    degrees = abs(x) <= 360 and abs(y) <= 360
    digits = 6 if degrees else 2
    return f"{x:.{digits}f}, {y:.{digits}f} ({crs_said(crs)})"
