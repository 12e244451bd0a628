"""``housing.json``: the names that other programs rely on."""

from __future__ import annotations

from math import isfinite
from typing import Any

import pandas as pd

from ...common.packages.version import halfhour_version
from ...coverage.new_housing.need import HousingNeed
from ...geo.tables import Unit
from ...optimize.reserved_parcels.reserve import ReservedParcels
from ..site_check.check_json import BothPart, InputPart
from ..site_check.figures_json import ObstaclePart, Part, PlacePart
from .answer import HousingAnswer, ServiceForHousing
from .said import need_said, parcel_said, places_said, reserve_said, when_said


class HostPart(Part):
    """An open site near the housing."""

    site_id: str
    name: str
    tier: str
    cost: float
    """Of travel from the housing, in the service's `unit`."""
    within: bool
    """Whether that is within the limit."""
    places: float | None
    """Null where places do not count, or for any number."""
    free: float | None
    """Places that nobody took before."""


class NearCandidatePart(Part):
    """An eligible candidate within the limit of the housing, or one that helps it."""

    site_id: str
    name: str
    tier: str
    capacity: float | None
    cost: float | None
    """Null beyond the limit."""
    alone: float
    """People of those who are short whom it would serve if it alone were opened."""
    lon: float
    lat: float


class ParcelPart(NearCandidatePart):
    """A parcel that the plan uses."""

    needed: bool
    """Whether every choice of as few sites uses it."""
    proven: bool
    sites_without: int | None
    """The fewest sites without it; null where no choice was found that serves as many."""
    sites_without_bound: float | None
    """Proven: without it no fewer do; null where no choice at all does."""
    lost: float
    """People who stay short if it is given away and no more sites are opened in its place."""
    lost_bound: float
    """Proven: at least so many."""
    instead: list[str]
    """Parcels that would stand in for it."""
    said: BothPart


class ReservePart(Part):
    """Which eligible parcels are to be reserved."""

    of: int
    """Eligible candidates there are."""
    sites: int
    sites_bound: float | None
    """Proven: fewer sites do not serve as many; null where no choice serves anybody."""
    placed: float
    """People whom the plan serves of those who are short."""
    placed_bound: float
    """Proven: no choice serves more of them."""
    still_short: float
    proven: bool
    opened: list[str]
    parcels: list[ParcelPart]
    candidates: list[NearCandidatePart]
    said: BothPart


class NeedPart(Part):
    """What the new people need of a service, and what they find."""

    service: str
    title: BothPart
    group: str
    people: float
    """So many of the new people are of this group."""
    limit: float
    unit: Unit
    in_reach: float
    """New people within the limit of an open site."""
    beyond_limit: float
    without_place: float
    """How many people more than before are within reach and have no place, whoever they are."""
    short: float
    """How many people more than before are not served."""
    need: float | None
    """Places that one person takes; null where places do not count."""
    places_needed: float | None
    places_short: float | None
    cost: float | None
    """To the nearest open site; null without any."""
    share_before: float | None
    share_after: float | None
    hosts: list[HostPart]
    reserve: ReservePart
    said: list[BothPart]


class RulePart(Part):
    """What a rule about new communities asks for in the unit around the housing."""

    rule_id: str
    clause: str
    title: BothPart
    unit_name: str
    found: float
    """Facilities that stand there."""
    required_before: float
    """Required for the people of the study's own new estates."""
    required: float
    """With the new housing."""
    short: float
    said: BothPart


class HousingFile(Part):
    """The whole of ``housing.json``."""

    id: str
    study: BothPart
    date: str
    hash: str
    place: PlacePart
    year: int
    people: dict[str, float]
    """By group how many move in."""
    short: list[str]
    """Services that do not suffice."""
    services: list[NeedPart]
    assumptions: list[BothPart]
    left_out: list[BothPart]
    obstacles: list[ObstaclePart]
    rules: list[RulePart]
    when: list[BothPart]
    """By when what is missing must stand, and the plan's clauses."""
    inputs: list[InputPart]
    parameters: dict[str, Any]
    notes: list[BothPart]
    version: str


