"""The least cost of serving a number of people: binary search over budgets.

For each budget a maximal covering problem is solved, which ends as soon as a solution serves that many, or a
bound proves that none does. Only budgets near the optimum are hard. A model that minimises the cost has a weak
relaxation where some people may be left out, since each may be served in part.
"""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import Final

import numpy as np

from ...common.arrays import Floats, Ints, mask_of
from ...common.errors import SolverError
from ..core.budget import Budget
from ..core.covering_problem import (
    NO_CANDIDATES,
    CoveringProblem,
    Subproblem,
    people_served,
    served_alone,
    value_by_candidate,
)
from ..core.effort import Deadline, Effort, Report
from ..core.incidence import sums_of
from ..core.result import SearchResult
from ..core.tolerances import ROUNDING, TOLERANCE
from ..covering.lagrangian_bound import DualState
from ..covering.search import CoveringSearch
from ..covering.search_state import SearchSetup
from ..heuristics.local_search import greedy_choice
from .params import SET_COVERING_DEFAULTS, SetCoveringParams

_DIGITS: Final = 4
_WHOLE: Final = 1e15
"""Costs are multiples of a common unit if it has at most this many decimals, and they are below this."""


def cheapest_covering(
    problem: CoveringProblem,
    cost: Floats,
    wanted: float,
    *,
    at_most: int,
    effort: Effort,
    params: SetCoveringParams = SET_COVERING_DEFAULTS,
) -> SearchResult:
    """Find the candidates that serve a number of people at least cost.

    Parameters
    ----------
    problem
        The reduced problem, in which no candidate was dominated by a dearer one.
    cost
        By candidate, not negative.
    wanted
        People to serve; above 0, at most those served with all candidates open.
    at_most
        How many candidates may be opened.
    effort
        Time limit, threads and progress report.
    params
        Tuning constants.

    Raises
    ------
    SolverError
        If a question whether some cost is enough is left without an answer.
    """
    effort.enter("greedy start")
    search = _Search(problem, cost, wanted, at_most, effort, params)
    while (money := search.next_question()) is not None:
        before = search.settled(money)
        search.ask(money)
        if search.settled(money) == before:
            raise SolverError(
                f"whether {money * search.step:,.10g} is enough was asked and not answered; no plan was made. "
                "Please report this."
            )
    return dataclasses.replace(search.found, bound=search.found.bound * search.step)


