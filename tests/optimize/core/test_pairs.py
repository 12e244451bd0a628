"""Pairs within the limit stand by cell, then by cost, then by site: against sorted tuples."""

from __future__ import annotations

import numpy as np
import pytest
from halfhour.optimize.core.pairs import pairs_within
from scipy.sparse import coo_array, csc_array


@pytest.mark.parametrize("seed", range(4))
def test_pairs_are_sorted_by_cell_cost_and_site(seed: int) -> None:
    values = np.random.default_rng(seed)
    cells, sites, limit = 30, 12, 700.0
    # Few distinct costs, so that there are ties, 0 and the limit among them.
    costs = values.choice(np.array([0.0, 0.1, 350.5, limit, 700.0001]), size=(cells, sites))
    stored = values.random((cells, sites)) < 0.6
    people = np.where(values.random(cells) < 0.8, 5.0, 0.0)
    cell, site = np.nonzero(stored)
    turned = values.permutation(len(cell))
    cell, site = cell[turned], site[turned]
    matrix = csc_array(coo_array((costs[cell, site].astype(np.float32), (cell, site))))
    matrix.resize((cells, sites))
    found = pairs_within(matrix, people, limit)
    expected = sorted(
        (one, np.float32(costs[one, other]), other)
        for one, other in zip(cell.tolist(), site.tolist(), strict=True)
        if np.float32(costs[one, other]) <= limit and people[one] > 0
    )
    assert list(zip(found.cell, found.cost, found.site, strict=True)) == expected
    assert found.degree.tolist() == [[pair[0] for pair in expected].count(n) for n in range(cells)]
