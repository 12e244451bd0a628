"""How figures and reasons are put into words on a map: one way, used by every part of it."""

from __future__ import annotations

import math
from typing import Final

from ...common.sentences import Sentence
from ...coverage.assessment import Assessment
from ...geo.roads.road_words import MODE_WORDS
from ...geo.tables import Mode, ModeByTier, mode_text
from ...geo.travel.travel_times import TravelTimes
from .messages import Lang, say, thousands_sign
from .names import SERVICE_WORDS, service_said

REASONS: Final = {
    "": "Served within {limit}.",
    "beyond_limit": "Not served: the nearest site is farther than {limit}.",
    "no_road": "Not served: no usable road is near enough.",
    "island": "Not served: its roads lead to no open site.",
    "no_time": "Not served: no travel time was given for this place.",
    "no_site": "Not served: no open site can be reached from here.",
    "no_place": "Not all are served: the sites within {limit} are full.",
}
"""What each reason of a cell means, as a message."""


def count(number: float, lang: Lang = "en") -> str:
    """Return people as text: ``12 345``; below ten with one decimal where they are no whole number."""
    # Noise of a sum, far behind the point, must not decide which way a half goes.
    number = round(float(number), 6)
    if number < 10 and not number.is_integer():
        return f"{number:.1f}"
    return f"{number:,.0f}".replace(",", thousands_sign(lang))


def percent(share: float) -> str:
    """Return a share as text, never rounded up to all or down to none; a dash where there is nobody."""
    if math.isnan(share):
        return "-"
    if 0.9995 <= share < 1:
        return "> 99.9%"
    if 0 < share < 0.0005:
        return "< 0.1%"
    return f"{share:.1%}"


def limit(assessment: Assessment, lang: Lang = "en") -> str:
    """Return the limit and the mode, or that of each tier: ``30 minutes on foot``."""
    words = {name: say(lang, text) for name, text in MODE_WORDS.items()}
    mode = mode_text(assessment.times.mode, words)
    if assessment.limit_min is None:
        amount = count(assessment.limit, lang)
        return say(lang, "{amount} metres {mode}", amount=amount, mode=mode)
    amount = f"{assessment.limit_min:g}"
    return say(lang, "{amount} minutes {mode}", amount=amount, mode=mode)


def mode_words(mode: Mode | ModeByTier, lang: Lang = "en") -> str:
    """Return in brief how people travel: ``on foot``, or ``by car or on foot, by tier``."""
    words = {name: say(lang, text) for name, text in MODE_WORDS.items()}
    if isinstance(mode, str):
        return words[mode]
    used = list(dict.fromkeys(words[one] for one in mode.values()))
    return say(lang, "{modes}, by tier", modes=say(lang, " or ").join(used))


def sentence(text: str, lang: Lang = "en") -> str:
    """Return a note or a conflict in a language; one that is plain text stays as it is."""
    if lang == "en" or not isinstance(text, Sentence):
        return text
    return text.said(lambda words: say(lang, SERVICE_WORDS.get(words, words)))


def whose(assessment: Assessment, lang: Lang = "en") -> str:
    """Return the group that is counted, and of which year, where that is known: ``residents of 2030``."""
    group = say(lang, assessment.group)
    if assessment.times.year is None:
        return group
    return say(lang, "{group} of {year}", group=group, year=assessment.times.year)


def services(assessment: Assessment, lang: Lang = "en") -> str:
    """Return the service, or the services, of the site table."""
    return services_said(assessment.times, lang)


def services_said(times: TravelTimes, lang: Lang = "en") -> str:
    """Return the same of travel times."""
    names = [str(name) for name in times.sites["service"].unique() if str(name)]
    return say(lang, ", ").join(service_said(times.study, name, lang) for name in names)
