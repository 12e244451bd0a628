"""Greedy adding against the rule itself, told step by step."""

from typing import Any

import numpy as np
import pytest
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.greedy import greedy_adding
from hypothesis import given, settings
from hypothesis import strategies as st


@settings(max_examples=100, deadline=None)
@given(data=st.data(), per_cost=st.booleans())
def test_each_one_opened_was_the_best_that_could_be(*, data: st.DataObject, per_cost: bool) -> None:
    count = data.draw(st.integers(1, 6))

    def drawn(values: st.SearchStrategy[Any], size: int) -> np.ndarray:
        return np.array(data.draw(st.lists(values, min_size=size, max_size=size)))

    reach = drawn(st.booleans(), 8 * count).reshape(count, 8)
    people = drawn(st.integers(0, 9).map(float), 8)
    cost = drawn(st.sampled_from([0.5, 1.0, 2.0]), count)
    opened = drawn(st.booleans(), count)
    budget = Budget(cost, data.draw(st.integers(0, count)), data.draw(st.integers(0, 6)))

    def gains(is_open: np.ndarray) -> np.ndarray:
        return (reach & ~reach[is_open].any(axis=0)) @ people

    told: list[int] = []
    order = greedy_adding(gains, budget, opened=opened, per_cost=per_cost, on_open=told.append)
    assert told == order.tolist()
    assert budget.fits(order)
    assert not opened[order].any()
    now, steps = opened.copy(), [*order.tolist(), None]
    for step, one in enumerate(steps):
        worth = [
            gains(now)[j] / (cost[j] if per_cost else 1.0)
            if not now[j] and budget.fits(np.append(order[:step], j))
            else 0.0
            for j in range(count)
        ]
        if one is None:
            assert max(worth) == 0
            return
        assert one == int(np.argmax(worth))
        assert worth[one] > 0
        now[one] = True


@pytest.mark.parametrize("number", [-1, 0])
def test_nothing_is_opened_where_nothing_may_be(number: int) -> None:
    budget = Budget(np.ones(2), number, np.inf)
    order = greedy_adding(lambda _: np.ones(2), budget, opened=np.zeros(2, dtype=bool))
    assert order.tolist() == []
