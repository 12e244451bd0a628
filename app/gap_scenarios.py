"""From what a standard finds short to the optimiser's question: how to meet it at least cost."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

import geopandas as gpd
import pandas as pd

from ..common.errors import Fault, InputError
from ..coverage.rule_kinds.access import AccessRule
from ..coverage.rule_kinds.presence import PresenceRule
from ..coverage.rule_kinds.siting import SitingRule
from ..coverage.rules.evidence import Evidence
from ..coverage.rules.facilities import open_facilities
from ..coverage.rules.rule import Rule
from ..coverage.standards.standards import Standards
from ..data.tables.units import assign_units
from ..geo.tables import Mode, groups
from ..geo.travel.travel_times import TravelTimes
from ..optimize.candidates.sites import candidates_from_hosts, candidates_in_units
from ..optimize.joint.named_unit_rules import MinPerUnit
from ..optimize.joint.scenario import JointScenario
from ..optimize.objectives.set_covering import SetCovering
from ..optimize.scenario import Scenario
from .study.asked_year import year_of
from .study.layers import Layers
from .study.service_times import service_times
from .study.standards import standards_of
from .study.study import Study
from .study.year_evidence import year_evidence

_PLACES: Final = 3
"""Candidates made in a unit that has none of its own."""


def scenario_from_access_rule(study: Study, rule_id: str, *, year: int | None = None) -> Scenario:
    """Ask how an access rule is met at least cost: with the study's candidates, and in eligible hosts.

    Parameters
    ----------
    study
        An opened study.
    rule_id
        A rule of kind access with a target in that year.
    year
        Whose people, facilities and target; by default the year that the people layer counts.

    Returns
    -------
    Scenario
        For `solve`: the cheapest sites with which the rule's share is within reach, whatever their places.
        HostedBy are those that a siting rule of the same service names; hosting costs what that rule says,
        measured by the median cost of the study's own candidates.

    Raises
    ------
    InputError
        If there is no such rule, it is of another kind, or it has no target in that year.

    See Also
    --------
    scenario_from_presence_rule : Where to put what a presence rule misses.
    solve : Which sites to open.
    evaluate : Check a study against standards.

    Examples
    --------
    A study of one street of 3 km with a clinic and a candidate, and standards of one rule:

    >>> import tempfile
    >>> import halfhour as hh
    >>> from halfhour.app.example_study import street_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     study = hh.open_study(street_study(folder))
    ...     scenario = hh.scenario_from_access_rule(study, "clinic.access")

    The clinic serves 80 % of the people; the candidate at the other end serves the rest:

    >>> plan = hh.solve(scenario)
    >>> plan.before.share, plan.after.share, list(plan.opened)
    (0.8, 1.0, ['last'])
    """
    layers, standards = study.layers, standards_of(study.layers.file)
    asked_year = year_of(layers, year)
    rule = standards.rule(rule_id)
    if not isinstance(rule, AccessRule):
        raise _wrong_kind(rule, standards, "access")
    target = rule.steps.at(asked_year)
    if target is None:
        raise _no_target(rule, standards, asked_year)
    evidence = year_evidence(layers, standards, asked_year)
    sites = _standing(layers, rule.service, rule.tiers, evidence)
    own = _own_candidates(layers, rule.service)
    tables = [sites, own]
    for siting in _siting_rules(standards, rule):
        hosted = _hosted(layers, siting, sites, own, evidence, standards)
        tables += [hosted] if hosted is not None else []
    every = gpd.GeoDataFrame(pd.concat(tables), crs=sites.crs)
    every = every[~every.index.duplicated()]
    times = _times(layers, standards, rule, every, evidence)
    return Scenario(
        times,
        group=rule.group,
        objective=SetCovering(share=target, minimise="cost"),
        name=f"{rule.id} {evidence.year}",
        capacity=_reach_alone(rule.service, evidence),
    )


def scenario_from_presence_rule(
    study: Study, rule_id: str, *, year: int | None = None
) -> JointScenario:
    """Ask where to put what a presence rule misses, so that the most people are served besides.

    Parameters
    ----------
    study
        An opened study.
    rule_id
        A rule of kind presence, about units that are areas.
    year
        Whose people and facilities; by default the year that the people layer counts.

    Returns
    -------
    JointScenario
        For `solve_together`: each unit that falls short gets what it lacks, on the study's own candidates or,
        in a unit without any, in its most populous cells; no more sites than that.

    Raises
    ------
    InputError
        If there is no such rule, it is of another kind or about units that are points, or every unit has what
        the rule asks for.

    See Also
    --------
    scenario_from_access_rule : How an access rule is met at least cost.
    solve_together : Answer the scenario.
    evaluate : Check a study against standards.
    """
    layers, standards = study.layers, standards_of(study.layers.file)
    rule = standards.rule(rule_id)
    if not isinstance(rule, PresenceRule) or rule.level not in layers.units:
        raise _wrong_kind(rule, standards, "presence, about units that are areas,")
    evidence = year_evidence(layers, standards, year_of(layers, year))
    rows = rule.evaluate(evidence, standards)
    short = rows[
        (rows["level"] == rule.level)
        & (rows["figure"] < rule.count)
        & (rows["passed"].eq(other=False) | rows["to_go"].gt(0))
    ]
    if short.empty:
        raise InputError(
            Fault(
                file=standards.file,
                key=standards.at(rule.id),
                cause=f"every {rule.level} has what the rule asks for in {evidence.year}",
                fix="there is nothing to place",
            )
        )
    counted = open_facilities(
        rule.service, rule.tiers, rule=rule, evidence=evidence, standards=standards
    ).working.with_marks(rule.having)
    standing = _standing(layers, rule.service, (), evidence)
    new = _placed(layers, rule, list(short["unit"]), evidence)
    sites = gpd.GeoDataFrame(pd.concat([standing, new]), crs=standing.crs)
    inside = assign_units(sites[["geometry"]], layers.units[rule.level], level=rule.level)
    # Facilities that do not count for the rule, such as those not built to standard, are in no unit.
    counts = sites.index.isin(counted.table.index) | (sites["status"] == "candidate")
    sites = sites.assign(**{rule.level: inside[rule.level].where(counts, "")})
    times = _times(layers, standards, rule, sites, evidence)
    lacking = int((rule.count - short["figure"]).sum())
    return JointScenario(
        {
            rule.service: Scenario(
                times,
                max_new=lacking,
                name=f"{rule.id} {evidence.year}",
                capacity=_reach_alone(rule.service, evidence),
            )
        },
        rules=[
            MinPerUnit(
                service=rule.service,
                by=rule.level,
                count=rule.count,
                tiers=rule.tiers or None,
                units=list(short["unit"]),
            )
        ],
        name=f"{rule.id} {evidence.year}",
    )


def _reach_alone(service: str, evidence: Evidence) -> Literal["ignore"] | None:
    """Leave places out, and say so, where the study counts them: nobody knows those of sites in hosts."""
    return "ignore" if service in evidence.counts_places else None


def _standing(
    layers: Layers, service: str, tiers: tuple[str, ...], evidence: Evidence
) -> gpd.GeoDataFrame:
    """Return the facilities that are open and in order in the year, as existing sites."""
    table = evidence.facilities_of(service)
    table = table[table["working"].astype(bool)]
    if tiers:
        table = table[table["tier"].isin(tiers)]
    return layers.sites[service].loc[table.index].assign(status="existing")


def _own_candidates(layers: Layers, service: str) -> gpd.GeoDataFrame:
    sites = layers.sites[service]
    return sites[sites["status"] == "candidate"]


def _siting_rules(standards: Standards, rule: AccessRule) -> list[SitingRule]:
    return [
        one
        for one in standards.rules
        if isinstance(one, SitingRule)
        and one.service == rule.service
        and one.hosts
        and (not rule.tiers or one.tier in rule.tiers)
    ]


def _hosted(
    layers: Layers,
    siting: SitingRule,
    sites: gpd.GeoDataFrame,
    own: gpd.GeoDataFrame,
    evidence: Evidence,
    standards: Standards,
) -> gpd.GeoDataFrame | None:
    """Return candidates in the hosts that a rule names; None if no host is there."""
    table = siting.host_table(evidence, standards)
    if table.empty:
        return None
    hosts = gpd.GeoDataFrame(
        pd.concat(
            layers.sites[str(service)].loc[part.index]
            for service, part in table.groupby("host_service", sort=False)
        ),
        crs=sites.crs,
    )
    new_cost = float(own["cost"].median()) if len(own) else 1.0
    made = candidates_from_hosts(
        sites,
        service=siting.service,
        hosts=hosts.assign(status="existing"),
        hosting_cost=siting.hosting_cost(new_cost),
    )
    return made.assign(tier=siting.tier)


def _placed(
    layers: Layers, rule: PresenceRule, units: list[str], evidence: Evidence
) -> gpd.GeoDataFrame:
    """Return candidates in units: the study's own, or some among its people where there are none."""
    own = _own_candidates(layers, rule.service)
    where = assign_units(own[["geometry"]], layers.units[rule.level], level=rule.level)[rule.level]
    own = own[where.isin(units)]
    bare = sorted(set(units) - set(where))
    tables = [own]
    if bare:
        demand = layers.demand.assign(
            **{column: evidence.cells[column] for column in groups(layers.demand)}
        )
        tables.append(
            candidates_in_units(
                demand,
                level=rule.level,
                units=bare,
                count=_PLACES,
                service=rule.service,
                cost=float(own["cost"].median()) if len(own) else 1.0,
            )
        )
    tier = rule.tiers[0] if rule.tiers else ""
    return gpd.GeoDataFrame(pd.concat(tables), crs=own.crs).assign(tier=tier)


