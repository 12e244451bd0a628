"""Plans side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..coverage.limit_sensitivity import limit_sensitivity
from .plan import Plan


def compare(plans: Sequence[Plan]) -> pd.DataFrame:
    """Return a table of plans, one row each: scenario, people served, and certificate.

    Parameters
    ----------
    plans
        The plans, at least one.

    Returns
    -------
    pandas.DataFrame
        In the order of `plans`, with columns ``scenario``, ``group``, ``max_new``, ``opened``, ``people``,
        ``served_before``, ``served_after``, ``share_after``, ``gap_after``, ``within_reach_after``,
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
    """
    return pd.DataFrame(
        [
            {
                "scenario": plan.scenario.name,
                "group": plan.scenario.group,
                "max_new": plan.scenario.max_new,
                "opened": len(plan.opened),
                "people": plan.after.people_total,
                "served_before": plan.before.people_served,
                "served_after": plan.after.people_served,
                "share_after": plan.after.share,
                "gap_after": plan.after.gap_people,
                "within_reach_after": plan.after.people_within_reach,
                "no_place_after": plan.after.no_place_people,
                **near_limit_columns(plan),
                "status": plan.certificate.status,
                "bound": plan.certificate.bound,
                "optimality_gap": plan.certificate.optimality_gap,
            }
            for plan in plans
        ]
    )


def near_limit_columns(plan: Plan) -> dict[str, float]:
    """Return who is near the limit with a plan, as columns of a table; NaN where it is not known."""
    near = limit_sensitivity(plan.after)
    gained = near.people_gained
    return {
        "lost_after": near.people_lost,
        "gained_after": np.nan if gained is None else gained,
    }
