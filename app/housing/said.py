"""What is said of new housing, in whole sentences."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from ...common.sentences import Sentence
from ...coverage.new_housing.need import NOBODY, HousingNeed
from ...coverage.rules.entry import Clause
from ...optimize.reserved_parcels.reserve import ReservedParcels
from ...optimize.site_comparison.said import cost_said
from .answer import HousingAnswer


def need_said(need: HousingNeed) -> Sentence:
    """Return whether the new people are served, and how many are short, as a whole sentence."""
    group, limit = Sentence(need.group), cost_said(need.limit, need.unit)
    if need.people == 0:
        return Sentence("No new {group} move in.", group=group)
    figures: dict[str, str] = {
        "people": f"{need.people:,.0f}",
        "group": group,
        "limit": limit,
        "beyond": f"{need.beyond_limit:,.0f}",
        "short": f"{need.without_place:,.0f}",
    }
    return _enough_said(need, figures) if need.enough else _short_said(need, figures)


def _enough_said(need: HousingNeed, figures: dict[str, str]) -> Sentence:
    if need.need is None:
        return Sentence("All {people} new {group} are within {limit} of an open site.", **figures)
    return Sentence(
        "All {people} new {group} are within {limit} of an open site, and places suffice.",
        **figures,
    )


def _short_said(need: HousingNeed, figures: dict[str, str]) -> Sentence:
    if not need.in_reach:
        return Sentence(
            "None of {people} new {group} is within {limit} of an open site.", **figures
        )
    if not need.without_place:
        return Sentence(
            "{beyond} of {people} new {group} are within {limit} of no open site.", **figures
        )
    if not need.beyond_limit:
        return Sentence(
            "All {people} new {group} are within {limit} of an open site, but {short} {group} more than "
            "before have no place.",
            **figures,
        )
    return Sentence(
        "{beyond} of {people} new {group} are within {limit} of no open site, and {short} {group} more than "
        "before have no place.",
        **figures,
    )


def places_said(need: HousingNeed) -> Sentence | None:
    """Return how many places the new people take and how many are missing; None where places do not count."""
    if need.places_needed is None or need.places_short is None or not need.people:
        return None
    return Sentence(
        "They take {needed} places ({each:g} each); {short} are missing.",
        needed=f"{_whole_up(need.places_needed):,}",
        each=float(need.need or 0.0),
        short=f"{_whole_up(need.places_short):,}",
    )


def reserve_said(found: ReservedParcels) -> Sentence:
    """Return how many parcels are needed at least, and what they do, as a whole sentence."""
    group = Sentence(found.group)
    if not found.short:
        return Sentence("No parcel has to be reserved.")
    if not found.of:
        return Sentence(
            "There is no eligible candidate: give the service `candidates:` in the study file."
        )
    if not found.opened:
        return Sentence(
            "None of {of:,} eligible candidates serves anybody of those who are short: other land is needed.",
            of=found.of,
        )
    short = f"{found.short:,.0f}"
    figures: dict[str, str | float] = {
        "sites": found.sites,
        "of": found.of,
        "placed": f"{found.placed:,.0f}",
        "short": short,
        "group": group,
    }
    if len(found.alone_enough) > 1:
        return Sentence(
            "Any one of {count:,} eligible candidates alone serves all {short} {group} who are short: one of "
            "them is to be kept free (proven).",
            count=len(found.alone_enough),
            short=short,
            group=group,
        )
    return _plan_said(found, figures)


def _plan_said(found: ReservedParcels, figures: dict[str, str | float]) -> Sentence:
    """Return what the parcels of a plan do, and what is proven."""
    if not found.still_short and found.proven:
        return Sentence(
            "{sites:,} of {of:,} eligible candidates serve all {short} {group} who are short; fewer do not "
            "(proven).",
            **figures,
        )
    if not found.still_short:
        return Sentence(
            "{sites:,} of {of:,} eligible candidates serve all {short} {group} who are short; at least "
            "{bound:,.0f} are needed (proven).",
            bound=found.sites_bound,
            **figures,
        )
    if found.proven:
        return Sentence(
            "{sites:,} of {of:,} eligible candidates serve {placed} of {short} {group} who are short; no "
            "choice serves more, and no fewer sites as many (proven).",
            **figures,
        )
    return Sentence(
        "{sites:,} of {of:,} eligible candidates serve {placed} of {short} {group} who are short; no choice "
        "serves more than {bound} (proven).",
        bound=f"{found.placed_bound:,.0f}",
        **figures,
    )


def parcel_said(site: str, row: pd.Series, found: ReservedParcels) -> Sentence:
    """Return what is lost if a parcel of the plan is given away, as a whole sentence.

    Parameters
    ----------
    site, row
        The parcel's id and its row of `ReservedParcels.parcels`.
    found
        The parcels.
    """
    name = str(row["name"]) or site
    people = Sentence(found.group)
    if not row["needed"]:
        names = found.candidates["name"]
        instead = tuple(str(names[one]) or str(one) for one in row["instead"])
        return Sentence(
            "{name} can be given away as long as these stay free: {instead}. As few sites then serve as many.",
            name=name,
            instead=instead,
        )
    lost = {"lost": f"{row['lost']:,.0f}", "bound": f"{row['lost_bound']:,.0f}", "group": people}
    if not row["proven"]:
        return Sentence(
            "Keep {name}: no choice of as few sites without it was found; {lost} {group} would stay short, "
            "at least {bound} (proven).",
            name=name,
            **lost,
        )
    if row["sites_without"] < float("inf"):
        return Sentence(
            "Reserve {name}: without it {sites:,.0f} sites are needed; with as few as now {lost} {group} stay "
            "short, at least {bound} (proven).",
            name=name,
            sites=float(row["sites_without"]),
            **lost,
        )
    return Sentence(
        "Reserve {name}: without it no choice of candidates serves as many; with as few sites {lost} {group} "
        "stay short, at least {bound} (proven).",
        name=name,
        **lost,
    )


def shared_said(answer: HousingAnswer) -> Iterator[Sentence]:
    """Yield each parcel that the plans of several services use, since they may need one each."""
    users: dict[str, list[Sentence]] = {}
    names: dict[str, str] = {}
    for one in answer.services:
        for site, row in one.parcels.parcels.iterrows():
            users.setdefault(str(site), []).append(Sentence(one.title.said("en")))
            names[str(site)] = str(row["name"]) or str(site)
    for site, services in users.items():
        if len(services) > 1:
            yield Sentence(
                "{name} is chosen for several services ({services}), each by itself: see whether it holds "
                "them all.",
                name=names[site],
                services=tuple(services),
            )


def when_said(answer: HousingAnswer) -> Iterator[Sentence]:
    """Yield by when what is missing must stand, and the clauses of the plan."""
    year = str(answer.year)
    yield from shared_said(answer)
    yield from (rule.said() for rule in answer.rules)
    if answer.short:
        yield Sentence(
            "What is missing must be open by {year}, when the homes are handed over; the parcels are to be "
            "reserved from now on.",
            year=year,
        )
    clauses = answer.clauses
    if clauses is None:
        return
    for clause in (clauses.together, clauses.facilities, clauses.land):
        if clause is not None:
            yield _clause_said(clause, answer.clauses_of)


def _whole_up(places: float) -> int:
    """Return whole places, rounded up, but not because of rounding behind the sixth digit."""
    return math.ceil(places - NOBODY)


def _clause_said(clause: Clause, plan: str) -> Sentence:
    return Sentence(
        "{section}: {words} ({plan}).", section=clause.section, words=clause.words, plan=plan
    )
