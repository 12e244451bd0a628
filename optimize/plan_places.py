"""The places of each site under a plan: used today and with it, people turned away, what ten more bring."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ..coverage.assessment import Assessment


def places_by_site(
    before: Assessment, after: Assessment, opened: Iterable[str]
) -> pd.DataFrame | None:
    """Return the places of the sites that are open with a plan; None where places are not counted.

    Parameters
    ----------
    before, after
        Coverage today and with the plan.
    opened
        The sites that it opens, in build order.

    Returns
    -------
    pandas.DataFrame
        One row per open site, index ``site_id``, proposed sites first in build order: ``name``; ``places``;
        ``used_before``, of them today, 0 for proposed sites; and of the plan ``used``, ``free``, ``people``,
        ``turned_away`` and ``ten_more_serve``, as `Assessment.sites` has them.
    """
    if before.sites is None or after.sites is None:
        return None
    proposed = list(dict.fromkeys(opened))
    order = [*proposed, *(site for site in after.sites.index if site not in set(proposed))]
    table = after.sites.loc[order]
    return pd.DataFrame(
        {
            "name": after.times.sites["name"].reindex(order),
            "places": table["places"],
            "used_before": before.sites["used"].reindex(order).fillna(0.0),
            "used": table["used"],
            "free": table["free"],
            "people": table["people"],
            "turned_away": table["turned_away"],
            "ten_more_serve": table["ten_more_serve"],
        }
    ).rename_axis("site_id")
