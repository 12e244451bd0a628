"""The p-median against every choice of sites, on random instances."""

import numpy as np
import pytest
from brute_force import COUNTS, EFFORT, require_best, values, within
from halfhour.optimize.objectives.p_median import PMedian
from hard_sitings import hard_siting
from sitings import least_costs, with_a_way


@pytest.mark.parametrize("count", COUNTS)
def test_every_choice_is_tried(count: int) -> None:
    for seed in range(count):
        rng = np.random.default_rng([seed, 12])
        problem, within_limit = hard_siting(rng), bool(rng.random() < 0.3)
        cells = with_a_way(problem)
        could = cells & within(problem, np.arange(len(problem.opening_cost)))

        def average(
            opened: np.ndarray, p=problem, cells=cells, asked=could & within_limit
        ) -> float | None:
            costs = least_costs(p, opened)
            if not (np.isfinite(costs[cells]).all() and (costs[asked] <= p.limit).all()):
                return None
            return float(np.average(costs[cells], weights=p.people[cells])) if cells.any() else 0.0

        strict, loose = values(problem, average)
        got = PMedian(within_limit=within_limit).answer(problem, EFFORT)
        require_best(got, strict, loose, sense="minimise", where=seed, floor=0.0)
