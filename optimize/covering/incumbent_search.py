"""Heuristic search for a better incumbent, quick or thorough, within shares of the time limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from ...common.arrays import Ints
from ..core.control import SolveControl
from ..core.covering_problem import Subproblem
from ..core.effort import Deadline, Effort
from ..heuristics.heuristic_concentration import RestrictedProblem
from ..heuristics.improve import better_choices, first_choices
from ..heuristics.local_search import improved_choice
from ..heuristics.params import HEURISTIC_DEFAULTS, HeuristicParams
from .incumbent import Incumbent
from .params import COVERING_DEFAULTS, CoveringParams
from .variable_fixing import restricted_to

SolveFew = Callable[[Subproblem, Ints, Effort, SolveControl], Ints]
"""Solves a small subproblem from a start solution, and returns its best solution."""


class IncumbentSearch:
    """Searches for better solutions and updates the incumbent.

    Parameters
    ----------
    incumbent
        The incumbent.
    solve_few
        Solves subproblems of few candidates exactly.
    deadline
        Start and time limit of the whole search.
    enough
        Called after each solution; True ends the search.
    params
        Constants of the search.
    """

    def __init__(
        self,
        incumbent: Incumbent,
        solve_few: SolveFew,
        *,
        deadline: Deadline,
        enough: Callable[[], bool],
        params: CoveringParams = COVERING_DEFAULTS,
    ) -> None:
        """Set the incumbent, the exact solver, and when to stop."""
        self._incumbent, self._solve_few = incumbent, solve_few
        self._deadline, self._enough, self._params = deadline, enough, params

    def search_quickly(self, subproblem: Subproblem, threads: int) -> None:
        """Search while improvements come soon."""
        own = self._incumbent.own(subproblem)
        if not len(own):
            return
        visits = self._visits(self._params.first_visits)
        heuristics = self._params.heuristics
        rounds = rounds_of(subproblem, int(self._params.first_exchanges * visits), heuristics)
        own = improved_choice(
            subproblem.problem, subproblem.budget, own, rounds=rounds, seed=1, params=heuristics
        )
        self._incumbent.keep(subproblem, own)
        control = SolveControl(guard=self._deadline.guard)
        choices = first_choices(
            subproblem.problem,
            subproblem.budget,
            own,
            visits=visits,
            threads=threads,
            solve_restricted=partial(self._solve_restricted, subproblem, control),
            over=control.stopped,
            params=heuristics,
        )
        self._take(subproblem, choices, self._params.first_share, control, lambda: None)

    def search_thoroughly(
        self,
        subproblem: Subproblem,
        threads: int,
        control: SolveControl,
        better: Callable[[], None] = lambda: None,
    ) -> None:
        """Search until no improvement comes any more, or a share of the time is over.

        `control` stops it as well; `better` is called for each improvement.
        """
        own = self._incumbent.own(subproblem)
        if not len(own):
            return
        choices = better_choices(
            subproblem.problem,
            subproblem.budget,
            own,
            visits=self._visits(self._params.most_visits),
            threads=threads,
            solve_restricted=partial(self._solve_restricted, subproblem, control),
            over=control.stopped,
            params=self._params.heuristics,
        )
        self._take(subproblem, choices, self._params.share, control, better)

    def _take(
        self,
        subproblem: Subproblem,
        choices: Iterator[Ints],
        share: float,
        control: SolveControl,
        better: Callable[[], None],
    ) -> None:
        """Update the incumbent with each solution, until the search is over."""
        deadline = self._deadline.share(share)
        for choice in choices:
            if self._incumbent.keep(subproblem, choice):
                better()
            if self._enough() or deadline.over or control.stopped():
                return

    def _visits(self, most: int) -> int:
        """Return the number of pairs to visit, as the time limit allows."""
        limit_s = self._deadline.limit_s
        return most if limit_s is None else int(min(most, self._params.visits_per_s * limit_s))

    def _solve_restricted(
        self, subproblem: Subproblem, control: SolveControl, restricted: RestrictedProblem
    ) -> Ints:
        """Solve a restricted problem exactly, within a share of the time limit."""
        seconds, limit_s = restricted.time_limit_s, self._deadline.limit_s
        if limit_s is not None:
            seconds = min(seconds, self._params.exact_share * limit_s)
        few = restricted_to(subproblem, restricted.candidates)
        # Several restricted problems are solved in parallel, each on one thread.
        effort = Effort(time_limit_s=seconds, threads=1)
        return self._solve_few(few, restricted.start, effort, control)


def rounds_of(
    subproblem: Subproblem, visits: int, params: HeuristicParams = HEURISTIC_DEFAULTS
) -> int:
    """Return the number of rounds of iterated local search that visit about this many pairs."""
    return min(params.local_search_rounds, max(2, visits // max(1, subproblem.pairs)))
