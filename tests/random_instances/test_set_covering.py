"""Set covering for everybody, and for shares, against every choice of sites, on random instances."""

import numpy as np
import pytest
from brute_force import COUNTS, EFFORT, ROUNDING, require_best, values, within
from halfhour.optimize.objectives.set_covering import SetCovering
from hard_sitings import hard_siting


@pytest.mark.parametrize("share", [1.0, None])
@pytest.mark.parametrize("count", COUNTS)
def test_every_choice_is_tried(count: int, share: float | None) -> None:
    for seed in range(count):
        rng = np.random.default_rng([seed, 14])
        problem, least = hard_siting(rng), str(rng.choice(["sites", "cost"]))
        asked = float(rng.uniform(0.05, 0.99)) if share is None else share
        total = float(problem.people.sum())

        def spent(
            opened: np.ndarray, p=problem, least=least, wanted=asked * total, slack=0.0
        ) -> float | None:
            if p.people[within(p, opened)].sum() < wanted - slack:
                return None
            return float(len(opened)) if least == "sites" else float(p.opening_cost[opened].sum())

        strict, _ = values(problem, spent)
        slack = ROUNDING * max(1.0, total)
        _, loose = values(
            problem, lambda opened, slack=slack, spent=spent: spent(opened, slack=slack)
        )
        got = SetCovering(share=asked, minimise=least).answer(problem, EFFORT)
        # Prices without a common unit are the same where 3/100,000 of all prices are apart.
        near = 3e-5 * problem.opening_cost.sum() if least == "cost" else 0.0
        require_best(
            got, strict, loose, sense="minimise", where=seed, near=1e-6, floor=1 + near * 1e6
        )
