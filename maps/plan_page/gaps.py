"""What the page needs to list the gaps of any choice: areas, and what the plan was allowed."""

from __future__ import annotations

from math import isfinite
from typing import Any, Final

import geopandas as gpd
import numpy as np

from ...common.arrays import Ints
from ...coverage.gap_areas import GapAreas, gap_areas
from ...optimize.gap_list import gap_list_of, unserved_areas
from ...optimize.gap_reasons import budget_left
from ...optimize.plan import Plan
from ..document.packing import packed
from .page_cells import PageCells

TOLD: Final = 20
"""Areas whose best candidates are told to pages that cannot count them."""


def gaps_table(
    plan: Plan,
    cells: PageCells,
    sites: Ints,
    near_ids: list[str],
    places: gpd.GeoDataFrame | None = None,
    *,
    counted: bool = True,
    gaps: gpd.GeoDataFrame | None = None,
) -> dict[str, Any]:
    """Return areas and the bounds of the scenario, fit for `offline.script_json`.

    Parameters
    ----------
    plan
        The plan.
    cells, sites
        Cells and columns of the site table that the page has.
    near_ids
        Ids of the sites that are nearest ones, as the page has them.
    places
        Places with a ``name``, after which areas are called that are no units.
    counted
        Whether the page itself counts who is served with a further site; else what the plan's best candidates
        bring is told.
    gaps
        What `gap_list` returns of the plan, where it is known.
    """
    scenario, times = plan.scenario, plan.after.times
    areas = gap_areas(times, places)
    of = areas.of[cells.rows]
    used, number = np.unique(of, return_inverse=True)
    table = areas.table.iloc[used]
    forbidden = np.flatnonzero(times.sites.index[sites].isin(scenario.forbidden))
    place = {str(site): at for at, site in enumerate(times.sites.index)}
    left = budget_left(plan)
    number_of = {int(area): at for at, area in enumerate(used)}
    return {
        "names": table["name"].tolist(),
        "parts": table["part_of"].tolist(),
        "of": packed(number),
        "rank": [place.get(one, len(place)) for one in near_ids],
        "infeasible": plan.certificate.status == "infeasible",
        "stopped": plan.certificate.status != "optimal",
        "forbidden": forbidden.tolist(),
        "left": left if left is not None and isfinite(left) else None,
        "allowed": scenario.max_new,
        "least": min(plan.gains, default=None),
        "told": None if counted else _told(plan, areas, number_of, sites, gaps),
    }


def _told(
    plan: Plan,
    areas: GapAreas,
    number_of: dict[int, int],
    sites: Ints,
    gaps: gpd.GeoDataFrame | None,
) -> list[dict[str, Any]]:
    """Return what the best candidates of the plan's largest gaps bring, for pages that cannot count it."""
    largest = unserved_areas(plan, areas).head(TOLD)
    people = largest["unserved"].tolist()
    # Of a plan with capacities it takes seconds to find what candidates bring.
    if gaps is None or gaps["unserved"].tolist()[: len(people)] != people:
        gaps = gap_list_of(plan, areas, most=TOLD)
    index = plan.after.times.sites.index
    column_of = {index[column]: at for at, column in enumerate(sites)}
    return [
        {
            "area": number_of[int(area)],
            "site": column_of.get(row["candidate_id"], -1),
            "brings": float(row["brings"]),
            "in_all": float(row["brings_in_all"]),
            "candidates": int(row["candidates"]),
            "cost": float(row["candidate_cost"]) if isfinite(row["candidate_cost"]) else None,
        }
        for area, row in zip(
            largest.index, gaps.iloc[: len(largest)].to_dict("records"), strict=True
        )
        if int(area) in number_of
    ]
