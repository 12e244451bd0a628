"""Plans over years against every year, or never, for every candidate, on random instances."""

from itertools import product

import numpy as np
import pytest
from brute_force import COUNTS, EFFORT, ROUNDING, require_best, within
from halfhour.optimize.constraints.years import YearBudget
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.objectives.multi_period import MultiPeriodCovering
from hard_sitings import hard_amounts, hard_siting


def random_years(rng: np.random.Generator, problem: Siting) -> tuple[YearBudget, ...]:
    """One to three years, each limited in number, money, both or neither."""
    cost, cells = problem.opening_cost, len(problem.people)
    years = []
    for k in range(int(rng.integers(1, 4))):
        some = float(cost[rng.random(len(cost)) < 0.4].sum())
        years.append(
            YearBudget(
                year=2027 + k,
                max_new=int(rng.integers(0, 3)) if rng.random() < 0.5 else None,
                budget=some if rng.random() < 0.5 else None,
                people=hard_amounts(rng, cells) if rng.random() < 0.3 else None,
                weight=float(rng.choice([1.0, 0.5, 0.0])),
                carry_over=bool(rng.random() < 0.7),
            )
        )
    return tuple(years)


def kept(taken: list[float], limits: list[float | None], carry: list[bool], slack: float) -> bool:
    """Keep a purse, year after year."""
    left = 0.0
    for amount, limit, on in zip(taken, limits, carry, strict=True):
        if limit is not None:
            left += limit - amount
            if left < -slack:
                return False
        if not on:
            left = 0.0
    return True


def allowed(problem: Siting, years: tuple[YearBudget, ...], when: np.ndarray, slack: float) -> bool:
    never, cost = len(years), problem.opening_cost
    built, carry = when < never, [year.carry_over for year in years]
    most = np.inf if problem.budget is None else problem.budget
    return (
        (problem.max_new is None or built.sum() <= problem.max_new)
        and cost[built].sum() <= most + slack
        and not (problem.must_open & ~built).any()
        and kept([(when == k).sum() for k in range(never)], [y.max_new for y in years], carry, 0.0)
        and kept(
            [cost[when == k].sum() for k in range(never)], [y.budget for y in years], carry, slack
        )
    )


def person_years(problem: Siting, years: tuple[YearBudget, ...], when: np.ndarray) -> float:
    return float(
        sum(
            year.weight
            * (problem.people if year.people is None else year.people)[
                within(problem, np.flatnonzero(when <= k))
            ].sum()
            for k, year in enumerate(years)
        )
    )


@pytest.mark.parametrize("count", COUNTS)
def test_every_timetable_is_tried(count: int) -> None:
    for seed in range(count):
        rng = np.random.default_rng([seed, 17])
        problem = hard_siting(rng, cells=6, candidates=4)
        years = random_years(rng, problem)
        budgets = [problem.budget, *(year.budget for year in years)]
        slack = ROUNDING * max(1.0, *(money or 0.0 for money in budgets))
        strict, loose = {}, {}
        for when in product(range(len(years) + 1), repeat=len(problem.opening_cost)):
            places = np.array(when)
            if allowed(problem, years, places, slack):
                loose[when] = person_years(problem, years, places)
                if allowed(problem, years, places, 0.0):
                    strict[when] = loose[when]
        got = MultiPeriodCovering(years=years).answer(problem, EFFORT)
        when = np.full(len(problem.opening_cost), len(years))
        when[got.opened] = got.year_of - 2027
        opened = tuple(when.tolist())
        require_best(got, strict, loose, sense="maximise", where=seed, opened=opened)
