"""The fewest candidates that serve some more people, and the most people that some candidates serve."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import Final

import pandas as pd

from ...coverage.assessment import Assessment
from ...coverage.new_housing.need import NOBODY
from ..objectives.maximal_covering import MaximalCovering
from ..objectives.set_covering import SetCovering
from ..plan import Plan
from ..scenario import Objective, Scenario
from ..site_comparison.best_plan import rule_of
from ..solve import solve

_ROUNDING: Final = 1e-10
"""A share is asked for a little below a sum that was attained, so that rounding does not make it infeasible."""


@dataclass(frozen=True, kw_only=True)
class FewestSites:
    """The fewest candidates that serve so many people more.

    Parameters
    ----------
    opened
        The candidates.
    bound
        Proven: no fewer serve as many; infinite where no choice at all does.
    placed
        People whom they serve beyond those who are served today.
    placed_bound
        Proven: no choice of candidates (of at most so many) serves more, as far as more were asked for.
    """

    opened: tuple[str, ...]
    bound: float
    placed: float
    placed_bound: float


def fewest_sites(
    state: Assessment,
    gains: pd.DataFrame,
    *,
    target: float,
    time_limit_s: float | None,
    all_or_nothing: bool = False,
) -> FewestSites:
    """Return the fewest candidates that serve so many people more, or as many as any choice does.

    Parameters
    ----------
    state
        The assessment that sites are added to.
    gains
        What each candidate that may be opened would bring alone, as `candidate_gains` returns it.
    target
        So many people more are to be served.
    time_limit_s
        Of each search.
    all_or_nothing
        Whether nothing else is asked where no choice serves so many.
    """
    alone = gains["newly_served"]
    best = float(alone.max()) if len(alone) else 0.0
    if best >= target - NOBODY:
        # Every candidate was counted by itself: no search is needed, nor would one site less do.
        site = str(alone.index[int((alone >= target - NOBODY).to_numpy().argmax())])
        return FewestSites(opened=(site,), bound=1.0, placed=target, placed_bound=target)
    helping = _helping(state, gains)
    if not len(helping):
        return FewestSites(opened=(), bound=inf, placed=0.0, placed_bound=0.0)
    plan = _fewest(state, helping, target, time_limit_s)
    if plan.certificate.status == "infeasible":
        if all_or_nothing:
            return FewestSites(opened=(), bound=inf, placed=0.0, placed_bound=0.0)
        most = most_placed(state, gains, sites=None, time_limit_s=time_limit_s)
        if most.placed <= NOBODY:
            return replace(most, opened=(), bound=inf, placed=0.0)
        plan = _fewest(state, helping, most.placed, time_limit_s)
        return _answer(plan, most.placed, most.placed_bound, otherwise=most)
    return _answer(plan, target, target, otherwise=None)


def most_placed(
    state: Assessment, gains: pd.DataFrame, *, sites: int | None, time_limit_s: float | None
) -> FewestSites:
    """Return the candidates, at most so many, that serve the most people more.

    Parameters
    ----------
    state, gains, time_limit_s
        As of `fewest_sites`.
    sites
        How many may be opened; None for any number.
    """
    if sites == 1:
        best = gains["newly_served"].max() if len(gains) else 0.0
        placed = max(float(best), 0.0)
        opened = (str(gains["newly_served"].idxmax()),) if placed > NOBODY else ()
        return FewestSites(opened=opened, bound=0.0, placed=placed, placed_bound=placed)
    helping = _helping(state, gains)
    if not len(helping):
        return FewestSites(opened=(), bound=0.0, placed=0.0, placed_bound=0.0)
    plan = solve(_scenario(state, helping, time_limit_s, max_new=sites))
    before, served = state.people_served, plan.after.people_served
    return FewestSites(
        opened=plan.opened,
        bound=0.0,
        placed=served - before,
        placed_bound=max(plan.certificate.bound, served) - before,
    )


def _fewest(
    state: Assessment, helping: pd.Index, target: float, time_limit_s: float | None
) -> Plan:
    share = (state.people_served + target) / state.people_total
    asked = SetCovering(share=min(share * (1 - _ROUNDING), 1.0))
    return solve(_scenario(state, helping, time_limit_s, objective=asked))


def _answer(
    plan: Plan, target: float, most: float, *, otherwise: FewestSites | None
) -> FewestSites:
    placed = plan.after.people_served - plan.before.people_served
    if placed < target - max(NOBODY, _ROUNDING * 10 * plan.after.people_total):
        # Stopped before a choice was found: what is known otherwise counts.
        if otherwise is not None:
            return replace(otherwise, bound=plan.certificate.bound)
        return FewestSites(
            opened=plan.opened, bound=plan.certificate.bound, placed=placed, placed_bound=most
        )
    return FewestSites(
        opened=plan.opened, bound=plan.certificate.bound, placed=target, placed_bound=most
    )


def _helping(state: Assessment, gains: pd.DataFrame) -> pd.Index:
    """Return the candidates that may take part in a choice that serves more.

    Where places do not count, and under system-optimal assignment, gains are submodular: who brings nothing
    alone brings nothing beside others. Under closest assignment a site may relieve another.
    """
    rule = state.capacity
    if rule is not None and rule.assignment == "closest":
        return gains.index
    return gains.index[(gains["newly_served"] > NOBODY).to_numpy()]


def _scenario(
    state: Assessment,
    helping: pd.Index,
    time_limit_s: float | None,
    *,
    objective: Objective | None = None,
    max_new: int | None = None,
) -> Scenario:
    times, seconds = state.times, state.times.unit == "s"
    sites = times.sites
    candidate = (sites["status"] == "candidate").to_numpy()
    allowed = sites.index.isin(helping)
    return Scenario(
        times,
        state.group,
        limit_min=state.limit / 60 if seconds else None,
        limit_m=None if seconds else state.limit,
        forbidden=list(sites.index[candidate & ~allowed]),
        capacity=rule_of(state),
        time_limit_s=time_limit_s,
        max_new=max_new,
        objective=MaximalCovering() if objective is None else objective,
    )
