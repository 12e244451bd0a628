"""Candidates in existing facilities, and where unserved or most people live."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.arrays import Floats, Ints
from ...common.errors import Fault, InputError
from ...coverage.assessment import Assessment
from ...geo.crs import require_same_crs
from ...geo.tables import groups, require_sites
from ...geo.travel.road_search import points_xy
from ..core.effort import Report, say_nothing
from .table import candidate_table, is_near, no_candidate

_SAME_PLACE_M: Final = 1.0


def candidates_from_hosts(
    sites: gpd.GeoDataFrame,
    *,
    service: str,
    hosts: gpd.GeoDataFrame,
    hosting_cost: float,
    tiers: Sequence[str] | None = None,
) -> gpd.GeoDataFrame:
    """Return candidates in existing facilities of another service, such as rehabilitation rooms in clinics.

    Parameters
    ----------
    sites
        The service's own sites. A facility with an existing one of them (within 1 m) is no candidate.
    service
        The service that the candidates are for.
    hosts
        Site table of the facilities; only existing ones are used.
    hosting_cost
        Opening cost of each candidate, in the money of the site table.
    tiers
        Only hosts of these tiers; by default of any.

    Returns
    -------
    geopandas.GeoDataFrame
        A site table of candidates with ids such as ``rehab@C17``, the host's name and tier, and its id in the
        column ``host``, in the CRS of `sites`.

    Raises
    ------
    InputError
        If a table, a CRS or the cost is not valid, there is no such tier, or no host is left.

    See Also
    --------
    HostedBy : Candidates whose host may be new as well.
    candidates_on_lattice : Candidates on a regular lattice.

    Examples
    --------
    Two clinics, and a rehabilitation room at the first:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> rehab = street_times("rehab", existing={"r1": 0.0}, candidates={}).sites
    >>> clinics = street_times(existing={"c1": 0.0, "c2": 3.0}, candidates={}).sites
    >>> candidates = hh.candidates_from_hosts(rehab, service="rehab", hosts=clinics, hosting_cost=20.0)
    >>> candidates[["host", "cost"]].to_dict("index")
    {'rehab@c2': {'host': 'c2', 'cost': 20.0}}
    """
    crs = require_sites(sites)
    require_sites(hosts)
    require_same_crs(hosts, crs, what="hosts")
    usable = np.array(hosts["status"] == "existing")
    if tiers is not None:
        _require_tiers(hosts, tiers)
        usable &= hosts["tier"].isin(tiers).to_numpy()
    suitable = int(usable.sum())
    own = sites[(sites["service"] == service) & (sites["status"] == "existing")]
    usable &= ~is_near(hosts.geometry.to_numpy(), own.geometry.to_numpy(), _SAME_PLACE_M)
    if not usable.any():
        raise no_candidate(
            f"of {len(hosts):,} hosts {suitable:,} exist and are of the tiers asked for"
            + (f", and {service} stands in all of these already" if suitable else ""),
            "name other hosts or tiers",
        )
    chosen = hosts[usable]
    table = candidate_table(
        [f"{service}@{host}" for host in chosen.index],
        points_xy(chosen.geometry.to_numpy()),
        crs=sites.crs,
        service=service,
        cost=hosting_cost,
    )
    table["name"], table["tier"] = chosen["name"].to_numpy(), chosen["tier"].to_numpy()
    table["host"] = chosen.index.to_numpy()
    return table


def candidates_from_unserved(
    assessment: Assessment,
    *,
    count: int,
    service: str,
    cost: float = 1.0,
    seed: int = 0,
    report: Report = say_nothing,
) -> gpd.GeoDataFrame:
    """Return candidates among the cells in the gap, by k-means weighted with their people.

    Each mean [1]_ [2]_ is moved to the nearest cell of its cluster: the mean may lie in water or off the roads.
    Unreachable cells are left out, since no site would serve them.

    Parameters
    ----------
    assessment
        The assessment with the gap.
    count
        How many candidates.
    service
        Service of the candidates.
    cost
        Opening cost of each.
    seed
        Random seed of k-means.
    report
        Called with a line of text if there are fewer places than `count`.

    Returns
    -------
    geopandas.GeoDataFrame
        A site table of candidates with ids such as ``clinic@cell_17``; at most one at each place, in the demand
        table's CRS.

    Raises
    ------
    InputError
        If a number is not valid, or no unserved cell with people is reachable.

    See Also
    --------
    assess : Who is served.
    candidates_on_lattice : Candidates on a regular lattice.

    References
    ----------
    .. [1] MacQueen, J. (1967). Some methods for classification and analysis of multivariate observations. Fifth
       Berkeley Symposium on Mathematical Statistics and Probability 1, 281-297.
    .. [2] Arthur, D. and Vassilvitskii, S. (2007). k-means++: the advantages of careful seeding. SODA 2007,
       1027-1035.

    Examples
    --------
    A street of 5 km with a clinic at its west end serves the cells at 0 and 1 km within 15 minutes:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> assessment = hh.assess(street_times(), limit_min=15)
    >>> candidates = hh.candidates_from_unserved(assessment, count=2, service="clinic")
    >>> sorted(candidates.index)
    ['clinic@km3', 'clinic@km5']
    """
    people = (assessment.cells["people"] - assessment.cells["people_served"]).mask(
        assessment.unreachable, 0.0
    )
    if not (people > 0).any():
        raise no_candidate(
            f"no unserved cell with people is on a road ({assessment.gap_people:,.0f} in the gap)",
            "leave these candidates out, or make some on a lattice",
        )
    return candidates_amid(
        assessment.times.demand,
        people,
        count=count,
        service=service,
        cost=cost,
        seed=seed,
        report=report,
    )


def candidates_amid(
    demand: gpd.GeoDataFrame,
    people: pd.Series,
    *,
    count: int,
    service: str,
    cost: float = 1.0,
    seed: int = 0,
    report: Report = say_nothing,
) -> gpd.GeoDataFrame:
    """Return candidates among cells, as `candidates_from_unserved` does, for people that somebody names.

    Parameters
    ----------
    demand
        The demand table.
    people
        By cell, in its order: those whom a candidate should be near.
    count, service, cost, seed, report
        As of `candidates_from_unserved`.

    Raises
    ------
    InputError
        If a number is not valid, or there are no such people.
    """
    if isinstance(count, bool) or not isinstance(count, int | np.integer) or count < 1:
        raise InputError(
            Fault(
                file="candidates from unserved people",
                column="count",
                value=count,
                cause="is not a whole number of candidates, 1 or more",
                fix="say how many candidates to make",
            )
        )
    weights = people.to_numpy(dtype=np.float64)
    cells = np.flatnonzero(weights > 0)
    if not len(cells):
        raise no_candidate(
            "nobody who needs one lives on a road",
            "leave these candidates out, or make some on a lattice",
        )
    # Cells with the same coordinates, such as the entrances of a building, are one place.
    xy, first, at = np.unique(
        points_xy(demand.geometry.to_numpy()[cells]), axis=0, return_index=True, return_inverse=True
    )
    if len(xy) < count:
        report(
            f"{len(xy):,} candidates instead of {count:,}: there are unserved people at no more places"
        )
    weight = np.bincount(at.ravel(), weights=weights[cells]).astype(np.float64)
    middle = _middles(xy, weight, min(int(count), len(xy)), seed)
    ids = [f"{service}@{cell}" for cell in demand.index[cells[first[middle]]]]
    return candidate_table(ids, xy[middle], crs=demand.crs, service=service, cost=cost)


def candidates_in_units(
    demand: gpd.GeoDataFrame,
    *,
    level: str,
    units: Sequence[str],
    count: int,
    service: str,
    cost: float = 1.0,
) -> gpd.GeoDataFrame:
    """Return candidates in the most populous cells of each unit.

    Parameters
    ----------
    demand
        A demand table with a column of the level.
    level
        Level of units, such as ``"township"``.
    units
        Ids of the units.
    count
        How many in each unit; fewer where it has fewer cells.
    service
        Service of the candidates.
    cost
        Opening cost of each.

    Returns
    -------
    geopandas.GeoDataFrame
        A site table of candidates with ids such as ``clinic@cell_17``, in the demand table's CRS.

    Raises
    ------
    InputError
        If a unit has no cell.
    """
    empty = sorted(set(units) - set(demand[level]))
    if empty:
        raise no_candidate(f"no cell lies in {level} {', '.join(empty)}", "leave these units out")
    inside = demand[demand[level].isin(list(units))]
    order = inside.sort_values(groups(demand)[0], ascending=False, kind="stable")
    cells = order.groupby(level, sort=True).head(count)
    ids = [f"{service}@{cell}" for cell in cells.index]
    xy = points_xy(cells.geometry.to_numpy())
    return candidate_table(ids, xy, crs=demand.crs, service=service, cost=cost)


def _middles(xy: Floats, weight: Floats, count: int, seed: int) -> Ints:
    """Return for each k-means cluster the place of the cluster that is nearest to its mean."""
    from sklearn.cluster import KMeans  # noqa: PLC0415 - loads half of SciPy, for this alone

    fitted = KMeans(n_clusters=count, random_state=seed).fit(xy, sample_weight=weight)
    away_m = np.hypot(*(xy - fitted.cluster_centers_[fitted.labels_]).T)
    order = np.lexsort((away_m, fitted.labels_))
    return np.asarray(order[np.unique(fitted.labels_[order], return_index=True)[1]])


def _require_tiers(hosts: gpd.GeoDataFrame, tiers: Sequence[str]) -> None:
    known = sorted(set(hosts["tier"]))
    unknown = [tier for tier in tiers if tier not in known]
    if unknown:
        raise InputError(
            *(
                Fault(
                    file="hosts",
                    column="tier",
                    value=tier,
                    cause="there is no such tier; the hosts have "
                    + ", ".join(known_tier or "(none)" for known_tier in known),
                    fix="name tiers of the hosts, or leave tiers out",
                )
                for tier in unknown
            )
        )
