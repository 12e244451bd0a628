"""The best plan of as many sites as are applied for, which a proposed site is held against."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from ...coverage.assessment import Assessment
from ...coverage.may_open import may_open
from ...geo.travel.travel_times import TravelTimes
from ..capacity.service_capacity import ServiceCapacity
from ..core.result import Status
from ..scenario import Scenario
from ..solve import solve
from .candidate_gains import candidate_gains, comparable, eligible

TIME_LIMIT_S: Final = 20.0
"""Seconds after which the best plan found counts, with its bound."""


@dataclass(frozen=True, kw_only=True)
class BestPlan:
    """What the best choice of so many eligible candidates would bring.

    Parameters
    ----------
    sites
        How many sites might be opened.
    opened
        Ids of the candidates that the plan opens, in build order.
    newly_served
        People whom the plan newly serves.
    bound
        Proven: no choice of so many candidates newly serves more.
    status
        ``"optimal"``, or what stopped the search.

    Examples
    --------
    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> from halfhour.optimize.site_comparison.best_plan import best_plan
    >>> best = best_plan(hh.assess(street_times(), limit_min=15))
    >>> best.opened, best.newly_served, best.proven
    (('east',), 200.0, True)
    """

    sites: int
    opened: tuple[str, ...]
    newly_served: float
    bound: float
    status: Status

    @property
    def proven(self) -> bool:
        """Whether it is proven that no choice of so many candidates newly serves more."""
        return self.status == "optimal"


def best_plan(
    today: Assessment,
    *,
    sites: int = 1,
    gains: pd.DataFrame | None = None,
    time_limit_s: float | None = TIME_LIMIT_S,
) -> BestPlan | None:
    """Return the best plan of some number of sites; None where there is no candidate to open.

    Parameters
    ----------
    today
        The assessment that the sites would be added to; its limit, group and rule for places count.
    sites
        How many sites may be opened, 1 or more.
    gains
        What `candidate_gains` returned of the same assessment; by default it is asked for if it is needed.
        Of one site they are the proof themselves: every candidate was counted.
    time_limit_s
        Seconds after which the best plan found is returned, with its proven bound; None for no limit.
    """
    if sites == 1:
        return _best_one(candidate_gains(today) if gains is None else gains)
    times = with_status(today)
    if not may_open(times).any():
        return None
    seconds = times.unit == "s"
    plan = solve(
        Scenario(
            times,
            today.group,
            max_new=sites,
            limit_min=today.limit / 60 if seconds else None,
            limit_m=None if seconds else today.limit,
            time_limit_s=time_limit_s,
            capacity=rule_of(today),
        )
    )
    before, after = plan.before.people_served, plan.after.people_served
    return BestPlan(
        sites=sites,
        opened=plan.opened,
        newly_served=after - before,
        bound=max(plan.certificate.bound, after) - before,
        status=plan.certificate.status,
    )


def _best_one(gains: pd.DataFrame) -> BestPlan | None:
    if gains.empty:
        return None
    newly = gains["newly_served"].to_numpy(dtype=np.float64)
    best = int(newly.argmax())
    most = max(float(newly[best]), 0.0)
    opened = (str(gains.index[best]),) if most > 0 else ()
    return BestPlan(sites=1, opened=opened, newly_served=most, bound=most, status="optimal")


def with_status(today: Assessment) -> TravelTimes:
    """Return the travel times in which what is open today stands, and what may be opened is a candidate."""
    times = today.times
    sites = times.sites
    counts = eligible(today) & comparable(today)
    is_open = sites.index.isin(list(today.open_sites))
    status = np.select([is_open, counts], ["existing", "candidate"], "closed")
    return replace(times, sites=sites.assign(status=status))


def rule_of(today: Assessment) -> ServiceCapacity | None:
    """Return how the service gives its places, as scenarios take it."""
    rule = today.capacity
    if rule is None or isinstance(rule, ServiceCapacity):
        return rule
    need = {today.group: rule.need_of(today.group)}
    return ServiceCapacity(assignment=rule.assignment, need=need)
