"""What stands on the map: sites, proposed sites in build order, and the largest clusters of the gap."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import Any, Final

import pandas as pd

from ..coverage.assessment import Assessment
from ..coverage.gap_clusters import gap_clusters
from ..geo.travel_times import TravelTimes
from ..optimize.plan import Plan
from .messages import message
from .offline import DataLayer
from .shapes import points_deg

CLUSTERS_SHOWN: Final = 12
"""Largest clusters that get a label; the cells themselves show the rest."""


def existing_layer(today: Assessment) -> DataLayer | None:
    """Return the sites that are open today; None where there are none."""
    return _site_layer("existing", "Existing sites", today.times, list(today.open_sites))


def candidate_layer(plan: Plan) -> DataLayer | None:
    """Return the candidates that the plan does not open; None where there are none."""
    sites = plan.before.times.sites
    taken = {*plan.opened, *plan.before.open_sites}
    rest = [
        site_id
        for site_id, status in sites["status"].items()
        if status == "candidate" and site_id not in taken
    ]
    return _site_layer("candidate", "Candidates not chosen", plan.before.times, rest)


def proposed_layer(plan: Plan) -> DataLayer | None:
    """Return the sites that the plan opens, numbered in build order; None where it opens none."""
    if not plan.opened:
        return None
    times, total = plan.before.times, plan.before.people_total
    served = list(accumulate(plan.gains, initial=plan.before.people_served))[1:]
    marks = _marks(times, list(plan.opened))
    for order, (mark, gain, after) in enumerate(
        zip(marks, plan.gains, served, strict=True), start=1
    ):
        mark["order"] = order
        mark["popup"]["note"] = message(
            "Proposed site {order} of {number}", order=order, number=len(plan.opened)
        )
        mark["popup"]["rows"] = [
            ["Order", str(order)],
            ["People it adds", {"people": gain}],
            ["Share served once open", {"share": after / total if total else None}],
            *mark["popup"]["rows"],
        ]
    return DataLayer("marks", {"kind": "proposed", "marks": marks}, name="Proposed sites")


def cluster_layer(after: Assessment) -> DataLayer | None:
    """Return the largest clusters of the gap, labelled with their people; None without a gap."""
    clusters = gap_clusters(after)
    if clusters.empty:
        return None
    shown = clusters.head(CLUSTERS_SHOWN)
    lonlat = points_deg(shown.geometry, shown.crs)
    marks = [
        {
            "at": [float(lat), float(lon)],
            "label": {"people": float(row.people)},
            "popup": {
                "title": message(
                    "{people} people in the gap", people={"people": float(row.people)}
                ),
                "note": message(
                    "Gap cluster {order} of {number}", order=str(row.Index), number=len(clusters)
                ),
                "rows": [
                    ["Cells", {"people": int(row.cells)}],
                    ["Unreachable", {"people": float(row.unreachable)}],
                ],
            },
        }
        for row, (lon, lat) in zip(shown.itertuples(), lonlat, strict=True)
    ]
    name = message("Gap clusters, people")
    if len(clusters) > CLUSTERS_SHOWN:
        name = message("Gap clusters, {number} largest", number=CLUSTERS_SHOWN)
    return DataLayer("marks", {"kind": "cluster", "marks": marks}, name=name)


def site_name(sites: pd.DataFrame, site_id: str) -> str:
    """Return a site's name, or its id where it has none."""
    name = sites.loc[site_id, "name"]
    return str(name) if isinstance(name, str) and name else str(site_id)


def _site_layer(kind: str, name: str, times: TravelTimes, site_ids: list[Any]) -> DataLayer | None:
    if not site_ids:
        return None
    marks = _marks(times, site_ids)
    for mark in marks:
        mark["popup"]["note"] = (
            message("Existing site") if kind == "existing" else message("Candidate")
        )
    return DataLayer("marks", {"kind": kind, "marks": marks}, name=name)


def _marks(times: TravelTimes, site_ids: list[Any]) -> list[dict[str, Any]]:
    chosen = times.sites.loc[site_ids]
    lonlat = points_deg(chosen.geometry, chosen.crs)
    return [
        {
            "at": [float(lat), float(lon)],
            "id": str(site_id),
            "popup": {"title": site_name(chosen, site_id), "rows": _rows(chosen, site_id)},
        }
        for site_id, (lon, lat) in zip(site_ids, lonlat, strict=True)
    ]


def _rows(sites: pd.DataFrame, site_id: Any) -> list[list[Any]]:  # noqa: ANN401 - ids are text or numbers
    site = sites.loc[site_id]
    rows: list[list[Any]] = [["Id", str(site_id)]]
    if isinstance(site["tier"], str) and site["tier"]:
        rows.append(["Tier", site["tier"]])
    if math.isfinite(site["capacity"]):
        rows.append(["Capacity", {"people": float(site["capacity"])}])
    return rows
