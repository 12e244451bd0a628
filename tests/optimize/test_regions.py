import numpy as np
import pytest
from coverings import Case, begun, cases, reduced, table
from halfhour.optimize.covering_part import people_served
from halfhour.optimize.exchange import greedy_choice
from halfhour.optimize.regions import open_near, region_choices
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from small_choices import SolveBesideByHand


@pytest.mark.parametrize("threads", [1, 2])
@settings(max_examples=30, deadline=None)
@given(case=cases())
def test_choices_fit_and_only_get_better(threads: int, case: Case) -> None:
    problem, room, start = begun(case)
    found = list(
        region_choices(
            problem,
            room,
            start,
            solve_beside=SolveBesideByHand(problem, room),
            threads=threads,
            seed=0,
        )
    )
    people = [people_served(problem, choice) for choice in found]
    assert people == sorted(people)
    assert people_served(problem, start) <= people[0]
    for choice in found:
        assert len(np.unique(choice)) == len(choice) <= room.at_most
        assert room.price[choice].sum() <= room.budget
    if threads == 1:
        # Fewer are open than a region holds, and a region may be all of them.
        assert people[-1] == pytest.approx(case.free().best())


@given(case=cases(), data=st.data())
def test_nearest_are_those_with_the_fewest_links_between(case: Case, data: st.DataObject) -> None:
    problem, room = reduced(case)
    count = len(problem.candidates)
    opened = greedy_choice(problem, room)
    assume(count and len(opened))
    seed = data.draw(st.integers(0, count - 1))
    size = data.draw(st.integers(1, len(opened)))
    reach = table(problem).astype(int)
    linked = (reach.T @ reach) > 0
    links = np.full(count, np.inf)
    links[seed], far = 0, 0
    while (new := linked[links == far].any(axis=0) & np.isinf(links)).any():
        far += 1
        links[new] = far
    near = open_near(problem, opened, np.array([seed]), size, np.random.default_rng(0))
    reachable = opened[np.isfinite(links[opened])]
    assert len(near) == min(size, len(reachable))
    assert set(near) <= set(reachable)
    assert sorted(links[near]) == sorted(links[reachable])[: len(near)]
