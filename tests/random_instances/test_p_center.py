"""The p-center against every choice of sites, on random instances."""

import numpy as np
import pytest
from brute_force import COUNTS, EFFORT, require_best, values, within
from halfhour.optimize.objectives.p_center import PCenter
from hard_sitings import hard_siting
from sitings import least_costs, with_a_way


@pytest.mark.parametrize("count", COUNTS)
def test_every_choice_is_tried(count: int) -> None:
    for seed in range(count):
        rng = np.random.default_rng([seed, 11])
        problem, within_limit = hard_siting(rng), bool(rng.random() < 0.3)
        cells = with_a_way(problem)
        could = cells & within(problem, np.arange(len(problem.opening_cost)))

        def worst(
            opened: np.ndarray, p=problem, cells=cells, asked=could & within_limit
        ) -> float | None:
            costs = least_costs(p, opened)
            longest = float(costs[cells].max(initial=0.0))
            served = bool((costs[asked] <= p.limit).all())
            return longest if np.isfinite(longest) and served else None

        strict, loose = values(problem, worst)
        got = PCenter(within_limit=within_limit).answer(problem, EFFORT)
        require_best(got, strict, loose, sense="minimise", where=seed, near=0.0)
