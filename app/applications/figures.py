"""All applications for one service: what forbids each, what it brings, how it compares, and its verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csc_array, hstack

from ...common.arrays import Floats
from ...common.errors import InputError
from ...common.large_work import Report, say_nothing
from ...common.sentences import Sentence
from ...common.stage import Stage
from ...coverage.assessment import Assessment
from ...coverage.site_check.effect import searches_of
from ...coverage.site_check.many_sites import ManySites, many_sites
from ...coverage.site_check.obstacles import Obstacle
from ...coverage.site_check.place import SitePlace
from ...coverage.site_check.study_area import require_not_swapped
from ...coverage.site_check.what_forbids import entered, what_forbids
from ...coverage.site_check.with_places import site_capacity_faults, tier_faults
from ...geo.crs import metres_of
from ...geo.tables import SITE_ID, Unit
from ...geo.travel.road_search import RoadSearch
from ...optimize.site_comparison.applied import Applied
from ...optimize.site_comparison.applied_figures import applied_figures
from ...optimize.site_comparison.best_plan import best_plan
from ...optimize.site_comparison.rank import SiteRank, site_rank
from ...optimize.site_comparison.verdict import SiteVerdict, site_verdict
from ..site_check.desk import SiteDesk
from ..site_check.inputs import question_hash
from ..site_check.parameters import asked_parameters
from .rows import ApplicationRow, RefusedRow, fault_said, refused_row

_SECONDS_EACH: Final = 0.02
_OUTSIDE: Final = "outside_study"


@dataclass(frozen=True, kw_only=True, eq=False)
class ApplicationFigures:
    """One application, checked: what its own `SiteCheck` and `SiteVerdict` would say of it.

    Parameters
    ----------
    asked
        Its row.
    place
        Where it would stand; of a parcel the point nearest to a usable road is routed.
    places
        Its places; None where they do not count.
    group, year, limit, unit
        Whose people, of which year, within which limit.
    obstacles
        What forbids it, first, and what asks for care.
    newly_served, people_in_reach, time_falls, share_before, share_after
        What it alone would bring.
    rank
        How it compares with the study's candidates.
    verdict
        What the study's thresholds say.
    hash
        Of the question and its data, as of the check of this site alone.
    """

    asked: ApplicationRow
    place: SitePlace
    places: float | None
    group: str
    year: int | None
    limit: float
    unit: Unit
    obstacles: tuple[Obstacle, ...]
    newly_served: float
    people_in_reach: float
    time_falls: float
    share_before: float
    share_after: float
    rank: SiteRank | None = None
    verdict: SiteVerdict = field(default_factory=lambda: SiteVerdict(step=None, reasons=()))
    hash: str = ""

    @property
    def tier(self) -> str | None:
        """Its tier; None for none."""
        return self.asked.tier

    @property
    def at(self) -> tuple[float, float]:
        """Longitude and latitude of the point that is routed."""
        return self.place.at

    @property
    def limit_min(self) -> float | None:
        """The limit in minutes; None where distance is counted."""
        return self.limit / 60 if self.unit == "s" else None

    @property
    def forbidden(self) -> bool:
        """Whether anything forbids it."""
        return any(one.forbids for one in self.obstacles)


@dataclass(frozen=True, kw_only=True, eq=False)
class ServiceFigures:
    """The applications for one service.

    Parameters
    ----------
    figures
        Of each application that could be checked, in the order of the table.
    refused
        Rows that could not.
    applied
        Those that nothing forbids, as the service's candidates.
    ignored_places
        Rows whose capacity was not used, since the service counts no places.
    """

    figures: tuple[ApplicationFigures, ...]
    refused: tuple[RefusedRow, ...]
    applied: Applied
    ignored_places: int


def service_figures(
    desk: SiteDesk,
    rows: Iterable[ApplicationRow],
    *,
    limit_min: float | None = None,
    report: Report = say_nothing,
) -> ServiceFigures:
    """Check applications for one service.

    Parameters
    ----------
    desk
        The service's desk.
    rows
        Applications for it.
    limit_min
        Another limit than the plan's.
    report
        Is told when it begins, and how long it takes.

    Raises
    ------
    InputError
        If the limit is not valid, or there is not enough memory.
    """
    state = desk.state(limit_min)
    today = state.today
    good, refused, ignored = list[ApplicationRow](), list[RefusedRow](), 0
    for row in rows:
        if today.capacity is None and row.capacity is not None:
            one, ignored = replace(row, capacity=None), ignored + 1
        else:
            one = row
        wrong = _wrong(today, one)
        if wrong is None:
            good.append(one)
        else:
            refused.append(wrong)
    report(
        Stage(
            f"{desk.service}: {len(good):,} applications are checked",
            seconds=1 + _SECONDS_EACH * len(good),
        )
    )
    checked, costs = list[ApplicationFigures](), list[csc_array]()
    for tier in dict.fromkeys(row.tier for row in good):
        some, their_costs = _of_tier(today, [row for row in good if row.tier == tier], report)
        outside = np.array([_is_outside(one) for one in some], dtype=bool)
        refused += [
            refused_row(one.asked, one.obstacles[0].said)
            for one, is_out in zip(some, outside, strict=True)
            if is_out
        ]
        checked += [one for one, is_out in zip(some, outside, strict=True) if not is_out]
        costs.append(csc_array(their_costs[:, np.flatnonzero(~outside)]))
    matrix = csc_array(hstack([csc_array((len(today.cells), 0), dtype=np.float32), *costs]))
    sites = _site_table(today, checked)
    table = applied_figures(today, sites, matrix)
    best = best_plan(today, gains=state.gains)
    plain = pd.DataFrame(state.gains.drop(columns=state.gains.geometry.name))
    judged = []
    for unknown, (_, figures) in zip(checked, table.iterrows(), strict=True):
        amounts: dict[str, Any] = {str(name): float(value) for name, value in figures.items()}
        known = replace(unknown, **amounts)
        rank = site_rank(known.newly_served, known.group, plain, best)
        asked = asked_parameters(desk.study.layers, desk.service, known, desk.within_m)
        judged.append(
            replace(
                known,
                rank=rank,
                verdict=site_verdict(known, rank, desk.thresholds),
                hash=question_hash(desk.inputs, asked),
            )
        )
    free = np.flatnonzero([not application.forbidden for application in judged])
    order = np.argsort([application.asked.row for application in judged], kind="stable")
    return ServiceFigures(
        figures=tuple(judged[number] for number in order),
        refused=tuple(refused),
        applied=Applied(today, sites.iloc[free], csc_array(matrix[:, free])),
        ignored_places=ignored,
    )


def _wrong(today: Assessment, row: ApplicationRow) -> RefusedRow | None:
    """Return a row as refused if its tier or its capacity does not fit, or its place is another's."""
    if today.capacity is not None and row.capacity is None:
        reason = Sentence("Its capacity is missing, and the service counts places.")
        return refused_row(row, reason)
    if any(tier_faults(today, row.tier)):
        return refused_row(row, _no_tier(today, row.tier or ""))
    try:
        require_not_swapped(today, row.place)
    except InputError:
        reason = Sentence(
            "Its place lies outside the study area, and inside with its coordinates exchanged."
        )
        return refused_row(row, reason)
    faults = [*site_capacity_faults(today, row.capacity)]
    if not faults:
        try:
            searches_of(today.times, row.tier)
        except InputError as error:
            faults = [*error.faults]
    return refused_row(row, fault_said(faults[0])) if faults else None


