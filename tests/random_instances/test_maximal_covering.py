"""Maximal covering against every choice of sites, on random instances."""

import numpy as np
import pytest
from brute_force import COUNTS, EFFORT, require_best, values, within
from halfhour.optimize.objectives.maximal_covering import MaximalCovering
from hard_sitings import hard_siting


@pytest.mark.parametrize("count", COUNTS)
def test_every_choice_is_tried(count: int) -> None:
    for seed in range(count):
        problem = hard_siting(np.random.default_rng([seed, 10]))
        strict, loose = values(
            problem, lambda opened, p=problem: float(p.people[within(p, opened)].sum())
        )
        got = MaximalCovering().answer(problem, EFFORT)
        require_best(got, strict, loose, sense="maximise", where=seed)
