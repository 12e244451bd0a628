"""Pairs within a limit, against dense arrays."""

import tracemalloc

import numpy as np
import pytest
from halfhour.geo.travel import pairs_within as module
from halfhour.geo.travel.pairs_within import pairs_within
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csc_array


@given(
    cells=st.integers(1, 9),
    sites=st.integers(0, 9),
    limit=st.sampled_from([-1.0, 0.0, 3.0, 5.5, 9.0]),
    block=st.integers(1, 7),
    seed=st.integers(0, 99),
)
def test_pairs_are_those_of_a_dense_array(
    cells: int, sites: int, limit: float, block: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    cost = random.integers(0, 10, (cells, sites)).astype(np.float32)
    cost[random.random((cells, sites)) < 0.4] = np.inf
    row, column = np.nonzero(np.isfinite(cost))
    stored = csc_array((cost[row, column], (row, column)), shape=cost.shape)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", block)
        got = pairs_within(stored, limit)
    assert got.dtype == bool
    assert got.shape == cost.shape
    assert got.indices.dtype == stored.indices.dtype
    assert (got.toarray() == (cost <= limit)).all()
    assert got.nnz == (cost <= limit).sum()


@pytest.mark.parametrize("limit", [50.0, 100.0])
def test_it_takes_no_more_memory_than_its_result(limit: float) -> None:
    pairs, sites = 20_000_000, 40
    size = pairs // sites
    data = np.tile(np.arange(size, dtype=np.float32) * (100.0 / size), sites)
    indices = np.tile(np.arange(size, dtype=np.int32), sites)
    ends = np.arange(sites + 1, dtype=np.int32) * size
    costs = csc_array((data, indices, ends), shape=(size, sites))
    tracemalloc.start()
    got = pairs_within(costs, limit)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert got.nnz == (data <= np.float32(limit)).sum()
    # A byte and an index of four bytes for a pair; the blocks looked at take 20 MB.
    assert peak <= 5 * got.nnz + 30e6
