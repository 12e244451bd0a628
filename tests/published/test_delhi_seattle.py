"""Whole cities as bare graphs: components and distances that scipy found (reference_sssp.csv)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from halfhour.geo.routing.hierarchy import build_hierarchy
from halfhour.geo.routing.sweep_search import Located, SweepSearch
from halfhour.geo.routing.sweeps import Ends


@pytest.mark.parametrize(
    ("city", "twice", "without_length"), [("delhi", 28, 8), ("seattle", 77, 1)]
)
def test_a_city_s_components_and_distances_are_scipy_s(
    shared_case: Callable[[str], Path], city: str, twice: int, without_length: int
) -> None:
    case = shared_case("stress_delhi_seattle")
    reference = pd.read_csv(case / "reference_sssp.csv").set_index("graph").loc[city]
    xy = np.fromfile(case / f"{city}-roads.co.bin", dtype="<i4").reshape(-1, 2).astype(np.float64)
    ends = np.fromfile(case / f"{city}-roads.gr.bin", dtype="<i4").reshape(-1, 2) - 1
    edges = ends.astype(np.int64)
    assert (len(xy), len(edges)) == (reference["nodes"], reference["edges"])
    length_m = np.hypot(*(xy[edges[:, 0]] - xy[edges[:, 1]]).T)
    assert len(edges) - len(np.unique(np.sort(edges, axis=1), axis=0)) == twice
    assert (length_m == 0).sum() == without_length

    hierarchy = build_hierarchy(
        np.concatenate([edges[:, 0], edges[:, 1]]),
        np.concatenate([edges[:, 1], edges[:, 0]]),
        np.tile(length_m, 2),
        xy,
    )
    # Who is left last in a component has nobody above.
    assert (np.diff(hierarchy.tree.begin) == 0).sum() == reference["components"]

    place = hierarchy.tree.place[[int(reference["source_node_1based"]) - 1]]
    here = Ends(place, place, *np.zeros((2, 1), dtype=np.int32))
    search = SweepSearch(hierarchy, "to_site")
    bounded_m = search.node_costs(here, 1.001 * reference["max_dist"])
    number, cost_m = search.nearest_of_nodes(Located(ends=here, place=np.array([0]), count=1))
    reached = np.isfinite(bounded_m)
    assert reached.sum() == reference["reachable"] == reference["largest_component"]
    assert bounded_m[reached].sum() == pytest.approx(reference["sum_dist"], rel=1e-6)
    assert bounded_m[reached].max() == pytest.approx(reference["max_dist"], rel=1e-6)
    assert np.array_equal(cost_m, bounded_m)
    assert np.array_equal(number == 0, reached)
