"""Maximin covering, and floors, against every choice of sites, on random instances."""

import numpy as np
import pytest
from brute_force import COUNTS, EFFORT, NEAR, ROUNDING, require_best, values, within
from halfhour.optimize.objectives.maximin_covering import MaximinCovering
from hard_sitings import hard_siting


@pytest.mark.parametrize("floors", [False, True])
@pytest.mark.parametrize("count", COUNTS)
def test_every_choice_is_tried(count: int, *, floors: bool) -> None:
    for seed in range(count):
        rng = np.random.default_rng([seed, 16])
        problem = hard_siting(rng, units=3)
        floor = float(rng.choice([0.3, 0.5, 1.0, rng.uniform(0.05, 0.95)])) if floors else None
        member = problem.unit == np.arange(len(problem.unit_names))[:, None]
        total = member @ problem.people
        if not (total > 0).any():
            continue

        def lowest(opened: np.ndarray, p=problem, member=member, total=total) -> float:
            by_unit = member @ np.where(within(p, opened), p.people, 0.0)
            return float((by_unit[total > 0] / total[total > 0]).min())

        def people(opened: np.ndarray, p=problem) -> float:
            return float(p.people[within(p, opened)].sum())

        def held(opened: np.ndarray, asked: float, lowest=lowest, people=people) -> float | None:
            return people(opened) if lowest(opened) >= asked else None

        got = MaximinCovering(floor=floor).answer(problem, EFFORT)
        if floor is not None:
            strict, _ = values(problem, lambda o, f=floor, held=held: held(o, f))
            slack = ROUNDING / min(1.0, float(total[total > 0].min()))
            _, loose = values(problem, lambda o, f=floor - slack, held=held: held(o, f))
            require_best(got, strict, loose, sense="maximise", where=seed)
            continue
        strict, loose = values(problem, lowest)
        require_best(got, strict, loose, sense="maximise", where=seed)
        if strict:
            # Of the choices that leave the worst-off unit as well off, one that serves the most people.
            fair, _ = values(problem, lambda o, f=got.objective_value, held=held: held(o, f))
            most = max(fair.values(), default=0.0)
            assert people(got.opened) >= most - NEAR * max(1.0, most), seed
