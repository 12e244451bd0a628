"""The search for the choice that covers most: bound, fix, look around, and leave the rest to the solver."""

from __future__ import annotations

import dataclasses
import itertools
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, Literal

import numpy as np

from ...common.arrays import Ints
from ..core.budget import knapsack_of
from ..core.control import SolveControl
from ..core.covering_problem import Subproblem, worth_by_candidate
from ..core.effort import Deadline, Effort
from ..core.result import SearchResult, Status
from ..heuristics.local_search import greedy_choice, improved_choice
from .exact_model import start_values
from .exact_solve import solve_rest
from .implied_groups import implied_groups
from .incumbent import Incumbent
from .incumbent_search import IncumbentSearch, rounds_of
from .lagrangian_bound import Relaxed, first_relaxed, improve_bound, most_worth
from .params import COVERING_DEFAULTS, CoveringParams
from .variable_fixing import narrowed, settled

_OWN: Final = "Lagrangian bound and exact reduction (Halfhour)"

_ROUNDED: Final = 1e-6
"""Relative difference by which HiGHS may count too many people: its whole values are not quite whole."""

Verdict = Literal["enough", "too few", "undecided"]
"""Whether a choice serves as many as are wanted, or proven none does."""


class CoveringSearch:
    """The search for the best choice and its proof, narrowing the problem as it goes."""

    def __init__(
        self,
        part: Subproblem,
        deadline: Deadline,
        effort: Effort,
        begin: Ints | None,
        *,
        control: SolveControl | None = None,
        wanted: float | None = None,
        params: CoveringParams = COVERING_DEFAULTS,
    ) -> None:
        """Begin; with `control` for a larger search, which may end it, and looks for better choices itself.

        The deadline holds, not the time limit of `effort`.
        Where people are `wanted`, it ends with a choice that serves so many, or a bound below that.
        """
        self._control = control or SolveControl(self._solver_enough)
        self._part, self._deadline, self._effort = part, deadline, effort
        self._wanted, self._params = wanted, params
        # Where there is no time limit the solver follows the first search: it will prove the answer at last.
        self._most_searches = 0 if control else 1 if deadline.limit_s is None else 2
        self._threads = effort.threads or os.cpu_count() or 1
        problem, budget = part.problem, part.budget
        self.groups, self.kept = len(problem.weight), len(problem.candidates)
        self.status: Status = "optimal"
        self.solver = "none needed after exact reduction"
        self.worth: dict[str, float] = {}
        self.relaxed: Relaxed | None = None
        start = greedy_choice(problem, budget)
        if begin is not None:
            own = np.flatnonzero(np.isin(problem.candidates, begin))
            if budget.fits(own):
                start = own
        self.incumbent = Incumbent(part, wanted)
        self.incumbent.keep(part, improved_choice(problem, budget, start))
        self.bound = part.base + float(problem.weight.sum())
        self._better = IncumbentSearch(
            self.incumbent,
            partial(_chosen, params),
            deadline=deadline,
            enough=self._told_enough,
            params=params,
        )

    def run(self, relaxed: Relaxed | None = None) -> None:
        """Close the gap between the best choice and the bound; Ctrl-C ends it with what was found.

        `relaxed` is where the search for a bound ended for a similar question.
        """
        try:
            self._run(relaxed)
        except KeyboardInterrupt:
            self.status = "stopped by user"
        except MemoryError:
            self.status = "stopped by memory"

    @property
    def verdict(self) -> Verdict:
        """What the search says of the people wanted.

        Carried to its end it has excluded whatever serves more than the best choice.
        """
        if self.incumbent.will_do:
            return "enough"
        if self.status == "optimal" or (self._wanted is not None and self.bound < self._wanted):
            return "too few"
        return "undecided"

    def _run(self, relaxed: Relaxed | None) -> None:
        part = self._part
        if self._enough(self.bound) or part.budget.max_new == 0:
            self.bound = self.incumbent.people if part.budget.max_new == 0 else self.bound
            return
        relaxed = relaxed or first_relaxed(
            part.problem, self.incumbent.own(part), params=self._params
        )
        # Multipliers stay valid, the bound that they gave for another number of sites does not.
        relaxed = dataclasses.replace(
            relaxed, bound=float(part.problem.weight.sum()), proof=np.zeros(len(relaxed.proof))
        )
        slow, searches = 0, 0
        for seed in itertools.count():
            gap = self.bound - self.incumbent.people
            relaxed = self._relax(part, relaxed)
            if self._done():
                return
            narrowed = self._narrow(part, relaxed)
            if narrowed is None:
                self.bound = self.incumbent.people
                return
            fewer = len(narrowed[0].problem.candidates) < self._params.fewer * len(
                part.problem.candidates
            )
            part, relaxed = narrowed
            self._part = part
            if fewer or slow == 0:
                self._search_around(part, relaxed, seed)
            if self._done():
                return
            slow = (
                0
                if fewer or self.bound - self.incumbent.people < self._params.slow * gap
                else slow + 1
            )
            hard = part.pairs > self._params.hard_pairs and searches < self._most_searches
            if part.pairs > self._params.tiny_pairs and slow < self._params.slow_rounds(
                part.pairs, first=hard and not searches
            ):
                continue
            if self._look_further(part, searches) if hard else self._finish(part, slow):
                return
            if hard:
                searches, slow = searches + 1, 0

    def _finish(self, part: Subproblem, slow: int) -> bool:
        """Leave the rest to the solver if it can take it; tell whether the search is over."""
        if part.pairs <= self._params.solvable_pairs:
            self._solve(part)
            return True
        if self._deadline.limit_s is None and slow >= self._params.patience:
            self.status = "stopped by memory"
            return True
        return False

    def _look_further(self, part: Subproblem, searches: int) -> bool:
        """Look for a better choice, which may narrow the problem more, before a solve that may be long.

        The first time for a moment; then with patience, beside the solver. Tells whether the search is over.
        """
        if not searches:
            self._better.briefly(part, self._threads)
            return False
        if part.pairs <= self._params.solvable_pairs:
            self._search_and_solve(part)
            return True
        known = self._better.patiently(part, self._threads, SolveControl())
        self.bound = self.incumbent.people if known else self.bound
        return known

    def _search_and_solve(self, part: Subproblem) -> None:
        """Look for a better choice while the solver tries, on one thread, to prove the best: neither waits.

        Which of the two a problem needs is not known before.
        """
        control = SolveControl(self._solver_enough)
        start, allowed = self._begin_rest(part)

        def better() -> None:
            control.offer(start_values(part.problem, self.incumbent.own(part)))

        with ThreadPoolExecutor(1) as pool:
            one = dataclasses.replace(allowed, threads=1)
            solving = pool.submit(solve_rest, part, start, one, control=control)
            looking = SolveControl()
            solving.add_done_callback(lambda _: looking.stop())
            try:
                others = max(1, self._threads - 1)
                known = self._better.patiently(part, others, looking, better)
            except BaseException:
                # Ctrl-C, or no memory is left: what the solver has proven until then holds.
                control.stop()
                self._take(part, solving.result())
                raise
            if known or self._enough(self.bound):
                control.stop()
            self._take(part, solving.result())
        if known or self.bound < self.incumbent.goal:
            self.status, self.bound = "optimal", self.incumbent.people

    def _done(self) -> bool:
        if self._enough(self.bound):
            return True
        ended = self._ended()
        self.status = ended or self.status
        return ended is not None

    def _ended(self) -> Status | None:
        """Return why no more may be done, if so."""
        if self._control.stopped():
            return "stopped by user"
        return "stopped by time" if self._deadline.over else None

    def _enough(self, bound: float) -> bool:
        return bound < self.incumbent.goal or self.incumbent.will_do

    def _solver_enough(self, people: float, bound: float) -> bool:
        """Tell whether the solver has found as many as are wanted, or proven that there are fewer."""
        base, wanted = self._part.base, self._wanted
        if wanted is None:
            return False
        return base + people >= wanted + _ROUNDED * max(1.0, wanted) or base + bound < wanted

    def _relax(self, part: Subproblem, relaxed: Relaxed) -> Relaxed:
        self.solver = _OWN
        near = self.incumbent.people + self._params.slow * (self.bound - self.incumbent.people)

        def enough(steps: int, bound: float) -> bool:
            bound += part.base
            return (
                self._enough(bound)
                or (steps >= self._params.fewest_steps and bound < near)
                or self._ended() is not None
            )

        relaxed = improve_bound(
            part.problem,
            knapsack_of(part.budget),
            relaxed,
            steps=self._params.steps,
            enough=enough,
            threads=self._threads,
            params=self._params,
        )
        if self.relaxed is None:
            self.relaxed, self.worth = relaxed, _duals(part, relaxed)
        # What was fixed leaves out only choices that are no better than the best known.
        self.bound = min(self.bound, max(part.base + relaxed.bound, self.incumbent.people))
        self._tell()
        return relaxed

    def _told_enough(self) -> bool:
        self._tell()
        return self._enough(self.bound)

    def _tell(self) -> None:
        gap = (self.bound - self.incumbent.people) / max(self.incumbent.people, 1.0)
        self._effort.report(
            f"{self.incumbent.people:,.0f} people newly served, at most {self.bound:,.0f} ({gap:.2%} between), "
            f"{len(self._part.problem.candidates):,} candidates left"
        )

    def _narrow(self, part: Subproblem, relaxed: Relaxed) -> tuple[Subproblem, Relaxed] | None:
        """Leave out what the bound settles; None if no better choice is left."""
        known = settled(part, relaxed, self.incumbent.goal)
        spare = part.base + float(part.problem.weight.sum()) - self.incumbent.goal
        owner = np.arange(len(part.problem.weight))
        if self._params.use_implied_groups:
            compared = self._params.compared_groups
            owner = implied_groups(part.problem, known.served, spare, compared=compared)
        return narrowed(part, relaxed, known, owner)

    def _search_around(self, part: Subproblem, relaxed: Relaxed, seed: int) -> None:
        """Improve the best choice, and one read off the relaxation."""
        problem, budget = part.problem, part.budget
        fits = budget.within(np.argsort(-relaxed.opening, kind="stable"))
        self.incumbent.keep(part, improved_choice(problem, budget, fits))
        self.incumbent.keep(
            part,
            improved_choice(
                problem,
                budget,
                self.incumbent.own(part),
                rounds=rounds_of(part, self._params.visits, self._params.heuristics),
                seed=seed,
                params=self._params.heuristics,
            ),
        )

    def _solve(self, part: Subproblem) -> None:
        """Leave the rest to the solver."""
        if not len(part.problem.candidates):
            self.bound = self.incumbent.people
            return
        start, allowed = self._begin_rest(part)
        self._take(part, solve_rest(part, start, allowed, control=self._control))

    def _begin_rest(self, part: Subproblem) -> tuple[Ints, Effort]:
        """Return what the solver begins with, and how long it may take."""
        start = improved_choice(part.problem, part.budget, self.incumbent.own(part))
        self.incumbent.keep(part, start)
        self.groups, self.kept = len(part.problem.weight), len(part.problem.candidates)
        return start, self._effort.until(self._deadline)

    def _take(self, part: Subproblem, rest: SearchResult) -> None:
        self.status, self.solver = rest.status, rest.solver
        if rest.chosen is not None:
            self.incumbent.keep(part, np.flatnonzero(rest.chosen))
        self.bound = max(self.incumbent.people, min(self.bound, rest.bound))


def _chosen(
    params: CoveringParams, part: Subproblem, begin: Ints, effort: Effort, control: SolveControl
) -> tuple[Ints, bool]:
    """Choose exactly in a part of the problem: see `incumbent_search.SolveFew`."""
    search = CoveringSearch(
        part, Deadline.of(effort), effort, begin, control=control, params=params
    )
    search.run()
    if search.status == "stopped by user" and not control.stopped():
        raise KeyboardInterrupt
    return search.incumbent.opened, search.status == "optimal"


def _duals(part: Subproblem, relaxed: Relaxed) -> dict[str, float]:
    """Return what one more site, or one more unit of money, can add to the bound."""
    ratio = most_worth(worth_by_candidate(part.problem, relaxed.proof), knapsack_of(part.budget))[1]
    number = np.isinf(part.budget.money) or part.budget.uniform
    return {"one more site" if number else "one more unit of money": ratio}
