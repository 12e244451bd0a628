"""Why a plan has no site where people are unserved."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from ..common.sentences import Sentence
from ..coverage.area_gaps import NOBODY
from .plan import Plan

Why = tuple[str, Sentence]
"""A reason as a word and as a sentence."""


def why_no_site(plan: Plan, row: Mapping[Hashable, Any]) -> Why:
    """Return why a plan has no site at an area's best candidate.

    Parameters
    ----------
    plan
        The plan.
    row
        Of the area ``unserved``, ``unreachable``, ``candidate_id`` and ``brings_in_all``.
    """
    if plan.certificate.status == "infeasible":
        return "infeasible", Sentence("nothing fulfils what is asked, so no site is proposed")
    if row["candidate_id"] is None and row["unreachable"] >= row["unserved"] - NOBODY:
        return "no_road", Sentence("no usable road leads to these people")
    if row["candidate_id"] is None:
        return "no_candidate", Sentence("no eligible candidate within reach")
    people = float(row["brings_in_all"])
    return _not_allowed(plan, row["candidate_id"], people) or _not_chosen(plan, people)


def _not_allowed(plan: Plan, site: object, people: float) -> Why | None:
    """Return what keeps the plan from opening a candidate, or why it would not help."""
    scenario = plan.scenario
    if site in set(scenario.forbidden):
        return "forbidden", Sentence("the scenario forbids its best candidate")
    if people <= NOBODY:
        text = Sentence("with its best candidate no more people would be served in all")
        return "adds_nobody", text
    left, cost = budget_left(plan), float(plan.after.times.sites["cost"].loc[site])
    if left is None or cost <= left:
        return None
    return "budget", Sentence(
        "its best candidate costs {cost:,.10g}, and {left:,.10g} of the budget is left",
        cost=round(cost, 2),
        left=round(left, 2),
    )


def budget_left(plan: Plan) -> float | None:
    """Return what a plan leaves of its budget; None where the scenario has none."""
    if plan.scenario.budget is None:
        return None
    costs = plan.after.times.sites["cost"].loc[list(plan.opened)]
    return float(plan.scenario.budget - costs.sum())


def _not_chosen(plan: Plan, people: float) -> Why:
    """Return why other sites were chosen than a candidate that may be opened and would add people."""
    allowed, least = plan.scenario.max_new, min(plan.gains, default=0.0)
    if plan.gains and people <= least + NOBODY:
        text = Sentence(
            "its best candidate would add {people:,.0f} people; each proposed site adds at least {least:,.0f}",
            people=people,
            least=least,
        )
        return "adds_less", text
    if allowed is not None and len(plan.opened) >= allowed:
        text = Sentence(
            "its best candidate would add {people:,.0f} people; up to {allowed} new sites were allowed",
            people=people,
            allowed=allowed,
        )
        return "number", text
    if plan.certificate.status != "optimal":
        return "stopped", Sentence("the search was stopped before its end")
    text = Sentence(
        "its best candidate would add {people:,.0f} people, but nothing to what the scenario asks for",
        people=people,
    )
    return "objective", text
