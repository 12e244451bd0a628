"""What Python counts of the gaps of a choice: numbers that the list of the page is compared with."""

from __future__ import annotations

from typing import Any

import numpy as np
from halfhour.coverage.area_candidates import area_candidates
from halfhour.coverage.area_gaps import area_gaps
from halfhour.coverage.assessment import Assessment
from halfhour.coverage.gap_areas import gap_areas


def gaps_expected(state: Assessment, ids: list[str]) -> list[dict[str, Any]]:
    """Return the areas of a choice with unserved people, most first; any site that is closed may be opened."""
    areas, sites = gap_areas(state.times), state.times.sites
    table = area_gaps(state, areas)
    table = table[table["unserved"] > 1e-6].sort_values("unserved", ascending=False, kind="stable")
    among = np.flatnonzero(sites.index.isin(ids) & ~sites.index.isin(state.open_sites))
    best = area_candidates(state, areas, among, asked=table.index.tolist())
    numbers = ["people", "unserved", "unreachable", "no_place", "beyond"]
    return [
        {
            "name": row["name"],
            "numbers": [float(row[name]) for name in numbers],
            "nearest": None if row["nearest_id"] is None else sites.loc[row["nearest_id"], "name"],
            "travel": [
                None if np.isnan(row[name]) else float(row[name]) for name in ("median", "largest")
            ],
            "candidates": int(own["candidates"]),
            "candidate": None if own["candidate"] < 0 else ids.index(sites.index[own["candidate"]]),
            "brings": [float(own["brings"]), float(own["brings_in_all"])],
            "way": None if np.isnan(own["cost"]) else float(own["cost"]),
        }
        for (_, row), own in zip(table.iterrows(), best.to_dict("records"), strict=True)
    ]
