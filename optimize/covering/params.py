"""How maximal covering is searched: every constant that was tuned, and what can be turned off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ..heuristics.params import HEURISTIC_DEFAULTS, HeuristicParams


@dataclass(frozen=True, kw_only=True)
class CoveringParams:
    """Constants of bounding, fixing and searching; they change how long a proof takes, not what is proven.

    Parameters
    ----------
    heuristics
        Constants of the search for better choices.
    use_implied_groups
        Whether groups that every better choice serves take over the people of those they imply.
    compared_groups
        So many groups of few candidates each other group is compared with at most, to find what is implied.
    steps
        Steps towards the bound between two attempts to fix candidates at most: after each it begins anew ...
    fewest_steps
        ... and at least, unless that bound is enough.
    slow
        A round towards the bound ends when it leaves this part of the gap; it is slow if it never does ...
    fewer
        ... and leaves more than this part of the candidates.
    small_pairs
        After a slow round a problem of at most so many pairs goes to the solver, a larger one after two.
    large_pairs
        With more pairs a round takes longer than searching for a better choice, which then fixes more.
    solvable_pairs
        A larger model would take gigabytes, and minutes to write down: the search for the bound goes on ...
    patience
        ... until the time is over, or for so many slow rounds where there is no limit.
    tiny_pairs
        So few pairs go to the solver at once.
    hard_pairs
        Problems of fewer pairs the solver mostly closes in a second.
    visits
        Pairs that iterated local search visits in a round, about.
    first_visits, most_visits
        Pairs that each run of annealing visits, about, in the quick search, and at most in the thorough one ...
    visits_per_s
        ... and so many at most for each second of a time limit.
    first_exchanges
        Share of a run's visits for exchanges before the first runs.
    first_share, share
        Shares of a time limit after which no better choice is searched for: quickly, and thoroughly.
    exact_share
        Share of a time limit for one exact choice among a few candidates at most.
    check_steps
        Steps towards the bound between two looks at the averages.
    restart
        The averages become the new start when their gap has fallen to this part of what it was at the last.
    balance
        Length of steps in the multipliers against those in the openings; 0.5 did as well on Wuhan, but not on
        the Bronx.
    first_multiplier
        Multiplier at first of a group that one open candidate serves, as a share of its people. With all of
        them the bound stayed above all people for 300 steps on Wuhan (100,000 x 1,000, 15 minutes, p = 25),
        with a tenth to a half for 120.
    shorter, longer
        How fast the length of steps follows what it may be: powers of the step's number.
    """

    heuristics: HeuristicParams = HEURISTIC_DEFAULTS
    use_implied_groups: bool = True
    compared_groups: int = 4_000
    steps: int = 300
    fewest_steps: int = 60
    slow: float = 0.7
    fewer: float = 0.9
    small_pairs: int = 200_000
    large_pairs: int = 10_000_000
    solvable_pairs: int = 4_000_000
    patience: int = 20
    tiny_pairs: int = 3_000
    hard_pairs: int = 50_000
    visits: int = 1_000_000
    first_visits: int = 300_000_000
    most_visits: int = 1_500_000_000
    visits_per_s: int = 2_000_000
    first_exchanges: float = 0.1
    first_share: float = 0.05
    share: float = 0.9
    exact_share: float = 0.1
    check_steps: int = 10
    restart: float = 0.4
    balance: float = 2.0
    first_multiplier: float = 0.3
    shorter: float = -0.3
    longer: float = -0.6

    def slow_rounds(self, pairs: int, *, first: bool) -> int:
        """Return after how many slow rounds something else is tried than to improve the bound.

        Parameters
        ----------
        pairs
            Of candidate and group, that the problem has left.
        first
            Whether that is the first search for a better choice.
        """
        if first:
            return 0 if pairs > self.large_pairs else 1
        return 1 if pairs <= self.small_pairs else 2


COVERING_DEFAULTS: Final = CoveringParams()
