"""How a proposed site compares: with eligible candidates, with the best plan, and for the farthest village."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj

from ...common.arrays import Floats
from ...common.errors import Fault, InputError
from ...coverage.assessment import Assessment
from ...coverage.site_check.check import SiteCheck
from ...coverage.site_check.effect import searches_of
from ...geo.crs import metres_of, to_degrees
from ...geo.travel.limits import require_positive
from ...geo.travel.road_search import points_xy
from .best_plan import best_plan
from .candidate_gains import candidate_gains, eligible
from .farthest import FarthestVillage, farthest_village
from .rank import SiteRank, site_rank
from .thresholds import WITHIN_M
from .villages import Villages, villages_of

BETTER_SITES: Final = 5
"""So many better sites are named."""

_ELLIPSOID: Final = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class SiteComparison(SiteRank):
    """How a proposed site compares with what else could be opened.

    Parameters
    ----------
    newly_served
        People whom the proposed site newly serves, as its check says.
    group
        Whom people are counted of.
    candidates
        Index ``site_id`` of the eligible candidates, those that bring most first; columns ``name``, ``tier``,
        ``capacity``, ``newly_served``, ``people_in_reach``, ``more`` (what each newly serves beyond the
        proposed site), ``distance_m`` (from it, as the crow flies), ``lon``, ``lat``.
    better_than, same, of
        How many eligible candidates bring less than the proposed site, how many as much, of how many.
    not_compared
        Eligible candidates whose places are not known though places count.
    within_m
        How far around better sites were looked for.
    better
        Up to five of `candidates` within this distance that bring more, the best first.
    best
        The best plan of one site; None where there is no candidate.
    farthest
        The village that stays farthest from help; None where no village has any.

    See Also
    --------
    compare_site : Make one.
    SiteCheck : What the proposed site brings.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)
    >>> today = hh.assess(times, limit_min=15)

    A clinic where the clinic stands already, against the candidate at the east end:

    >>> at = tuple(sites.geometry.to_crs("EPSG:4326")["first"].coords[0])
    >>> comparison = hh.compare_site(hh.check_site(today, at=at), today)
    >>> comparison.better_than, comparison.same, comparison.of, comparison.regret_people
    (0, 0, 1, 100.0)
    >>> comparison.better[["newly_served", "more"]].loc["last"].tolist()
    [100.0, 100.0]
    >>> comparison.farthest.name, round(comparison.farthest.cost / 60)
    ('east', 24)
    """

    not_compared: int
    within_m: float
    better: pd.DataFrame
    farthest: FarthestVillage | None

    def __repr__(self) -> str:
        return (
            f"<SiteComparison: better than {self.better_than} of {self.of} eligible candidates, "
            f"regret {self.regret_people:,.0f} people>"
        )


def compare_site(
    check: SiteCheck,
    today: Assessment,
    *,
    within_m: float = WITHIN_M,
    gains: gpd.GeoDataFrame | None = None,
    villages: Villages | None = None,
) -> SiteComparison:
    """Compare a proposed site with eligible candidates and with the best plan of one site.

    Parameters
    ----------
    check
        What the proposed site brings.
    today
        The assessment that it was checked against.
    within_m
        How far around it better sites are looked for, in metres as the crow flies.
    gains
        What `candidate_gains` returned of this assessment; by default it is asked for.
    villages
        What `villages_of` returned of it; by default units that are areas count, or cells.

    Returns
    -------
    SiteComparison
        Candidates count with their own places, where places count.

    Raises
    ------
    InputError
        If `within_m` is no distance, or the check is of another limit or group than the assessment.

    See Also
    --------
    SiteComparison : What is returned.
    check_site : What the proposed site brings.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)
    >>> today = hh.assess(times, limit_min=15)
    >>> at = tuple(demand.geometry.to_crs("EPSG:4326")["east"].coords[0])
    >>> check = hh.check_site(today, at=at)
    >>> comparison = hh.compare_site(check, today)
    >>> comparison.same, comparison.of, comparison.best.opened, comparison.regret_people
    (1, 1, ('last',), 0.0)
    """
    require_positive("within_m", within_m, file="compare_site")
    _require_same(check, today)
    gains = candidate_gains(today) if gains is None else gains
    candidates = _table(check, gains)
    rank = site_rank(check.newly_served, today.group, candidates, best_plan(today, gains=gains))
    is_near = (candidates["distance_m"] <= within_m).to_numpy()
    is_better = rank.more_than_site
    near = candidates[is_better & is_near]
    return SiteComparison(
        newly_served=rank.newly_served,
        group=rank.group,
        candidates=candidates,
        better_than=rank.better_than,
        same=rank.same,
        of=rank.of,
        not_compared=int(eligible(today).sum()) - len(candidates),
        within_m=float(within_m),
        better=near.head(BETTER_SITES),
        best=rank.best,
        farthest=farthest_village(
            today,
            villages_of(today) if villages is None else villages,
            searches_of(today.times, check.tier),
            _xy(check, today),
        ),
    )


def _xy(check: SiteCheck, today: Assessment) -> Floats:
    """Return the site in the CRS of the cells; a place on the other side of the Earth is on no road."""
    return metres_of(today.times.demand.crs, check.at)


def _table(check: SiteCheck, gains: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the candidates as a plain table, those that bring most first."""
    at = points_xy(gains.geometry.to_numpy()) if len(gains) else np.empty((0, 2))
    lon, lat = to_degrees(gains.crs).transform(at[:, 0], at[:, 1])
    table = pd.DataFrame(gains.drop(columns=gains.geometry.name)).assign(
        more=gains["newly_served"] - check.newly_served,
        distance_m=_geodesic_m(check.at, lon, lat),
        lon=lon,
        lat=lat,
    )
    return table.sort_values("newly_served", ascending=False, kind="stable")


def _geodesic_m(at: tuple[float, float], lon: Floats, lat: Floats) -> Floats:
    lons, lats = np.full(len(lon), at[0]), np.full(len(lat), at[1])
    _, _, metres = _ELLIPSOID.inv(lons, lats, lon, lat)
    return np.asarray(metres, dtype=np.float64)


def _require_same(check: SiteCheck, today: Assessment) -> None:
    for name, own, other in (
        ("limit", check.limit, today.limit),
        ("group", check.group, today.group),
    ):
        if own != other:
            raise InputError(
                Fault(
                    file="compare_site",
                    column=name,
                    value=own,
                    cause=f"of the check differs from that of the assessment, {other}",
                    fix="compare with the assessment that the site was checked against",
                )
            )