def housing_file(answer: HousingAnswer) -> HousingFile:
    """Put the answer about new housing into the form of ``housing.json``."""

    def both(text: str) -> BothPart:
        return BothPart(en=answer.said(text, "en"), zh=answer.said(text, "zh"))

    return HousingFile(
        id=answer.id,
        study=BothPart(**answer.study_name.in_both()),
        date=answer.date.isoformat(),
        hash=answer.hash,
        place=PlacePart(**answer.place.to_dict()),
        year=answer.year,
        people=dict(answer.people),
        short=list(answer.short),
        services=[_service(answer, one) for one in answer.services],
        assumptions=[both(one) for one in answer.assumptions],
        left_out=[both(one) for one in answer.left_out],
        obstacles=[ObstaclePart(**one.to_dict()) for one in answer.obstacles],
        rules=[
            RulePart(
                rule_id=one.rule_id,
                clause=one.clause,
                title=BothPart(**one.title.in_both()),
                unit_name=one.unit_name,
                found=one.found,
                required_before=one.required_before,
                required=one.required,
                short=one.short,
                said=both(one.said()),
            )
            for one in answer.rules
        ],
        when=[both(one) for one in when_said(answer)],
        inputs=[
            InputPart(name=one.name, sha256=one.sha256, rows=one.rows) for one in answer.inputs
        ],
        parameters=dict(answer.parameters),
        notes=[both(one) for one in answer.notes],
        version=halfhour_version(),
    )


def _service(answer: HousingAnswer, one: ServiceForHousing) -> NeedPart:
    need = one.need
    texts = [need_said(need), *filter(None, [places_said(need)])]
    return NeedPart(
        service=one.service,
        title=BothPart(**one.title.in_both()),
        **{
            name: getattr(need, name)
            for name in (
                *("group", "people", "limit", "unit", "in_reach", "beyond_limit", "without_place"),
                *("short", "need", "places_needed", "places_short"),
            )
        },
        cost=_finite(need.cost),
        share_before=_finite(need.before.share),
        share_after=_finite(need.after.share),
        hosts=_hosts(need),
        reserve=_reserve(answer, one.parcels),
        said=[BothPart(en=answer.said(text, "en"), zh=answer.said(text, "zh")) for text in texts],
    )


def _hosts(need: HousingNeed) -> list[HostPart]:
    return [
        HostPart(
            site_id=str(site),
            name=str(row["name"]),
            tier=str(row["tier"]),
            cost=float(row["cost"]),
            within=bool(row["within"]),
            places=_finite(row["places"]),
            free=_finite(row["free"]),
        )
        for site, row in need.hosts.iterrows()
    ]


def _reserve(answer: HousingAnswer, found: ReservedParcels) -> ReservePart:
    def both(text: str) -> BothPart:
        return BothPart(en=answer.said(text, "en"), zh=answer.said(text, "zh"))

    return ReservePart(
        of=found.of,
        sites=found.sites,
        sites_bound=_finite(found.sites_bound),
        placed=found.placed,
        placed_bound=found.placed_bound,
        still_short=found.still_short,
        proven=found.proven,
        opened=list(found.opened),
        parcels=[
            ParcelPart(
                **_candidate(str(site), row),
                needed=bool(row["needed"]),
                proven=bool(row["proven"]),
                sites_without=int(row["sites_without"]) if isfinite(row["sites_without"]) else None,
                sites_without_bound=_finite(row["sites_without_bound"]),
                lost=float(row["lost"]),
                lost_bound=float(row["lost_bound"]),
                instead=list(row["instead"]),
                said=both(parcel_said(str(site), row, found)),
            )
            for site, row in found.parcels.iterrows()
        ],
        candidates=[
            NearCandidatePart(**_candidate(str(site), row))
            for site, row in found.candidates.iterrows()
        ],
        said=both(reserve_said(found)),
    )


def _candidate(site: str, row: pd.Series) -> dict[str, Any]:
    return {
        "site_id": site,
        "name": str(row["name"]),
        "tier": str(row["tier"]),
        "capacity": _finite(row["capacity"]),
        "cost": _finite(row["cost"]),
        "alone": float(row["alone"]),
        "lon": float(row["lon"]),
        "lat": float(row["lat"]),
    }


def _finite(value: float) -> float | None:
    return float(value) if isfinite(value) else None
