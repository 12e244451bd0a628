"""``plan.json``: the names that other programs rely on."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from typing import Literal

import geopandas as gpd
from pydantic import BaseModel, ConfigDict

from ...common.packages.version import halfhour_version
from ...coverage.limit_sensitivity import LimitSensitivity, sensitivity_by_group
from ...maps.wording.plan_said import plan_said
from ...optimize.gap_list import OTHER_AREAS, gap_list
from ...optimize.plan import Plan, opening_cost
from ...optimize.plan_places import places_by_site
from ..study.study import Study
from .parts.certificate_json import CertificatePart, finite
from .parts.eligible import EligibilityPart, eligibility_part
from .parts.provenance_json import InputPart, RunPart
from .plan_json_gaps import GapPart, gap_parts
from .plan_json_people import FactorPart, PeopleStepPart, factor_parts, people_parts
from .plan_words import SaidPart, WordsPart, plan_words


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReachPart(_Part):
    """People of a group within the limit, and within a shorter and a longer one."""

    people_total: float
    reach_lower: float
    reach: float
    reach_upper: float | None
    """Null where a table of travel times ends too early to know."""
    people_lost: float
    people_gained: float | None


class SensitivityPart(_Part):
    """Who is near the limit: lost where speeds are lower by a share, gained where they are higher."""

    travel_uncertainty: float
    limit_lower: float
    """In ``parameters.unit``, as the next two."""
    limit: float
    limit_upper: float
    before: dict[str, ReachPart]
    """By group."""
    after: dict[str, ReachPart]


class TravelPart(_Part):
    """How the people of the group travel, where the study says so; figures at both ends of the share by car."""

    walk_kph: float | None
    """Null for the speed of everybody."""
    drive_share: tuple[float, float]
    """The lowest share that goes by car, which all other figures are for, and the highest."""
    otherwise: str
    served_before_at_highest: float
    served_after_at_highest: float


class CapacityPart(_Part):
    """How the service's places are given, where they are counted."""

    assignment: str
    """Who has a place: ``system``, as many as possible, or ``closest``, who come to their nearest site."""
    need: dict[str, float]
    """How many places one person of the group takes."""


class SitePlacesPart(_Part):
    """The places of a site that is open with the plan."""

    site_id: str
    name: str
    places: float | None
    """Null for any number."""
    used_before: float
    used: float
    free: float | None
    people: float
    turned_away: float
    """People within its reach who have no place anywhere; under closest assignment those who come to it."""
    ten_more_serve: float
    """How many people more all sites would serve at most, if it had ten more places."""


class ParametersPart(_Part):
    """What the figures depend on, besides the files."""

    max_new: int | None
    objective: str
    budget: float | None
    must_open: list[str]
    forbidden: list[str]
    by: str | None
    unit_weights: dict[str, float]
    group_weights: dict[str, float]
    direction: str
    unit: str
    limit_m: float | None
    snap_max_m: float
    crs: str


class PlanFile(_Part):
    """The whole of ``plan.json``; people as numbers, never rounded text."""

    study: str
    notice: str
    scenario: str
    service: str
    words: WordsPart
    """Titles and other words in both languages; `study`, `scenario` and `service` are names."""
    group: str
    year: int | None
    """The year that the people are of, of a plan over years its last one; null where the study does not say."""
    mode: str | dict[str, str]
    limit_min: float | None
    people_total: float
    served_before: float
    served_after: float
    within_reach_before: float
    within_reach_after: float
    no_place_before: float
    """People within reach for whom no place is left; 0 where places are not counted."""
    no_place_after: float
    gap_before: float
    gap_after: float
    unreachable_before: float
    unreachable_after: float
    travel: TravelPart | None
    sensitivity: SensitivityPart | None
    """Null where the study has a ``travel_uncertainty`` of 0."""
    opened: list[str]
    gains: list[float]
    years: list[int]
    """Of a plan over years: when each of `opened` opens."""
    cost: float | None
    """What the opened sites cost; null where the cost of one is not known."""
    figures: dict[str, float]
    conflicts: list[str]
    """Where nothing fulfils what is asked: why not, and what would work."""
    certificate: CertificatePart
    said: SaidPart
    """In words, in every language."""
    capacity: CapacityPart | Literal["ignore"] | None
    """How places are given; ``ignore`` where the study leaves them out; null where nothing is said of them."""
    sites: list[SitePlacesPart]
    """Where places are counted: each open site, the proposed ones first in build order."""
    gaps: list[GapPart]
    """Areas with the most unserved people, these first."""
    gap_elsewhere: float
    """Unserved people in all other areas."""
    eligibility: EligibilityPart | None
    """Which candidates something may be built on; null where the study has no rules about land."""
    people_steps: list[PeopleStepPart]
    """How many people each step between the file and these figures left."""
    people_factors: list[FactorPart]
    """By unit and group how official counts changed the people."""
    notes: list[str]
    inputs: list[InputPart]
    parameters: ParametersPart
    run: RunPart | None
    """What it takes to run it again; null of a service's plan inside a joint one, and of plans made by hand."""
    version: str


