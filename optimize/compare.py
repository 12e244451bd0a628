"""Plans side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..coverage.limit_sensitivity import limit_sensitivity
from ..coverage.worst_unit import worst_unit
from .plan import Plan, opening_cost


def compare(plans: Sequence[Plan] | Mapping[str, Plan]) -> pd.DataFrame:
    """Return a table of plans, one row each: scenario, people served, and certificate.

    Parameters
    ----------
    plans
        The plans, at least one; by name, or called as their scenarios are.

    Returns
    -------
    pandas.DataFrame
        In the order of `plans`, with columns ``scenario``, ``group``, ``mode``, ``limit_min`` (or
        ``limit_m`` where distance is counted), ``max_new``, ``opened``, ``cost``, ``people``,
        ``served_before``, ``served_after``, ``gained``, ``share_after``, ``worst_unit`` and ``worst_share``
        (the unit of the first level with the lowest share), ``gap_after``, ``within_reach_after``,
        ``no_place_after``, ``lost_after`` and ``gained_after`` (people near the limit, see
        `limit_sensitivity`), ``status``, ``bound`` and ``optimality_gap``.

    See Also
    --------
    frontier : One scenario for several numbers of sites, or budgets.

    Examples
    --------
    A street of 5 km with a clinic at its west end and three candidates:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()
    >>> scenario = hh.Scenario(times, max_new=1, limit_min=15, name="one site")
    >>> plans = [hh.solve(scenario), hh.solve(scenario.replace(max_new=2, name="two sites"))]
    >>> hh.compare(plans).set_index("scenario")["served_after"].to_dict()
    {'one site': 340.0, 'two sites': 400.0}
    >>> named = hh.compare({"today's budget": plans[0], "twice as much": plans[1]})
    >>> print(named[["scenario", "limit_min", "gained", "worst_unit"]].to_string(index=False))
          scenario  limit_min  gained worst_unit
    today's budget       15.0   200.0       West
     twice as much       15.0   260.0       East
    """
    named = (
        plans.items()
        if isinstance(plans, Mapping)
        else [(plan.scenario.name, plan) for plan in plans]
    )
    return pd.DataFrame(
        [
            {
                "scenario": name,
                "group": plan.scenario.group,
                "mode": plan.after.times.mode_text,
                **_limit(plan),
                "max_new": plan.scenario.max_new,
                "opened": len(plan.opened),
                "cost": _or_nan(opening_cost(plan)),
                "people": plan.after.people_total,
                "served_before": plan.before.people_served,
                "served_after": plan.after.people_served,
                "gained": plan.after.people_served - plan.before.people_served,
                "share_after": plan.after.share,
                **_worst(plan),
                "gap_after": plan.after.gap_people,
                "within_reach_after": plan.after.people_within_reach,
                "no_place_after": plan.after.no_place_people,
                **near_limit_columns(plan),
                "status": plan.certificate.status,
                "bound": plan.certificate.bound,
                "optimality_gap": plan.certificate.optimality_gap,
            }
            for name, plan in named
        ]
    )


def _limit(plan: Plan) -> dict[str, float]:
    minutes = plan.after.limit_min
    return {"limit_m": plan.after.limit} if minutes is None else {"limit_min": minutes}


def _worst(plan: Plan) -> dict[str, object]:
    worst = worst_unit(plan.after)
    return {
        "worst_unit": "" if worst is None else worst.name,
        "worst_share": np.nan if worst is None else worst.share,
    }


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value


def near_limit_columns(plan: Plan) -> dict[str, float]:
    """Return who is near the limit with a plan, as columns of a table; NaN where it is not known."""
    near = limit_sensitivity(plan.after)
    gained = near.people_gained
    return {
        "lost_after": near.people_lost,
        "gained_after": np.nan if gained is None else gained,
    }
