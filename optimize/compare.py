"""Plans side by side."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from .plan import Plan


def compare(plans: Sequence[Plan]) -> pd.DataFrame:
    """Return one row per plan: what was asked, who is served, and how good the answer is.

    Parameters
    ----------
    plans
        The plans, at least one.

    Returns
    -------
    pandas.DataFrame
        Columns ``scenario``, ``group``, ``max_new``, ``opened``, ``people``, ``served_before``,
        ``served_after``, ``share_after``, ``gap_after``, ``status``, ``bound``, ``optimality_gap``.
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
                "status": plan.certificate.status,
                "bound": plan.certificate.bound,
                "optimality_gap": plan.certificate.optimality_gap,
            }
            for plan in plans
        ]
    )