def plan_file(
    plan: Plan,
    study: Study,
    *,
    service: str,
    notes: Iterable[str] | None = None,
    gaps: gpd.GeoDataFrame | None = None,
    run: RunPart | None = None,
) -> PlanFile:
    """Put a plan into the form of ``plan.json``.

    Parameters
    ----------
    plan, study, service
        The plan, its study, and which of its services the plan is about.
    notes
        What is said beside the plan's own notes; by default the study's.
    gaps
        What `halfhour.gap_list` returns of the plan; by default it is made.
    run
        What it takes to run it again, if somebody knows.
    """
    before, after, times = plan.before, plan.after, plan.scenario.times
    listed = gap_list(plan) if gaps is None else gaps
    layers, crs = study.layers, times.demand.crs.to_string()
    return PlanFile(
        study=study.name,
        notice=study.layers.file.notice.said("en"),
        scenario=plan.scenario.name,
        service=service,
        words=plan_words(plan, service),
        group=plan.scenario.group,
        year=plan.scenario.year,
        mode=times.mode if isinstance(times.mode, str) else dict(times.mode),
        limit_min=after.limit_min,
        people_total=after.people_total,
        served_before=before.people_served,
        served_after=after.people_served,
        within_reach_before=before.people_within_reach,
        within_reach_after=after.people_within_reach,
        no_place_before=before.no_place_people,
        no_place_after=after.no_place_people,
        gap_before=before.gap_people,
        gap_after=after.gap_people,
        unreachable_before=before.unreachable_people,
        unreachable_after=after.unreachable_people,
        travel=_travel(plan),
        sensitivity=_sensitivity(plan),
        opened=list(plan.opened),
        gains=list(plan.gains),
        years=list(plan.years),
        cost=opening_cost(plan),
        figures={name: value for name, value in plan.figures.items() if isfinite(value)},
        conflicts=list(plan.conflicts),
        certificate=CertificatePart.of(plan.certificate),
        said=SaidPart.model_validate(plan_said(plan)),
        capacity=_capacity(plan),
        sites=_sites(plan),
        gaps=gap_parts(listed),
        gap_elsewhere=float(listed.loc[listed["level"] == OTHER_AREAS, "unserved"].sum()),
        eligibility=eligibility_part(study, service),
        people_steps=people_parts(plan, study),
        people_factors=factor_parts(study),
        notes=[*(study.layers.notes if notes is None else notes), *plan.notes],
        inputs=[InputPart.of(record, study=layers.path, crs=crs) for record in layers.inputs],
        parameters=ParametersPart(
            max_new=plan.scenario.max_new,
            objective=plan.scenario.objective.kind,
            budget=plan.scenario.budget,
            must_open=list(plan.scenario.must_open),
            forbidden=list(plan.scenario.forbidden),
            by=plan.scenario.by,
            unit_weights=dict(plan.scenario.unit_weights),
            group_weights=dict(plan.scenario.group_weights),
            direction=times.direction,
            unit=times.unit,
            limit_m=after.limit if times.unit == "m" else None,
            snap_max_m=study.layers.file.snap_max_m,
            crs=crs,
        ),
        run=run,
        version=halfhour_version(),
    )


def _travel(plan: Plan) -> TravelPart | None:
    travel = plan.after.times.groups.get(plan.after.group)
    if travel is None:
        return None
    before, after = plan.before.at_upper_end(), plan.after.at_upper_end()
    return TravelPart(
        walk_kph=travel.walk_kph,
        drive_share=travel.shares,
        otherwise=travel.otherwise,
        served_before_at_highest=before.people_served,
        served_after_at_highest=after.people_served,
    )


def _sensitivity(plan: Plan) -> SensitivityPart | None:
    if not plan.scenario.times.travel_uncertainty:
        return None
    before, after = (sensitivity_by_group(one) for one in (plan.before, plan.after))
    own = after[plan.scenario.group]
    return SensitivityPart(
        travel_uncertainty=own.travel_uncertainty,
        limit_lower=own.limits[0],
        limit=own.limits[1],
        limit_upper=own.limits[2],
        before={group: _reach(near) for group, near in before.items()},
        after={group: _reach(near) for group, near in after.items()},
    )


def _reach(near: LimitSensitivity) -> ReachPart:
    return ReachPart(
        people_total=near.people_total,
        reach_lower=near.reach_lower,
        reach=near.reach,
        reach_upper=near.reach_upper,
        people_lost=near.people_lost,
        people_gained=near.people_gained,
    )


def _capacity(plan: Plan) -> CapacityPart | Literal["ignore"] | None:
    scenario = plan.scenario
    if scenario.places is None:
        return "ignore" if scenario.capacity == "ignore" else None
    return CapacityPart(
        assignment=scenario.places.assignment,
        need={scenario.group: scenario.places.need_of(scenario.group)},
    )


def _sites(plan: Plan) -> list[SitePlacesPart]:
    table = places_by_site(plan.before, plan.after, plan.opened)
    if table is None:
        return []
    return [
        SitePlacesPart(
            site_id=str(site),
            name=str(row["name"]),
            places=finite(float(row["places"])),
            free=finite(float(row["free"])),
            **{
                name: float(row[name])
                for name in ("used_before", "used", "people", "turned_away", "ten_more_serve")
            },
        )
        for site, row in zip(table.index, table.to_dict("records"), strict=True)
    ]