def _no_tier(today: Assessment, tier: str) -> Sentence:
    known = {str(one) for one in today.times.sites["tier"].unique()}
    if not isinstance(today.times.mode, str):
        known |= set(today.times.mode)
    names = tuple(sorted(known - {""}))
    if not names:
        return Sentence(
            "It is no tier of the service: {tier}. Its sites have no tiers; leave it empty.",
            tier=tier,
        )
    return Sentence(
        "It is no tier of the service: {tier}. The service has {names}.", tier=tier, names=names
    )


def _of_tier(
    today: Assessment, rows: list[ApplicationRow], report: Report
) -> tuple[list[ApplicationFigures], csc_array]:
    """Return applications of one tier with what forbids them, and the costs of travel to them."""
    searches = searches_of(today.times, rows[0].tier)
    first = searches[0][1]
    places = [entered(row.place, first) for row in rows]
    xy = metres_of(first.network.crs, [place.at for place in places])
    many = many_sites(today, searches, xy, report=report)
    found = [
        _unjudged(today, row, place, (first, many, xy), number)
        for number, (row, place) in enumerate(zip(rows, places, strict=True))
    ]
    return found, many.costs


def _unjudged(
    today: Assessment,
    row: ApplicationRow,
    place: SitePlace,
    routed: tuple[RoadSearch, ManySites, Floats],
    number: int,
) -> ApplicationFigures:
    search, many, xy = routed
    return ApplicationFigures(
        asked=row,
        place=place,
        places=row.capacity,
        group=today.group,
        year=today.times.year,
        limit=today.limit,
        unit=today.times.unit,
        obstacles=what_forbids(
            today,
            place,
            search,
            many.position(number),
            xy[number],
            land=today.times.study.land,
        ),
        newly_served=np.nan,
        people_in_reach=np.nan,
        time_falls=np.nan,
        share_before=np.nan,
        share_after=np.nan,
    )


def _is_outside(one: ApplicationFigures) -> bool:
    return any(obstacle.kind == _OUTSIDE and obstacle.forbids for obstacle in one.obstacles)


def _site_table(today: Assessment, checked: list[ApplicationFigures]) -> gpd.GeoDataFrame:
    """Return applications as a site table in the CRS of the cells."""
    at = np.array([one.at for one in checked], dtype=np.float64).reshape(-1, 2)
    crs = today.times.demand.crs
    xy = metres_of(crs, at)
    capacity = [np.inf if one.places is None else one.places for one in checked]
    return gpd.GeoDataFrame(
        {
            "name": [one.asked.name for one in checked],
            "service": str(today.times.sites["service"].iloc[0]) if len(today.times.sites) else "",
            "tier": [one.tier or "" for one in checked],
            "status": "candidate",
            "capacity": np.array(capacity, dtype=np.float64),
            "cost": 1.0,
        },
        geometry=shapely.points(xy),
        crs=crs,
        index=pd.Index([one.asked.id for one in checked], name=SITE_ID, dtype=object),
    )
