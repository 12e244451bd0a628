"""Numbers that OSM writes as text: speed limits and durations.

Sources: wiki.openstreetmap.org pages Key:maxspeed and Key:duration.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_KPH_PER_UNIT: Final[Mapping[str, float]] = {
    "mph": 1.609344,
    "knots": 1.852,
    "km/h": 1.0,
    "kmh": 1.0,
    "kph": 1.0,
    "": 1.0,
}
_MAXSPEED: Final = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(mph|knots|km/h|kmh|kph|)\s*$")

_WALKING_PACE: Final = "walk"
_WALKING_PACE_KPH: Final = 7.0
"""German and Austrian living streets are limited to walking pace; courts have set it at 4 to 7 km/h."""

_CLOCK: Final = re.compile(r"^(?:(\d+):)?(\d+)(?::(\d+))?$")
_ISO: Final = re.compile(r"^PT(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?$")


def parse_maxspeed(text: str) -> float | None:
    """Return a ``maxspeed`` tag in km/h.

    Parameters
    ----------
    text
        A number with or without unit (km/h, mph, knots), or ``walk``.

    Returns
    -------
    float or None
        None for other words (``none``, ``signals``, ``RO:urban``), several values, zero and an empty text: they
        give no number, so the speed of the road's class counts.
    """
    if text.strip() == _WALKING_PACE:
        return _WALKING_PACE_KPH
    match = _MAXSPEED.match(text)
    if match is None:
        return None
    return float(match[1]) * _KPH_PER_UNIT[match[2]] or None


def parse_duration_s(text: str) -> float | None:
    """Return a ``duration`` tag in seconds.

    Parameters
    ----------
    text
        ``mm``, ``hh:mm``, ``hh:mm:ss`` or ISO 8601 in hours, minutes and seconds (``PT1H20M``).

    Returns
    -------
    float or None
        None for anything else, zero and an empty text.
    """
    match = _CLOCK.match(text.strip()) or _ISO.match(text.strip())
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return float(3600 * hours + 60 * minutes + seconds) or None