class _Search:
    """Binary search for the least cost, with a lower bound and a feasible solution."""

    def __init__(
        self,
        problem: CoveringProblem,
        cost: Floats,
        wanted: float,
        at_most: int,
        effort: Effort,
        params: SetCoveringParams,
    ) -> None:
        self._deadline, self._params = Deadline.of(effort), params
        # Sums and the solver's bounds have rounding errors.
        self._wanted = wanted - ROUNDING * max(1.0, wanted)
        if (problem.weight == np.rint(problem.weight)).all():
            # The people served are a whole number.
            self._wanted = float(np.ceil(self._wanted)) - 0.5
        self._problem, self._at_most, self._effort = problem, at_most, effort
        # In units of `step`, so that HiGHS exceeds the budget by at most 1e-6 of a step.
        unit = _common_unit(cost)
        self._whole = unit > 0
        self.step = unit or float(cost.sum()) / params.cost_steps or 1.0
        self._cost = np.rint(cost / self.step) if self._whole else cost / self.step
        self._relaxed: DualState | None = None
        self._undecided: list[float] = []
        greedy = self._greedy()
        self.found = SearchResult(
            chosen=None if greedy is None else mask_of(greedy, len(cost)),
            bound=self._least_for(sums_of(problem.groups_of, problem.weight), self._wanted),
            status="optimal",
            groups=len(problem.weight),
            kept=len(problem.candidates),
            solver="none needed: a greedy choice costs as little as can be thought of",
        )

    def next_question(self) -> float | None:
        """Return the budget to try next; None when the optimum is known, or the search was stopped."""
        found = self.found
        if found.status != "optimal":
            return None
        if found.chosen is None:
            return None if np.isinf(found.bound) else float(self._cost.sum())
        high = float(self._cost[found.chosen].sum())
        if not self._apart(found.bound, high):
            if self._whole or high - found.bound <= TOLERANCE * high:
                return None
            high = self._refine(high)
            found = self.found
        # Budgets that were not decided in their time are deferred: first those above, then below are tried.
        hard = [money for money in self._undecided if found.bound <= money < high]
        above = max(hard) + 1.0 if hard else found.bound
        for low, most in ((above, high), (found.bound, min([*hard, high]))):
            if self._apart(low, most):
                return low + float(np.floor((most - low) / 2))
        return max(hard)

    def ask(self, money: float) -> None:
        """Decide whether a budget is enough."""
        problem, again = self._problem, money in self._undecided
        # With whole costs there is no value between two whole budgets.
        within = 0.5 if self._whole else 1.0
        budget = Budget(opening_cost=self._cost, max_new=self._at_most, money=money + within)
        report = partial(_report, self._effort.report, money * self.step)
        search = CoveringSearch(
            Subproblem(problem=problem, budget=budget, base=0.0, opened=NO_CANDIDATES),
            SearchSetup(
                deadline=self._turn(whole=again or self.found.chosen is None),
                effort=dataclasses.replace(self._effort, report=report),
                wanted=self._wanted,
                params=self._params.covering,
            ),
            problem.candidates[self._most_useful(budget)],
            self._relaxed,
        )
        search.run()
        state = search.state
        self._relaxed = state.first_dual or self._relaxed
        found = dataclasses.replace(
            self.found, groups=state.groups, kept=state.kept, solver=state.solver
        )
        verdict = search.verdict
        if verdict == "enough":
            opened = np.searchsorted(problem.candidates, np.sort(search.incumbent.opened))
            found = dataclasses.replace(found, chosen=mask_of(opened, len(self._cost)))
        elif verdict == "too few":
            nothing = found.chosen is None
            found = dataclasses.replace(found, bound=np.inf if nothing else money + 1.0)
        elif state.status == "stopped by time" and not (again or self._deadline.left_s <= 0):
            self._undecided.append(money)
        else:
            found = dataclasses.replace(found, status=state.status)
        self.found = dataclasses.replace(found, bound=max(found.bound, self._relaxed_bound()))

    def settled(self, money: float) -> tuple[float, float, int, bool]:
        """Return what a try may change: bound, cost, number of deferred budgets, and whether it is the last."""
        found = self.found
        cost = np.inf if found.chosen is None else float(self._cost[found.chosen].sum())
        return (
            min(found.bound, money + 1.0),
            cost,
            len(self._undecided),
            found.status == "optimal",
        )

    def _refine(self, high: float) -> float:
        """Count costs in steps that are small beside the cost found; return that cost in them.

        One very dear candidate makes steps that are wide beside what the others cost.
        """
        finer = 4.0 / (TOLERANCE * high)
        self.step /= finer
        high *= finer
        # A candidate that alone costs more is in no cheaper choice, whatever it costs.
        self._cost = np.minimum(self._cost * finer, 2.0 * high)
        self._undecided = [(money + 1.0) * finer - 1.0 for money in self._undecided]
        self.found = dataclasses.replace(self.found, bound=self.found.bound * finer)
        return high

    def _apart(self, low: float, high: float) -> bool:
        """Return whether there is a budget to try between two, less than the higher one."""
        return high - low > (0.5 if self._whole else 2.01)

    def _relaxed_bound(self) -> float:
        """Return a lower bound on the cost from the newest Lagrange multipliers, which hold for all budgets."""
        if self._relaxed is None:
            return 0.0
        weight, proof = self._problem.weight, self._relaxed.proof
        worth = np.maximum(value_by_candidate(self._problem, proof), 0.0)
        return self._least_for(worth, self._wanted - float((weight - proof).sum()))

    def _least_for(self, worth: Floats, wanted: float) -> float:
        """Return the knapsack problem's linear relaxation: best worth per cost first, the last in part."""
        order = np.argsort(-worth / np.maximum(self._cost, 1e-12), kind="stable")
        reached, spent = np.cumsum(worth[order]), np.cumsum(self._cost[order])
        if wanted <= 0:
            return 0.0
        last = int(np.searchsorted(reached, wanted))
        if last == len(order):
            return np.inf
        missing = (reached[last] - wanted) / worth[order[last]]
        money = float(spent[last] - missing * self._cost[order[last]])
        # Rounded up to a possible cost.
        return float(np.ceil(money - ROUNDING * max(1.0, money))) if self._whole else money

    def _greedy(self) -> Ints | None:
        """Return a greedy solution that serves as many, without redundant candidates; None if there is none."""
        whole = float(self._cost.sum())
        least = float(np.min(self._cost[self._cost > 0], initial=whole))
        doublings = int(np.ceil(np.log2(whole / least))) if least > 0 else 0
        for money in (*(least * 2.0**step for step in range(doublings)), whole):
            budget = Budget(opening_cost=self._cost, max_new=self._at_most, money=money)
            chosen = greedy_choice(self._problem, budget)
            spare = people_served(self._problem, chosen) - self._wanted
            if spare >= 0:
                return self._pruned(chosen, spare)
        return None

    def _pruned(self, chosen: Ints, spare: float) -> Ints:
        """Close redundant candidates, the dearest first."""
        while len(chosen):
            alone = self._alone(chosen)
            dear = np.where(alone <= spare, self._cost[chosen], -1.0)
            if dear.max() < 0:
                break
            spare -= float(alone[dear.argmax()])
            chosen = np.delete(chosen, dear.argmax())
        return chosen

    def _most_useful(self, budget: Budget) -> Ints:
        """Return the known solution cut to the budget: the fewest served alone per cost go first."""
        if self.found.chosen is None:
            return NO_CANDIDATES
        known = np.flatnonzero(self.found.chosen)
        worth = self._alone(known) / np.maximum(self._cost[known], 1e-12)
        return np.sort(budget.within(known[np.argsort(-worth, kind="stable")]))

    def _alone(self, chosen: Ints) -> Floats:
        return sums_of(served_alone(self._problem, chosen), self._problem.weight)

    def _turn(self, *, whole: bool) -> Deadline:
        """Return the deadline of a try: that of the whole search, or a turn."""
        if whole:
            return self._deadline
        left = self._deadline.left_s
        turn_s = self._params.turn_s if np.isinf(left) else self._params.turn * left
        return self._deadline.ending_in(turn_s)


def _report(report: Report, money: float, text: str) -> None:
    report(f"for {money:,.10g}: {text}")


def _common_unit(cost: Floats) -> float:
    """Return the largest common unit of all costs; 0 if it has more than four decimals."""
    for digits in range(_DIGITS + 1):
        scaled = cost * 10.0**digits
        whole = np.rint(scaled)
        if (
            np.abs(scaled - whole) <= ROUNDING * np.maximum(1.0, whole)
        ).all() and whole.max() < _WHOLE:
            return float(np.gcd.reduce(whole.astype(np.int64))) / 10.0**digits
    return 0.0
