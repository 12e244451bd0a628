"""Reduced-cost fixing: candidates open or closed, and groups served, in every better solution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...common.arrays import Bools, Ints
from ..core.budget import knapsack_of
from ..core.covering_problem import NO_CANDIDATES, Subproblem, served_groups, value_by_candidate
from ..core.incidence import selected_rows, sums_of
from ..core.tolerances import ROUNDING
from .lagrangian_bound import DualState, continuous_knapsack
from .reduction import reduce_lists


@dataclass(frozen=True, kw_only=True, eq=False)
class Fixings:
    """Variables with the same value in every solution better than the incumbent.

    Parameters
    ----------
    shut, opened
        By candidate whether it is fixed closed, or fixed open.
    served
        By group whether every better solution serves it.
    bound
        Proven upper bound on the people served.
    """

    shut: Bools
    opened: Bools
    served: Bools
    bound: float


def fixings(subproblem: Subproblem, dual: DualState, goal: float) -> Fixings:
    """Fix variables by reduced costs, for solutions of at least `goal` people (Balas and Martin 1980)."""
    problem, budget = subproblem.problem, subproblem.budget
    knapsack = knapsack_of(budget)
    values = value_by_candidate(problem, dual.proof)
    total, ratio = continuous_knapsack(values, knapsack)
    bound = subproblem.base + float((problem.weight - dual.proof).sum()) + total
    reduced = values - ratio * knapsack.opening_cost
    shut = (bound + np.minimum(reduced, 0.0) < goal) | (budget.opening_cost > budget.money)
    # Not serving a group closes all its candidates: the bound falls by their reduced values and its own term.
    closed = sums_of(problem.candidates_of, np.maximum(reduced, 0.0))
    return Fixings(
        shut=shut,
        opened=(bound - np.maximum(reduced, 0.0) < goal) & ~shut,
        served=bound - closed - (problem.weight - dual.proof) < goal,
        bound=bound,
    )


def narrowed(
    subproblem: Subproblem, dual: DualState, known: Fixings, owner: Ints
) -> tuple[Subproblem, DualState] | None:
    """Remove fixed variables and reduce the remaining problem.

    Parameters
    ----------
    subproblem, dual
        The subproblem, and the state of its Lagrangian bound.
    known
        The fixed variables.
    owner
        By group its own number, or that of the group that its people are added to.

    Returns
    -------
    tuple or None
        The smaller subproblem and its dual state; None if no better solution remains.
    """
    problem, budget = subproblem.problem, subproblem.budget
    opened = np.flatnonzero(known.opened)
    left = budget.after(opened)
    if left.max_new < 0 or left.money < -ROUNDING:
        return None
    if not (known.shut.any() or len(opened) or (owner != np.arange(len(owner))).any()):
        return subproblem, dual
    served = served_groups(problem, opened)
    base = subproblem.base + float(problem.weight[served].sum())
    stays = np.flatnonzero(~(known.shut | known.opened))
    merged = [
        np.bincount(owner, weights=np.where(served, 0.0, by_group), minlength=len(owner)).astype(
            np.float64
        )
        for by_group in (problem.weight, dual.multiplier, dual.proof)
    ]
    smaller, group_of = reduce_lists(
        selected_rows(problem.groups_of, stays, np.arange(len(served))),
        merged[0],
        opening_cost=budget.opening_cost[stays],
        label=problem.label,
        keep=np.zeros(len(stays), dtype=bool),
        candidates=problem.candidates[stays],
    )
    kept = group_of >= 0
    multiplier, proof = (
        np.minimum(
            np.bincount(group_of[kept], weights=by_group[kept], minlength=len(smaller.weight)),
            smaller.weight,
        )
        for by_group in merged[1:]
    )
    place = np.searchsorted(problem.candidates, smaller.candidates)
    new = Subproblem(
        problem=smaller,
        budget=left.of(place),
        base=base,
        opened=np.concatenate([subproblem.opened, problem.candidates[opened]]),
    )
    return new, DualState(
        multiplier=multiplier,
        proof=proof,
        opening=dual.opening[place],
        bound=min(dual.bound + subproblem.base - base, float(smaller.weight.sum())),
    )


def restricted_to(subproblem: Subproblem, candidates: Ints) -> Subproblem:
    """Return the problem restricted to these candidates, which are numbered as in `subproblem`."""
    problem, budget = subproblem.problem, subproblem.budget
    smaller, _ = reduce_lists(
        selected_rows(problem.groups_of, candidates, np.arange(len(problem.weight))),
        problem.weight,
        opening_cost=budget.opening_cost[candidates],
        label=problem.label,
        keep=np.zeros(len(candidates), dtype=bool),
        candidates=candidates,
    )
    return Subproblem(
        problem=smaller, budget=budget.of(smaller.candidates), base=0.0, opened=NO_CANDIDATES
    )
