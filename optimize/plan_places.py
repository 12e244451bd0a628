"""The places of each site under a plan: used today and with it, people turned away, what ten more bring."""

from __future__ import annotations

import pandas as pd

from .plan import Plan


def plan_places(plan: Plan) -> pd.DataFrame | None:
    """Return the places of the sites that are open with a plan; None where places are not counted.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    pandas.DataFrame
        One row per open site, index ``site_id``, proposed sites first in build order: ``name``; ``places``;
        ``used_before``, of them today, 0 for proposed sites; and of the plan ``used``, ``free``, ``people``,
        ``turned_away`` and ``ten_more_serve``, as `Assessment.sites` has them.
    """
    before, after = plan.before.sites, plan.after.sites
    if before is None or after is None:
        return None
    opened = list(dict.fromkeys(plan.opened))
    order = [*opened, *(site for site in after.index if site not in set(opened))]
    table = after.loc[order]
    return pd.DataFrame(
        {
            "name": plan.after.times.sites["name"].reindex(order),
            "places": table["places"],
            "used_before": before["used"].reindex(order).fillna(0.0),
            "used": table["used"],
            "free": table["free"],
            "people": table["people"],
            "turned_away": table["turned_away"],
            "ten_more_serve": table["ten_more_serve"],
        }
    ).rename_axis("site_id")
