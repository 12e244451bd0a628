"""What the panel says of places: how many are used, and how each open site stands with the plan."""

from __future__ import annotations

from ...coverage.assessment import Assessment
from ...optimize.plan import Plan
from ..wording.messages import Lang, say
from ..wording.words import count
from .sites import site_name


def places_rows(today: Assessment, after: Assessment, lang: Lang) -> list[tuple[str, str, str]]:
    """Return places and those that are used, today and with the plan; nothing where places do not count."""
    if today.sites is None or after.sites is None:
        return []
    return [
        (
            say(lang, "Places"),
            _places(float(today.sites["places"].sum()), lang),
            _places(float(after.sites["places"].sum()), lang),
        ),
        (
            say(lang, "Places used"),
            count(today.sites["used"].sum(), lang),
            count(after.sites["used"].sum(), lang),
        ),
    ]


def site_rows(plan: Plan, lang: Lang) -> list[tuple[str, str, str, str, str, str]]:
    """Return id, name, places, used, turned away and what ten more places serve at most, by open site.

    Sites that turn most people away come first.
    """
    loads = plan.after.sites
    if loads is None:
        return []
    sites = plan.after.times.sites
    loads = loads.sort_values("turned_away", ascending=False, kind="stable")
    columns = ("places", "used", "turned_away", "ten_more_serve")
    figures = loads[[*columns]].to_numpy(dtype=float)
    return [
        (
            str(site_id),
            site_name(sites, site_id),
            _places(places, lang),
            count(used, lang),
            count(turned_away, lang),
            count(more, lang),
        )
        for site_id, (places, used, turned_away, more) in zip(loads.index, figures, strict=True)
    ]


def _places(number: float, lang: Lang) -> str:
    return say(lang, "for everybody") if number == float("inf") else count(number, lang)