def _times(
    layers: Layers,
    standards: Standards,
    rule: AccessRule | PresenceRule,
    sites: gpd.GeoDataFrame,
    evidence: Evidence,
) -> TravelTimes:
    """Compute travel times of the year's people to sites, each tier by its own mode."""
    if layers.roads is None or rule.service in layers.tables:
        raise InputError(
            Fault(
                file=layers.file.name,
                column="roads",
                cause="travel to new sites is along roads, which the study or its service does without",
                fix="give the study `roads:`, and leave `times:` out of the service",
            )
        )
    service = standards.header.services[rule.service]
    asked = rule.mode if isinstance(rule, AccessRule) else None
    mode: dict[str, Mode] = {
        str(tier): asked or service.mode_of(str(tier)) for tier in sites["tier"].unique()
    }
    times = service_times(
        layers,
        rule.service,
        demand=layers.demand.assign(**{one: evidence.cells[one] for one in groups(layers.demand)}),
        sites=sites,
        mode=mode,
        limit_min=rule.key.minutes if isinstance(rule, AccessRule) else service.limit_min,
        groups=layers.file.travel_of_groups(),
    )
    return replace(times, year=evidence.year)


def _wrong_kind(rule: Rule, standards: Standards, kind: str) -> InputError:
    return InputError(
        Fault(
            file=standards.file,
            key=standards.at(rule.id),
            column="kind",
            value=rule.kind,
            cause=f"is not of kind {kind} as is needed here",
            fix="scenario_from_access_rule takes access rules, scenario_from_presence_rule presence rules",
        )
    )


def _no_target(rule: Rule, standards: Standards, year: int) -> InputError:
    return InputError(
        Fault(
            file=standards.file,
            key=standards.at(rule.id),
            cause=f"has no target in {year}",
            fix="name a year with a target, or set one in the study's `standards: parameters:`",
        )
    )
