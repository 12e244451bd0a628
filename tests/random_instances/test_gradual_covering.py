"""Gradual covering against every choice of sites, on random instances."""

import numpy as np
import pytest
from brute_force import COUNTS, EFFORT, require_best, values
from halfhour.optimize.objectives.gradual_covering import GradualCovering
from hard_sitings import hard_siting
from sitings import least_costs


def part(cost: float, full: float, none: float, shape: str) -> float:
    """How much a person counts, one at a time."""
    if cost <= full:
        return 1.0
    if cost >= none:
        return 0.0
    way = (cost - full) / (none - full)
    return 1.0 - (way if shape == "linear" else 3 * way**2 - 2 * way**3)


@pytest.mark.parametrize("count", COUNTS)
def test_every_choice_is_tried(count: int) -> None:
    for seed in range(count):
        rng = np.random.default_rng([seed, 13])
        problem, shape = hard_siting(rng), str(rng.choice(["linear", "smooth"]))
        full, none = sorted(rng.choice([0.0, 450.0, 900.0, 1200.0, 2400.0, 1e6], 2).tolist())

        def counted(opened: np.ndarray, p=problem, full=full, none=none, shape=shape) -> float:
            return sum(
                people * part(cost, full, none, shape)
                for people, cost in zip(p.people, least_costs(p, opened), strict=True)
            )

        objective = GradualCovering(full_min=full / 60, none_min=none / 60, shape=shape)
        strict, loose = values(problem, counted)
        got = objective.answer(problem, EFFORT)
        require_best(got, strict, loose, sense="maximise", where=seed)
