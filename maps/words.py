"""How figures and reasons are put into words on a map: one way, used by every part of it."""

from __future__ import annotations

import math
from typing import Final

from ..coverage.assessment import Assessment
from ..geo.tables import mode_text

MODE_WORDS: Final = {
    "walk": "on foot",
    "cycle": "by bicycle",
    "ebike": "by e-bike",
    "drive": "by car",
}
SERVICE_WORDS: Final = {
    "clinic": "Clinics",
    "elderly_care": "Elderly care",
    "shelter": "Shelters",
    "rehab": "Rehabilitation",
}


def count(number: float) -> str:
    """Return people as text: ``12 345``; below ten with one decimal where they are no whole number."""
    if number < 10 and not float(number).is_integer():
        return f"{number:.1f}"
    return f"{number:,.0f}".replace(",", " ")


def percent(share: float) -> str:
    """Return a share as text, never rounded up to all or down to none; a dash where there is nobody."""
    if math.isnan(share):
        return "-"
    if 0.9995 <= share < 1:
        return "> 99.9%"
    if 0 < share < 0.0005:
        return "< 0.1%"
    return f"{share:.1%}"


def cost(amount: float, unit: str) -> str:
    """Return a travel cost in seconds or metres as text."""
    return f"{amount / 60:.1f} min" if unit == "s" else f"{count(amount)} m"


def limit(assessment: Assessment) -> str:
    """Return the limit and the mode: ``30 minutes on foot``."""
    mode = mode_text(assessment.times.mode, MODE_WORDS)
    if assessment.limit_min is None:
        return f"{count(assessment.limit)} metres {mode}"
    return f"{assessment.limit_min:g} minutes {mode}"


def services(assessment: Assessment) -> str:
    """Return the service, or the services, of the site table."""
    names = [str(name) for name in assessment.times.sites["service"].unique() if str(name)]
    return ", ".join(SERVICE_WORDS.get(name, name) for name in names)


def reasons(assessment: Assessment) -> dict[str, str]:
    """Return what each reason of an unserved cell means, as a sentence."""
    return {
        "": f"Served within {limit(assessment)}.",
        "beyond_limit": f"Not served: the nearest site is farther than {limit(assessment)}.",
        "no_road": "Not served: no usable road is near enough.",
        "island": "Not served: its roads are cut off from the rest of the road network.",
        "no_time": "Not served: no travel time was given for this place.",
        "no_site": "Not served: no open site can be reached from here.",
    }
