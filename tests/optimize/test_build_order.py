import numpy as np
from halfhour.optimize.build_order import build_order
from hypothesis import given
from hypothesis import strategies as st
from sitings import choices, people_served, sitings


@given(problem=sitings(), data=st.data())
def test_gains_add_up_and_each_adds_the_most(problem, data) -> None:
    opened = data.draw(st.sampled_from(list(choices(problem)) or [np.empty(0, dtype=np.int64)]))
    order, gains = build_order(problem, problem.people, opened)
    assert sorted(order) == sorted(opened)
    served = people_served(problem, order[:0])
    for number, gain in enumerate(gains, start=1):
        now = people_served(problem, order[:number])
        assert gain == now - served
        others = [people_served(problem, np.append(order[: number - 1], j)) for j in order[number:]]
        assert all(other <= now for other in others)
        served = now


@given(problem=sitings(candidates=4))
def test_what_comes_in_an_earlier_stage_comes_first(problem) -> None:
    opened = np.arange(len(problem.opening_cost))
    stage = opened[::-1] // 2
    order, _ = build_order(problem, problem.people, opened, stage)
    assert stage[order].tolist() == sorted(stage.tolist())
