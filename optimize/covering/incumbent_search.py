"""The search for a better choice than the best known, brief or patient, as the time limit allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from ...common.arrays import Ints
from ..core.control import SolveControl
from ..core.covering_problem import Subproblem
from ..core.effort import Deadline, Effort
from ..heuristics.heuristic_concentration import Beside
from ..heuristics.improve import better_choices, first_choices
from ..heuristics.local_search import improved_choice
from .incumbent import Incumbent
from .variable_fixing import among

SolveFew = Callable[[Subproblem, Ints, Effort, SolveControl], tuple[Ints, bool]]
"""Chooses exactly in a small part, beginning with a choice; tells whether none is better for sure."""

_FIRST_LOOKS: Final = 300_000_000
_LOOKS: Final = 1_500_000_000
"""Pairs that each run of annealing looks at, about, at first and later at most ..."""

_LOOKS_PER_S: Final = 2_000_000
"""... for each second of a time limit so many at most."""

_EXCHANGED: Final = 0.1
"""Share of a run's looks for exchanges before the first runs."""

_FIRST_SHARE: Final = 0.05
_SHARE: Final = 0.9
"""Shares of a time limit after which no better choice is looked for: at first, and with patience."""


class IncumbentSearch:
    """Looks for better choices and hands them to the incumbent.

    Parameters
    ----------
    incumbent
        The best choice known.
    solve_few
        For exact choices among a few candidates.
    deadline
        When the whole search began, and how long it may take.
    enough
        Called after each choice that was found; True ends the search.
    """

    def __init__(
        self,
        incumbent: Incumbent,
        solve_few: SolveFew,
        *,
        deadline: Deadline,
        enough: Callable[[], bool],
    ) -> None:
        self._incumbent, self._solve_few = incumbent, solve_few
        self._deadline, self._enough = deadline, enough

    def briefly(self, part: Subproblem, threads: int) -> None:
        """Look as long as that helps soon."""
        own = self._incumbent.own(part)
        if not len(own):
            return
        looks = self._looks(_FIRST_LOOKS)
        rounds = rounds_of(part, int(_EXCHANGED * looks))
        own = improved_choice(part.problem, part.budget, own, rounds=rounds, seed=1)
        self._incumbent.keep(part, own)
        control = SolveControl()
        choices = first_choices(
            part.problem,
            part.budget,
            own,
            looks=looks,
            threads=threads,
            solve_beside=partial(self._best_beside, part, control),
        )
        self._take(part, choices, _FIRST_SHARE, control, lambda: None)

    def patiently(
        self,
        part: Subproblem,
        threads: int,
        control: SolveControl,
        better: Callable[[], None] = lambda: None,
    ) -> bool:
        """Look until none is better for sure, which is told, or much of the time is over.

        It is stopped through `control`, too, and calls `better` for each better choice.
        """
        own = self._incumbent.own(part)
        if not len(own):
            return False
        choices = better_choices(
            part.problem,
            part.budget,
            own,
            looks=self._looks(_LOOKS),
            threads=threads,
            solve_beside=partial(self._best_beside, part, control),
            over=control.stopped,
        )
        return self._take(part, choices, _SHARE, control, better)

    def _take(
        self,
        part: Subproblem,
        choices: Iterator[Ints],
        share: float,
        control: SolveControl,
        better: Callable[[], None],
    ) -> bool:
        """Take in choices as they are found, and tell whether they came to an end by themselves."""
        deadline = self._deadline.share(share)
        for choice in choices:
            if self._incumbent.keep(part, choice):
                better()
            if self._enough() or deadline.over or control.stopped():
                return False
        return True

    def _looks(self, most: int) -> int:
        limit_s = self._deadline.limit_s
        return most if limit_s is None else int(min(most, _LOOKS_PER_S * limit_s))

    def _best_beside(
        self, part: Subproblem, control: SolveControl, asked: Beside
    ) -> tuple[Ints, bool]:
        """Choose exactly among a few candidates, if that takes no long time and is not stopped."""
        limit_s = self._deadline.limit_s
        seconds = asked.seconds if limit_s is None else min(asked.seconds, 0.1 * limit_s)
        few = among(part, asked.among, asked.stays, asked.spare)
        begin = asked.begin[: max(few.budget.max_new, 0)]
        # Several such choices are made at once.
        return self._solve_few(few, begin, Effort(time_limit_s=seconds, threads=1), control)


def rounds_of(part: Subproblem, looks: int) -> int:
    """Return how many rounds of disturbing and exchanging look at so many pairs, about."""
    return max(2, min(5000, looks // max(1, part.pairs)))
