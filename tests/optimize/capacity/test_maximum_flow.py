"""The order in which a maximum flow begins to fill sites."""

import numpy as np
import pytest
from halfhour.optimize.capacity.maximum_flow import _fewest_first


@pytest.mark.parametrize("cells", [0, 1, 7, 500])
def test_cells_are_ordered_as_by_a_stable_sort(cells: int) -> None:
    degree = np.random.default_rng(cells).integers(0, 9, cells)
    begin = np.concatenate([[0], np.cumsum(degree)]).astype(np.int64)
    # Parts of compiled functions cannot be called from Python, but what they are compiled from can.
    ordered = getattr(_fewest_first, "py_func", _fewest_first)(begin)
    assert ordered.tolist() == np.argsort(degree, kind="stable").tolist()
