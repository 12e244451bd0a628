"""What is said of a proposed site and of how it compares, in whole sentences."""

from __future__ import annotations

from typing import Final

import numpy as np

from ...common.sentences import Sentence
from ...geo.roads.road_words import road_word
from ...geo.tables import Unit
from ...geo.travel.paths import ACCESS
from .farthest import FarthestVillage
from .rank import SiteFigures, SiteRank

TINY: Final = 1e-9
"""Figures are compared with thresholds up to rounding."""

WALKED: Final = "on foot, off the roads"
"""What readers see for the way between a place and its road."""


def newly_served_said(check: SiteFigures, amount: float | None = None) -> Sentence:
    """Return how many people a proposed site newly serves, as a whole sentence.

    Parameters
    ----------
    check
        What the site brings.
    amount
        What the figure is held against, so that rounding does not hide the difference.
    """
    group = Sentence(check.group)
    if check.newly_served < 0:
        return Sentence(
            "With the site {people} {group} fewer have a place, "
            "since it takes people from sites with more places.",
            people=shown(-check.newly_served, None if amount is None else -amount),
            group=group,
        )
    return Sentence(
        "The site newly serves {people} {group}.",
        people=shown(check.newly_served, amount),
        group=group,
    )


def rank_said(comparison: SiteRank) -> Sentence:
    """Return how many eligible candidates bring less than the proposed site, as a whole sentence."""
    if not comparison.of:
        return Sentence("There is no eligible candidate to compare the site with.")
    figures: dict[str, float] = {"number": comparison.better_than, "of": comparison.of}
    if comparison.same:
        return Sentence(
            "The site brings more than {number:,} of {of:,} eligible candidates, and as much as {same:,}.",
            same=comparison.same,
            **figures,
        )
    return Sentence(
        "The site brings more than {number:,} of {of:,} eligible candidates.", **figures
    )


def regret_said(comparison: SiteRank, amount: float | None = None) -> Sentence:
    """Return what the best plan of one site newly serves beyond the proposed one, as a whole sentence.

    Parameters
    ----------
    comparison
        How the site compares.
    amount
        What the figure is held against, so that rounding does not hide the difference.
    """
    if comparison.best is None:
        return Sentence("There is no eligible candidate that could be opened instead.")
    if not comparison.regret_people:
        return Sentence("No eligible candidate newly serves more than the site.")
    if not comparison.best.opened:
        return Sentence(
            "Without the site {people} {group} more are served, and no eligible candidate adds anybody.",
            people=shown(comparison.regret_people, amount),
            group=Sentence(comparison.group),
        )
    site = comparison.best.opened[0]
    return Sentence(
        "The best eligible candidate, {name}, newly serves {people} {group} more; all {of:,} were counted.",
        name=str(comparison.candidates["name"].get(site, "")) or site,
        people=shown(comparison.regret_people, amount),
        group=Sentence(comparison.group),
        of=comparison.of,
    )


def farthest_said(village: FarthestVillage) -> Sentence:
    """Return which village stays farthest from help, and how far it is from the site, as a whole sentence."""
    name, cost = village.name, cost_said(village.cost, village.unit)
    if village.helped and np.isfinite(village.cost_before):
        return Sentence(
            "With the site {name} is farthest from help: {cost}, {before} without it.",
            name=name,
            cost=cost,
            before=cost_said(village.cost_before, village.unit),
        )
    if village.helped:
        return Sentence(
            "With the site {name} is farthest from help: {cost}, no way without it.",
            name=name,
            cost=cost,
        )
    if not np.isfinite(village.cost_to_site):
        return Sentence(
            "{name} stays farthest from help, {cost}; it has no way to the site.",
            name=name,
            cost=cost,
        )
    return Sentence(
        "{name} stays farthest from help, {cost}; to the site it is {to_site}.",
        name=name,
        cost=cost,
        to_site=cost_said(village.cost_to_site, village.unit),
    )


def way_said(village: FarthestVillage) -> tuple[Sentence, ...]:
    """Return the way from the farthest village to the site by road class: how far, and in how many minutes."""
    return tuple(
        _part_said(str(name), float(row["length_m"]) / 1000, float(row["minutes"]))
        for name, row in village.by_class.iterrows()
        if row["length_m"] > 0
    )


def _part_said(name: str, km: float, minutes: float) -> Sentence:
    if name == ACCESS:
        road = Sentence(WALKED)
        return Sentence(
            "{km:,.1f} km {road} in {minutes:,.0f} min", km=km, road=road, minutes=minutes
        )
    road = Sentence(road_word(name.removesuffix("_link")))
    return Sentence(
        "{km:,.1f} km of {road} in {minutes:,.0f} min", km=km, road=road, minutes=minutes
    )


def cost_said(cost: float, unit: Unit) -> Sentence:
    """Return a cost of travel in words: minutes, or metres where distance is counted."""
    if unit == "m":
        return Sentence("{amount} m", amount=f"{cost:,.0f}")
    return Sentence("{amount} min", amount=f"{round(cost / 60, 1):,g}")


def shown(value: float, amount: float | None, digits: int = 0, *, sign: str = "") -> str:
    """Return a figure as text, rounded unless that would put it on the other side of what it is held against.

    Parameters
    ----------
    value
        The figure.
    amount
        What it is held against; None for nothing.
    digits
        Decimals.
    sign
        ``"+"`` to show the sign of what is above 0, too.
    """
    # Adding 0 turns what is rounded to -0 into 0.
    rounded = round(value, digits) + 0.0
    if amount is None or (rounded >= amount) == (value >= amount - TINY * max(1.0, abs(amount))):
        return f"{rounded:{sign},.{digits}f}"
    return f"{value:{sign},.10g}"
