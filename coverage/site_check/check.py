"""What one proposed site would do to coverage, before anybody approves it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from ...common.errors import Fault, InputError
from ...common.written.shares import share_text
from ...common.written.shown import Shown
from ...geo.crs import metres_of
from ...geo.land import LandRule
from ...geo.tables import Unit
from ..assessment import Assessment, assess_within
from ..limit_sensitivity import LimitSensitivity, limit_sensitivity
from .asked_limit import asked_limit
from .effect import Spot, searches_of, site_effect
from .obstacles import Obstacle
from .place import SitePlace, site_place
from .study_area import require_not_swapped
from .summaries import by_group, by_unit, overlaps
from .verdict_changes import StandardsToday, no_verdicts
from .what_forbids import entered, what_forbids
from .with_places import service_of, site_capacity_faults, tier_faults


@dataclass(frozen=True, kw_only=True, eq=False)
class SiteCheck(Shown):
    """The effect of one more site.

    Parameters
    ----------
    service
        The service that the site would offer.
    place
        Where it would stand; of a parcel the point nearest to a usable road is routed.
    tier
        Its tier; None for none.
    limit
        Travel cost up to which people count as within reach: seconds, or metres where ``unit`` is ``"m"``.
    unit
        Of the limit: ``"s"`` or ``"m"``.
    obstacles
        What forbids the site, first, and what asks for care; empty where nothing does.
    group
        Whom the people are counted of.
    people_in_reach
        People within the limit of the proposed site, served already or not.
    newly_served
        People whom no open site serves today and this one would. Where places count, people are assigned anew,
        and this is how many more have a place then; fewer, if under closest assignment the site takes people
        from one with more places.
    time_falls
        People within the limit of the proposed site who would get there sooner than to their nearest one.
    mean_fall
        By how many minutes (or metres) their way becomes shorter on average; those who could reach no site
        before are left out. NaN where nobody's does.
    share_before, share_after
        Share served of all people.
    by_group
        Index ``group``, the assessment's own first; columns ``people``, ``in_reach``, ``newly_within_reach``,
        ``newly_served``, ``time_falls``, ``mean_fall``, ``share_before``, ``share_after``, and ``counts``:
        ``"places"`` where served means with a place, ``"reach"`` where it means within the limit.
    near_before, near_after
        Who is near the limit, without the site and with it.
    units
        Index ``unit_id``, the whole area first (``"all"``, its level too); columns ``level``, ``name``,
        ``people``, ``in_reach``, ``newly_within_reach``, ``newly_served``, ``time_falls``, ``mean_fall``,
        ``share_before``, ``share_after``.
    verdicts
        The standards of which a figure changes, those whose verdict does first. Columns ``rule_id``,
        ``clause``, ``title_zh``, ``title_en``, ``level``, ``unit``, ``unit_name``; ``before`` and ``after``
        (met or not; None without a verdict), ``value_before``, ``value_after``, ``value_unit``, ``target``;
        ``changed``: whether the verdict does; ``blank``: columns of facilities that the rule asks for and that
        nobody knows of the site, where they count as empty. Without rows where no standards were given.
    overlaps
        Index ``site_id`` of the open sites that serve some of the same people; columns ``name``, ``people``
        (served by both), most first, ``share`` of the people within reach, and ``distance_m``.
    road_m
        Metres to the road where the site would be reached; NaN where none is near enough.
    nearest_road_m
        Metres to the nearest usable road, be it beyond water; infinite where none is near.
    road_class
        The class of the road where the site would be reached, as OpenStreetMap names it; empty where none is
        near.
    reason
        ``""``, or why the place cannot be reached: ``"no_road"``.
    year
        The year that the people are of; None where it is not known.
    places, used
        Places of the proposed site, and those that would be taken; None where places do not count.
    no_place_before, no_place_after
        People within the limit of an open site who have no place; 0 where places do not count.

    See Also
    --------
    check_site : Work out what a site at a place would change.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    A clinic at the east end, where there is none within 15 minutes:

    >>> at = tuple(demand.geometry.to_crs("EPSG:4326")["east"].coords[0])
    >>> check = hh.check_site(hh.assess(times, limit_min=15), at=at)
    >>> check.people_in_reach, check.newly_served, check.time_falls
    (100.0, 100.0, 100.0)
    >>> check.share_before, check.share_after
    (0.8, 1.0)
    >>> check.to_dict()["reason"], len(check.overlaps)
    ('', 0)
    """

    service: str
    place: SitePlace
    group: str
    limit: float
    people_in_reach: float
    newly_served: float
    time_falls: float
    share_before: float
    share_after: float
    near_before: LimitSensitivity
    near_after: LimitSensitivity
    units: pd.DataFrame
    overlaps: pd.DataFrame
    road_m: float
    nearest_road_m: float
    reason: str
    mean_fall: float = float("nan")
    by_group: pd.DataFrame
    tier: str | None = None
    unit: Unit = "s"
    obstacles: tuple[Obstacle, ...] = ()
    verdicts: pd.DataFrame = field(default_factory=no_verdicts)
    road_class: str = ""
    year: int | None = None
    places: float | None = None
    used: float | None = None
    no_place_before: float = 0.0
    no_place_after: float = 0.0

    def __repr__(self) -> str:
        """Return what the site would change as text."""
        forbidden = f", {len(self.obstacles)} obstacles" if self.obstacles else ""
        return (
            f"<SiteCheck of {self.service or 'a site'}: {self.newly_served:,.0f} of "
            f"{self.people_in_reach:,.0f} {self.group} in reach newly served, "
            f"{share_text(self.share_before)} -> {share_text(self.share_after)}{forbidden}>"
        )

    @property
    def at(self) -> tuple[float, float]:
        """Longitude and latitude of the point that is routed, degrees on WGS 84."""
        return self.place.at

    @property
    def limit_min(self) -> float | None:
        """The limit in minutes; None where distance is counted."""
        return self.limit / 60 if self.unit == "s" else None

    @property
    def forbidden(self) -> bool:
        """Whether anything forbids the site."""
        return any(one.forbids for one in self.obstacles)

    def to_dict(self) -> dict[str, object]:
        """Return the figures as plain values for JSON; infinite and missing numbers become None."""
        plain = {
            one.name: getattr(self, one.name)
            for one in dataclasses.fields(self)
            if one.name not in _TOLD_APART
        }
        numbers = {
            name: None if isinstance(value, float) and not np.isfinite(value) else value
            for name, value in plain.items()
        }
        return {
            "at": list(self.at),
            "place": self.place.to_dict(),
            "limit_min": self.limit_min,
            **numbers,
            "obstacles": [one.to_dict() for one in self.obstacles],
            "by_group": _records(self.by_group, "group"),
            "verdicts": _records(self.verdicts, "row"),
            "near_before": self.near_before.to_dict(),
            "near_after": self.near_after.to_dict(),
            "units": _records(self.units, "unit_id"),
            "overlaps": _records(self.overlaps, "site_id"),
        }


_TOLD_APART: Final = frozenset(
    {"units", "overlaps", "place", "near_before", "near_after", "obstacles", "by_group", "verdicts"}
)


def _records(table: pd.DataFrame, key: str) -> list[dict[str, object]]:
    named = table.rename_axis(key).reset_index().astype(object)
    return [
        {str(name): value for name, value in row.items()}
        for row in named.where(named.notna(), None).to_dict("records")
    ]


def check_site(  # noqa: PLR0913 - what is proposed, and what it is held against
    today: Assessment | Mapping[str, Assessment],
    *,
    at: tuple[float, float] | BaseGeometry | SitePlace,
    service: str | None = None,
    crs: str = "wgs84",
    tier: str | None = None,
    capacity: float | None = None,
    limit_min: float | None = None,
    standards: StandardsToday | None = None,
    land: Sequence[LandRule] | None = None,
) -> SiteCheck:
    """Work out what a site at a place would change, by one bounded search.

    Parameters
    ----------
    today
        The assessment that the site would be added to; or assessments by service, such as those of a study.
    at
        Longitude and latitude, or x and y, in `crs`; or the geometry of a parcel; or a `SitePlace`.
    service
        Which service, where several assessments are given.
    crs
        What the coordinates are given in: ``"wgs84"``, ``"gcj02"``, ``"bd09"``, or a CRS such as
        ``"EPSG:4547"``.
    tier
        The site's tier; needed where tiers are reached by different modes.
    capacity
        Its places, infinite for any number; needed where the service counts places.
    limit_min
        Another limit in minutes than the assessment's, at most the one that travel times were computed for.
    standards
        The standards that ask about the service, prepared (`prepared_standards`); their verdicts are then part
        of what is returned.
    land
        Rules about land, such as layers on which nothing may be built; by default the study's.

    Returns
    -------
    SiteCheck
        Its figures equal those of a full assessment with the site added.

    Raises
    ------
    InputError
        If the place is not on Earth, its coordinates look exchanged or its parcel crosses itself; if there is
        no such service, its tier is not known or its mode not clear, or the travel times came from a table; or
        if its places are no number, not given though they count, or given though they do not.

    See Also
    --------
    SiteCheck : What is returned.
    assess : Assess coverage by the open sites.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import geopandas as gpd
    >>> import pandas as pd
    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    A clinic in the middle of the street, halfway between the cells:

    >>> middle = gpd.GeoSeries.from_xy([501_500], [0], crs=roads.crs).to_crs("EPSG:4326")
    >>> today = hh.assess(times, limit_min=20)
    >>> check = hh.check_site(today, at=(middle.x[0], middle.y[0]))
    >>> check.newly_served, check.share_before, check.share_after
    (100.0, 0.8, 1.0)
    >>> check.overlaps["people"].to_dict()
    {'first': 400.0}

    Where places count, it has so many itself:

    >>> few = hh.travel_times(demand, sites.assign(capacity=300.0), roads, mode="walk", limit_min=30)
    >>> today = hh.assess(few, limit_min=20, capacity=hh.ServiceCapacity())
    >>> check = hh.check_site(today, at=(middle.x[0], middle.y[0]), capacity=150)
    >>> check.newly_served, check.used, check.no_place_before, check.no_place_after
    (150.0, 150.0, 100.0, 50.0)
    """
    place = at if isinstance(at, SitePlace) else site_place(at, crs=crs)
    state = _at_limit(_of_service(today, service), limit_min)
    faults = [*site_capacity_faults(state, capacity), *tier_faults(state, tier)]
    if faults:
        raise InputError(*faults)
    require_not_swapped(state, place)
    searches = searches_of(state.times, tier)
    near_before = limit_sensitivity(state)
    first = searches[0][1]
    place, network = entered(place, first), first.network
    xy = metres_of(network.crs, place.at)
    spot = Spot(xy)
    effect = site_effect(state, searches, spot, capacity, farthest=near_before.limits[-1])
    position = effect.position
    units = by_unit(state, effect)
    whole = units.iloc[0]
    edge = int(position.edge[0])
    counted = state.capacity is not None
    return SiteCheck(
        service=service_of(state),
        place=place,
        tier=tier,
        group=state.group,
        limit=state.limit,
        unit=state.times.unit,
        obstacles=what_forbids(
            state,
            place,
            first,
            position,
            xy,
            land=state.times.study.land if land is None else land,
        ),
        people_in_reach=float(whole["in_reach"]),
        newly_served=float(whole["newly_served"]),
        time_falls=float(whole["time_falls"]),
        mean_fall=float(whole["mean_fall"]),
        share_before=float(whole["share_before"]),
        share_after=float(whole["share_after"]),
        near_before=near_before,
        near_after=limit_sensitivity(dataclasses.replace(state, cells=effect.cells)),
        by_group=by_group(state, effect, capacity),
        units=units,
        verdicts=no_verdicts()
        if standards is None
        else standards.changes(spot, tier=tier, capacity=capacity),
        overlaps=overlaps(state, effect, xy),
        road_m=float(position.access_m[0]),
        nearest_road_m=float(position.nearest_road_m[0]),
        road_class="" if edge < 0 else str(network.road_class[edge]),
        reason=str(position.reason[0]),
        year=state.times.year,
        places=capacity if counted else None,
        used=effect.used,
        no_place_before=state.no_place_people if counted else 0.0,
        no_place_after=0.0 if effect.without is None else float(effect.without.sum()),
    )


def _of_service(today: Assessment | Mapping[str, Assessment], service: str | None) -> Assessment:
    """Return the assessment of the service that is asked about."""
    if isinstance(today, Assessment):
        own = service_of(today)
        if service in (None, own):
            return today
        known = [own]
    elif service is None and len(today) == 1:
        return next(iter(today.values()))
    elif service is not None and service in today:
        return today[service]
    else:
        known = list(today)
    cause = "is missing: there are several" if service is None else "there is no such service"
    raise InputError(
        Fault(file="service", value=service, cause=cause, fix=f"name one of {', '.join(known)}")
    )


def _at_limit(today: Assessment, limit_min: float | None) -> Assessment:
    """Return an assessment within another limit."""
    if limit_min is None:
        return today
    limit = asked_limit(today.times, limit_min)
    if limit == today.limit:
        return today
    return assess_within(
        today.times, limit, group=today.group, open_sites=today.open_sites, capacity=today.capacity
    )
