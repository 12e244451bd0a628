"""Branch and bound against trying every choice, and against the exact model."""

import numpy as np
import pytest
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.median.params import MedianParams
from halfhour.optimize.median.problem import MedianProblem, median_problem
from halfhour.optimize.median.solve import choose_median
from scipy.sparse import csc_array


def problem(seed: int, *, budget: float = np.inf) -> MedianProblem:
    rng = np.random.default_rng(seed)
    places = rng.random((70, 2))
    way = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    saving = np.maximum(0.6 - way, 0) * rng.integers(1, 20, 70)[:, None]
    return median_problem(
        csc_array(saving),
        demanded=np.zeros(70, dtype=bool),
        enough=1.0,
        opening_cost=rng.integers(1, 9, 70).astype(float),
        max_new=6,
        budget=budget,
    )


@pytest.mark.parametrize("budget", [np.inf, 13.0])
@pytest.mark.parametrize("seed", range(4))
def test_branching_and_the_model_agree(seed: int, budget: float) -> None:
    found = []
    for pairs in (0, 10**9):
        made = problem(seed, budget=budget)
        choice = choose_median(
            made,
            np.zeros(70, dtype=bool),
            tolerance=1e-6,
            effort=Effort(threads=1),
            params=MedianParams(model_pairs=pairs, first_steps=30),
        )
        assert choice.status == "optimal"
        assert choice.chosen.sum() <= 6
        assert made.opening_cost[choice.chosen].sum() <= budget
        saved = made.best_savings(choice.chosen).sum()
        assert saved <= choice.bound <= saved + 2e-6
        found.append(saved)
    assert found[0] == pytest.approx(found[1], abs=2e-6)
