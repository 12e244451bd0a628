"""Set covering as a yes-or-no question, against trying every choice."""

from itertools import combinations

import numpy as np
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.set_covering.full_cover import find_cover, least_cover
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csc_array

EFFORT = Effort(threads=1)


@settings(deadline=None)
@given(data=st.data(), cells=st.integers(1, 8), candidates=st.integers(1, 6))
def test_a_cover_is_found_if_there_is_one(data: st.DataObject, cells: int, candidates: int) -> None:
    flags = data.draw(
        st.lists(st.booleans(), min_size=cells * candidates, max_size=cells * candidates)
    )
    reach = np.array(flags).reshape(cells, candidates)
    opening_cost = np.array(
        data.draw(st.lists(st.integers(0, 4), min_size=candidates, max_size=candidates))
    ).astype(float)
    money = data.draw(st.just(np.inf) | st.integers(0, 9))
    left = Budget(opening_cost, data.draw(st.integers(0, 6)), money)
    covers = [
        list(chosen)
        for size in range(candidates + 1)
        for chosen in combinations(range(candidates), size)
        if reach[:, list(chosen)].any(axis=1).all()
    ]
    fitting = [c for c in covers if len(c) <= left.max_new and opening_cost[c].sum() <= left.money]
    cover = find_cover(csc_array(reach), left, EFFORT)
    assert cover.status == ("optimal" if fitting else "infeasible")
    assert (cover.chosen is None) == (not fitting)
    if cover.chosen is not None:
        assert np.flatnonzero(cover.chosen).tolist() in [sorted(c) for c in fitting]
    if covers:
        least = least_cover(csc_array(reach), opening_cost, EFFORT)
        assert abs(least - min(opening_cost[c].sum() for c in covers)) < 1e-6
