"""Two services under one budget against every choice of the sites of both, on random instances."""

from functools import partial
from itertools import product

import numpy as np
import pytest
from brute_force import COUNTS, EFFORT, ROUNDING, require_best, values, within
from halfhour.optimize.constraints.between_services import Parcels
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.joint.serve_together import ServeTogether
from hard_sitings import hard_siting


def weighted_people(opened: np.ndarray, problem: Siting, weight: float) -> float:
    return weight * float(problem.people[within(problem, opened)].sum())


@pytest.mark.parametrize("count", COUNTS)
def test_every_choice_of_both_is_tried(count: int) -> None:
    for seed in range(count):
        rng = np.random.default_rng([seed, 18])
        problems = {name: hard_siting(rng, cells=5, candidates=4) for name in ("clinic", "rehab")}
        cost = np.concatenate([p.opening_cost for p in problems.values()])
        weights = {"clinic": float(rng.choice([0.0, 1.0, 2.5, 1e-3]))}
        max_new = int(rng.integers(0, 7)) if rng.random() < 0.5 else None
        budget = float(cost[rng.random(len(cost)) < 0.5].sum()) if rng.random() < 0.5 else None
        parcel = {name: rng.integers(-1, 3, len(p.opening_cost)) for name, p in problems.items()}
        rules = (Parcels(parcel_of=parcel),) if rng.random() < 0.3 else ()
        counted = {
            name: values(p, partial(weighted_people, problem=p, weight=weights.get(name, 1.0)))
            for name, p in problems.items()
        }

        def best_of(
            number: int,
            slack: float,
            counted=counted,
            max_new=max_new,
            budget=budget,
            rules=rules,
            problems=problems,
            parcel=parcel,
        ) -> dict[tuple[tuple[int, ...], ...], float]:
            found = {}
            for pair in product(*(counted[name][number].items() for name in problems)):
                key = tuple(opened for opened, _ in pair)
                taken = [
                    p.opening_cost[list(o)].sum()
                    for o, p in zip(key, problems.values(), strict=True)
                ]
                used = [parcel[name][j] for name, o in zip(problems, key, strict=True) for j in o]
                used = [one for one in used if one >= 0]
                if max_new is not None and sum(map(len, key)) > max_new:
                    continue
                if budget is not None and sum(taken) > budget + slack:
                    continue
                if rules and len(set(used)) < len(used):
                    continue
                found[key] = sum(value for _, value in pair)
            return found

        got = ServeTogether(weights=weights, max_new=max_new, budget=budget, rules=rules).answer(
            problems, EFFORT
        )
        opened = tuple(tuple(sorted(got.opened[name].tolist())) for name in problems)
        slack = ROUNDING * max(1.0, budget or 0.0)
        require_best(
            got, best_of(0, 0.0), best_of(1, slack), sense="maximise", where=seed, opened=opened
        )
