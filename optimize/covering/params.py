"""Parameters of the maximal covering search: every tuned constant, and the methods that can be turned off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ..heuristics.params import HEURISTIC_DEFAULTS, HeuristicParams


@dataclass(frozen=True, kw_only=True)
class CoveringParams:
    """Parameters of bounding, variable fixing and heuristics; they change the time of a proof, not its result.

    A pair is a nonzero of the incidence: a candidate and a group that it serves.
    A round is a run of the Lagrangian bound, followed by variable fixing.

    Parameters
    ----------
    heuristics
        Parameters of the heuristic search for better solutions.
    use_implied_groups
        Whether groups are merged into those whose coverage implies theirs (row dominance).
    compared_groups
        Maximum number of groups, those of fewest candidates, with which each other group is compared for that.
    steps
        Maximum number of steps of the bound in a round ...
    fewest_steps
        ... and the minimum, unless the bound ends the search.
    slow
        A round ends when the gap falls to this share of the gap before it; it is slow if the gap does not ...
    fewer
        ... and more than this share of the candidates remains.
    small_pairs
        After one slow round a problem of at most this many pairs goes to the solver, a larger one after two.
    large_pairs
        With more pairs a round takes longer than a search for a better incumbent, which then fixes more.
    solvable_pairs
        A model of more pairs would take gigabytes, and minutes to build: bounding continues instead ...
    patience
        ... until the time limit, or for this number of slow rounds where there is none.
    tiny_pairs
        Problems of at most this many pairs go to the solver at once.
    hard_pairs
        Problems of fewer pairs the solver mostly closes in a second.
    visits
        Approximate number of pairs that iterated local search visits in a round.
    first_visits, most_visits
        Approximate number of pairs that each annealing run visits in the quick search, and the maximum in the
        thorough search ...
    visits_per_s
        ... and the maximum for each second of a time limit.
    first_exchanges
        Share of a run's visits for iterated local search before the first annealing runs.
    first_share, share
        Shares of the time limit after which the quick and the thorough search end.
    exact_share
        Maximum share of the time limit for one exact solve of a restricted problem.
    check_steps
        Steps between two evaluations of the averages.
    restart
        Restart from the averages when their gap has fallen to this share of the gap at the last restart.
    balance
        Ratio of the step sizes of multipliers and openings (primal weight); 0.5 did as well on Wuhan, but not
        on the Bronx.
    first_multiplier
        Initial multiplier of a group that one open candidate serves, as a share of its people. At 1 the bound
        stayed above the sum of all people for 300 steps on Wuhan (100,000 x 1,000, 15 minutes, p = 25), at a
        tenth to a half for 120.
    shorter, longer
        Exponents of the step number in the step-size rule, for decrease and increase.
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
        """Return the number of slow rounds after which bounding gives way to heuristics or the solver.

        Parameters
        ----------
        pairs
            Number of pairs of the subproblem.
        first
            Whether the first heuristic search for a better incumbent would follow.
        """
        if first:
            return 0 if pairs > self.large_pairs else 1
        return 1 if pairs <= self.small_pairs else 2


COVERING_DEFAULTS: Final = CoveringParams()
