"""Answers held against every choice of sites: status, bound and objective value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.problem import Siting
from sitings import choices, least_costs

EFFORT = Effort(threads=1)

COUNTS = [50, pytest.param(1000, marks=pytest.mark.prove)]
"""Random instances of an objective in `make test` and in `make prove`."""

NEAR = 1e-6
"""Relative gap that counts as none; of amounts below 1 as much in all."""

ROUNDING = 2e-9
"""Relative rounding of sums of money and people that an answer may take for equal."""


def with_slack(problem: Siting) -> Siting:
    """The problem with as much more money as rounding may hide."""
    if problem.budget is None:
        return problem
    slack = ROUNDING * max(1.0, problem.budget)
    return problem.replace(max_new=problem.max_new, budget=problem.budget + slack)


def within(problem: Siting, opened: np.ndarray) -> np.ndarray:
    """By cell whether an existing or opened site is within the limit."""
    return least_costs(problem, opened) <= problem.limit


def values(
    problem: Siting, value: Callable[[np.ndarray], float | None]
) -> tuple[dict[tuple[int, ...], float], dict[tuple[int, ...], float]]:
    """By choice its value: of those that are allowed, and of those that rounding may allow.

    `value` is None where a choice does not fulfil what is asked.
    """
    strict = {tuple(opened.tolist()) for opened in choices(problem)}
    counted = {tuple(opened.tolist()): value(opened) for opened in choices(with_slack(problem))}
    loose = {opened: one for opened, one in counted.items() if one is not None}
    return {opened: one for opened, one in loose.items() if opened in strict}, loose


def require_best(
    got: Any,
    strict: Mapping[Any, float],
    loose: Mapping[Any, float],
    *,
    sense: str,
    where: object,
    opened: object | None = None,
    near: float = NEAR,
    floor: float = 1.0,
) -> None:
    """Require that an answer is proven, feasible and the best, or that nothing is feasible.

    Parameters
    ----------
    got
        The answer.
    strict, loose
        By choice its value: those that are allowed, and those that rounding may allow.
    sense
        Of the objective.
    where
        The instance, for messages.
    opened
        The answer's choice as a key of `loose`.
    near, floor
        Relative tolerance, of values below `floor` as much as of it.
    """
    if not strict:
        if got.status != "infeasible":
            assert loose, where
            return
        assert got.conflicts, where
        assert not np.isfinite(got.objective_value), where
        return
    best = max if sense == "maximise" else min
    ends = sorted([best(strict.values()), best(loose.values())])
    slack = near * max(floor, *map(abs, ends))
    assert got.status == "optimal", where
    key = tuple(got.opened.tolist()) if opened is None else opened
    assert key in loose, where
    assert got.objective_value == pytest.approx(loose[key], rel=1e-9, abs=1e-12), where
    assert ends[0] - slack <= got.objective_value <= ends[1] + slack, where
    assert ends[0] - slack <= got.bound <= ends[1] + slack, where
