"""How a plan stands under other speeds, limits and numbers of people, and whether another would be better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from ...common.amounts import number_of
from ...common.errors import Fault, InputError
from ...coverage.assessment import assess_within
from ...geo.travel.travel_times import TravelTimes
from ..plan import Plan
from ..scenario import Scenario
from ..scenario_arrays import siting_of
from ..solve import solve
from ..sweep import NOT_RUN
from .changed_times import at_speed, up_to, with_people
from .result import AS_PLANNED, COLUMNS, NOT_KNOWN, Sensitivity

_USUAL: Sequence[float] = (0.9, 1.1)
_OF_LIMIT: Sequence[float] = (2 / 3, 4 / 3)


@dataclass(frozen=True, kw_only=True)
class _Change:
    """What is changed, to which value, and the scenario that comes of it; None where that is not known."""

    varied: str
    value: float
    scenario: Scenario | None


def sensitivity(
    plan: Plan,
    *,
    speeds: Sequence[float] | None = None,
    limits_min: Sequence[float] | None = None,
    limits_m: Sequence[float] | None = None,
    people: Sequence[float] = _USUAL,
    best: bool = True,
) -> Sensitivity:
    """Count whom a plan serves under other speeds, limits and numbers of people, and solve it anew for each.

    Each row changes one thing. The plan's own sites are assessed under the change, and the best plan for it is
    searched: where `regret` is small, the plan is a good one whichever assumption holds [1]_.

    Parameters
    ----------
    plan
        A plan that is feasible.
    speeds
        Factors of all speeds on the whole way, of people on foot as of cars; by default lower and higher by
        the `travel_uncertainty` of the travel times, 0.9 and 1.1. Where distance is counted there are none.
    limits_min, limits_m
        Other limits, in minutes, or in metres where distance is counted; wider ones than were computed are
        searched anew. By default two thirds and four thirds of the plan's, unless its objective has limits of
        its own.
    people
        Factors of the people of all groups in every cell.
    best
        Whether the best plan is searched for each change; the scenario's limits of time and memory hold for
        each. When one is stopped by the user, the best plans of the rows after it are not searched.

    Returns
    -------
    Sensitivity
        One table. A row whose travel times are not known, since a table of them ends earlier, has no figures.

    Raises
    ------
    InputError
        If the plan is infeasible or a part of a joint plan, a factor or limit is no number above 0, or speeds
        are given where distance is counted, or limits of the other unit.
    SolverError
        If the solver fails.

    See Also
    --------
    limit_sensitivity : Who is near the limit, without any search.
    sweep : Settings of the scenario, each combination solved.
    sensitivity_chart : Draw it.

    References
    ----------
    .. [1] Snyder, L. V. (2006). Facility location under uncertainty: a review. IIE Transactions 38, 547-564.

    Examples
    --------
    One site on a street of 5 km, if people walk at half the speed, or if there are twice as many:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> plan = hh.solve(hh.Scenario(street_times(), max_new=1, limit_min=15))
    >>> found = hh.sensitivity(plan, speeds=[0.5], limits_min=[25], people=[2])
    >>> columns = ["varied", "value", "served_after", "best_served", "regret"]
    >>> print(found.table[columns].to_string(index=False))
        varied  value  served_after  best_served  regret
    as planned    NaN         340.0        340.0     0.0
        speeds    0.5          70.0        130.0    60.0
     limit_min   25.0         400.0        400.0     0.0
        people    2.0         680.0        680.0     0.0
    """
    _require_plan(plan)
    changes = list(_changes(plan, _asked(plan, speeds, limits_min, limits_m, people)))
    planned = _row(plan, _Change(varied=AS_PLANNED, value=np.nan, scenario=plan.scenario))
    rows = [planned | _of_best(plan, plan, planned["objective_value"])]
    stopped = False
    for number, change in enumerate(changes, start=1):
        row = _row(plan, change)
        row["change"] = row.get("served_after", np.nan) - planned["served_after"]
        if change.scenario is None:
            row["status"] = NOT_KNOWN
        elif best and not stopped:
            try:
                plan.scenario.report(
                    f"{change.varied} {change.value:g} ({number} of {len(changes)}): the best plan"
                )
                found = solve(change.scenario)
            except KeyboardInterrupt:
                # Between two searches: what was found until then is not lost.
                row["status"], stopped = NOT_RUN, True
            else:
                row |= _of_best(plan, found, row["objective_value"])
                stopped = found.certificate.status == "stopped by user"
        else:
            row["status"] = NOT_RUN
        rows.append(row)
    return Sensitivity(plan=plan, table=pd.DataFrame(rows, columns=list(COLUMNS)))


def _changes(plan: Plan, asked: Sequence[tuple[str, float]]) -> Iterator[_Change]:
    scenario, times = plan.scenario, plan.scenario.times
    metres = times.unit == "m"
    for varied, value in asked:
        changed: TravelTimes | None
        limit = scenario.limit
        if varied == "speeds":
            changed = at_speed(times, value)
        elif varied == "people":
            changed = with_people(times, value)
        else:
            limit = value if metres else 60 * value
            changed = up_to(times, limit)
        one = None
        if changed is not None:
            # The same number of minutes, whatever was computed.
            one = scenario.replace(
                times=changed,
                limit_min=None if metres else limit / 60,
                limit_m=limit if metres else None,
            )
        yield _Change(varied=varied, value=value, scenario=one)


def _row(plan: Plan, change: _Change) -> dict[str, Any]:
    """Return the figures of the plan's own sites under a change."""
    row: dict[str, Any] = {"varied": change.varied, "value": change.value, "opened": ()}
    one = change.scenario
    if one is None:
        return row
    before = assess_within(one.times, one.limit, group=one.group, capacity=one.places)
    after = assess_within(
        one.times,
        one.limit,
        group=one.group,
        open_sites=plan.after.open_sites,
        capacity=one.places,
    )
    siting = siting_of(one, before)
    position = {name: number for number, name in enumerate(siting.candidate_names)}
    opened = np.array([position[str(site)] for site in plan.opened], dtype=np.int64)
    return row | {
        "people": after.people_total,
        "served_before": before.people_served,
        "served_after": after.people_served,
        "share_before": before.share,
        "share_after": after.share,
        "change": 0.0,
        # Of several years it depends on when each site opens.
        "objective_value": np.nan if plan.years else one.objective.value(siting, opened),
    }


