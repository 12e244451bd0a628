"""Matrices of travel times as tables of pairs."""

import halfhour as hh
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy import sparse

VALUES = st.sampled_from([0.0, 1.5, 7.0, np.nan, np.inf])


def tables(wide: int) -> st.SearchStrategy[list[list[float]]]:
    return st.lists(st.lists(VALUES, min_size=wide, max_size=wide), min_size=1, max_size=5)


@given(st.integers(1, 4).flatmap(tables))
def test_every_pair_that_can_be_travelled_is_there(rows: list[list[float]]) -> None:
    matrix = np.array(rows)
    cells = [f"c{place}" for place in range(matrix.shape[0])]
    sites = [f"s{place}" for place in range(matrix.shape[1])]
    pairs = hh.pairs_from_matrix(matrix, cells=cells, sites=sites, cost="seconds")
    expected = {
        (cells[row], sites[column]): matrix[row, column]
        for row in range(len(cells))
        for column in range(len(sites))
        if np.isfinite(matrix[row, column])
    }
    found = zip(pairs["cell_id"], pairs["site_id"], pairs["seconds"], strict=True)
    assert {(cell, site): cost for cell, site, cost in found} == expected
    frame = pd.DataFrame(matrix, index=cells, columns=sites)
    assert_frame_equal(hh.pairs_from_matrix(frame, cost="seconds"), pairs)
    row, column = np.nonzero(np.isfinite(matrix))
    stored = sparse.coo_array((matrix[row, column], (row, column)), shape=matrix.shape)
    same = hh.pairs_from_matrix(stored.tocsr(), cells=cells, sites=sites, cost="seconds")
    assert_frame_equal(same, pairs)


def test_ids_have_to_fit() -> None:
    with pytest.raises(hh.InputError, match=r"matrix, sites = 3: are not as many .*\(2, 2\)"):
        hh.pairs_from_matrix(np.eye(2), cells=["a", "b"], sites=["x", "y", "z"])
    with pytest.raises(hh.InputError, match="matrix, cells"):
        hh.pairs_from_matrix(np.eye(2), sites=["x", "y"])
