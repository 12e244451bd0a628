import numpy as np
from coverings import Case, begun, cases, reduced, table
from halfhour.optimize.core.covering_problem import CoveringProblem
from halfhour.optimize.heuristics.neighbours import candidates_near, open_near
from hypothesis import assume, given
from hypothesis import strategies as st


def links_from(problem: CoveringProblem, seed: int) -> np.ndarray:
    """By candidate over how many common groups it is connected with `seed` at least; infinite if it is not."""
    reach = table(problem).astype(int)
    linked = (reach.T @ reach) > 0
    links = np.full(len(problem.candidates), np.inf)
    links[seed], far = 0, 0
    while (new := linked[links == far].any(axis=0) & np.isinf(links)).any():
        far += 1
        links[new] = far
    return links


@given(case=cases(), data=st.data())
def test_nearest_are_those_with_the_fewest_links_between(case: Case, data: st.DataObject) -> None:
    problem, _, opened = begun(case)
    seed = data.draw(st.integers(0, len(problem.candidates) - 1))
    size = data.draw(st.integers(1, len(opened)))
    links = links_from(problem, seed)
    near = open_near(problem, opened, np.array([seed]), size, np.random.default_rng(0))
    reachable = opened[np.isfinite(links[opened])]
    assert len(near) == min(size, len(reachable))
    assert set(near) <= set(reachable)
    assert sorted(links[near]) == sorted(links[reachable])[: len(near)]


@given(case=cases(), data=st.data())
def test_so_are_candidates_open_or_not(case: Case, data: st.DataObject) -> None:
    problem, _ = reduced(case)
    assume(len(problem.candidates))
    seed = data.draw(st.integers(0, len(problem.candidates) - 1))
    size = data.draw(st.integers(1, 8))
    links = links_from(problem, seed)
    near = candidates_near(problem, seed, size, np.random.default_rng(0))
    assert seed in near
    assert (np.diff(near) > 0).all()
    reachable = np.flatnonzero(np.isfinite(links))
    assert len(near) == min(size, len(reachable))
    assert sorted(links[near]) == sorted(links[reachable])[: len(near)]