def _of_best(plan: Plan, found: Plan, own: float) -> dict[str, Any]:
    """Return the figures of the best plan under a change, against the objective of the plan's own sites."""
    proof = found.certificate
    told = {"status": proof.status, "seconds": proof.seconds, "opened": found.opened}
    if proof.status == "infeasible":
        return told
    lost = proof.objective_value - own if proof.sense == "maximise" else own - proof.objective_value
    return told | {
        "best_objective": proof.objective_value,
        "bound": proof.bound,
        "optimality_gap": proof.optimality_gap,
        # A search that was stopped may have found less than the plan's own sites are worth.
        "regret": max(0.0, lost) if np.isfinite(own) else np.nan,
        "best_served": found.after.people_served,
        "best_share": found.after.share,
        "sites": len(found.opened),
        "sites_kept": len(set(found.opened) & set(plan.opened)),
    }


def _asked(
    plan: Plan,
    speeds: Sequence[float] | None,
    limits_min: Sequence[float] | None,
    limits_m: Sequence[float] | None,
    people: Sequence[float],
) -> list[tuple[str, float]]:
    """Return what is changed to which values; all that makes no sense is told together."""
    scenario, times = plan.scenario, plan.scenario.times
    metres, share = times.unit == "m", times.travel_uncertainty
    if speeds is None:
        speeds = () if metres or not share else (1 - share, 1 + share)
    name = "limit_m" if metres else "limit_min"
    limits, other = (limits_m, limits_min) if metres else (limits_min, limits_m)
    faults: list[Fault] = []
    if metres and len(speeds) > 0:
        faults.append(_fault("speeds", "say nothing where distance is counted", "leave them out"))
    if other is not None:
        wrong = "limits_min" if metres else "limits_m"
        faults.append(_fault(wrong, "are of the other unit", f"give {name.replace('_', 's_')}"))
    if limits is None:
        limit = scenario.limit / (1 if metres else 60)
        own = scenario.objective.costs_up_to is not None
        limits = () if own else [round(limit * factor, 6) for factor in _OF_LIMIT]
    asked: list[tuple[str, float]] = []
    for varied, values in (("speeds", speeds), (name, limits), ("people", people)):
        for value in values:
            number = number_of(value)
            if number is None or not 0 < number < np.inf:
                what = "limits" if varied == name else "factors"
                faults.append(_fault(varied, "is no number above 0", f"give {what}", value))
            else:
                asked.append((varied, number))
    if faults:
        raise InputError(*faults)
    return asked


def _require_plan(plan: Plan) -> None:
    if plan.certificate.status == "infeasible":
        raise InputError(
            _fault("plan", "is infeasible, and opens nothing", "solve what its conflicts allow")
        )
    if plan.together:
        raise InputError(
            _fault(
                "plan",
                "is one service's part of a joint plan, whose best answer depends on the others",
                "solve the service's own scenario with halfhour.solve",
            )
        )


def _fault(column: str, cause: str, fix: str, value: object = None) -> Fault:
    return Fault(file="sensitivity", column=column, value=value, cause=cause, fix=fix)
