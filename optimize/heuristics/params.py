"""Parameters of the covering heuristics: every tuned constant, and a switch for each method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class HeuristicParams:
    """Parameters of local search, annealing and heuristic concentration; none changes a proof.

    A pair is a nonzero of the incidence: a candidate and a group that it serves.
    An iteration of multistart is one group of annealing runs on each thread.

    Parameters
    ----------
    use_annealing
        Whether solutions are constructed by multistart simulated annealing (`multistart`).
    use_concentration
        Whether problems restricted to the candidates of good solutions are solved (heuristic concentration).
    local_search_rounds
        Maximum number of rounds of iterated local search; 0 turns it off.
    lenient
        Threshold up to which iterated local search accepts a worse solution, as a share of the people served.
    lenient_rounds
        Rounds between changes of the threshold's factor: which one is best differs between problems.
    anywhere
        Share of annealing's exchanges that may open any candidate; the others open one near the one they close.
    near_groups
        Maximum number of a candidate's groups by which its neighbours are determined.
    draws
        Exchanges drawn at one temperature.
    draws_per_site
        Maximum exchanges for each open candidate: beyond it more runs bring more than longer ones.
    least_losses
        Quantile of the losses from closing one open candidate that is the unit of temperatures.
        The mean is a poor unit where most people can be served: there the last sites add little to the first.
    banned
        Share of the candidates that a run of annealing must not open, so that the runs differ.
    temperatures
        First and last temperature in that unit; each pair is tried once, and then the best is used. Of runs of
        100,000 exchanges the first did best on average on New York with 50 sites, the second with 100, both
        about equally on the Bronx with 90, and the third with 100, where nearly all are served.
    rounds_after_annealing
        Maximum number of rounds of iterated local search after a run of annealing ...
    share_after_annealing
        ... and the pairs that they visit, as a share of the run's own.
    concentration_s
        Time limit in seconds of an exact solve of heuristic concentration.
    kept
        Size of the pool of best solutions.
    first_runs, runs
        Annealing runs on each thread in an iteration, in the quick search and in the thorough one.
    idle
        Iterations without improvement after which a search without a time limit ends.
    """

    use_annealing: bool = True
    use_concentration: bool = True
    local_search_rounds: int = 5000
    lenient: float = 0.0005
    lenient_rounds: int = 50
    anywhere: float = 0.1
    near_groups: int = 64
    draws: int = 100
    draws_per_site: int = 4000
    least_losses: float = 0.1
    banned: float = 0.03
    temperatures: tuple[tuple[float, float], ...] = (
        (0.05, 0.0017),
        (0.025, 0.006),
        (0.01, 0.0003),
    )
    rounds_after_annealing: int = 1000
    share_after_annealing: float = 0.1
    concentration_s: float = 30.0
    kept: int = 48
    first_runs: int = 4
    runs: int = 12
    idle: int = 20


HEURISTIC_DEFAULTS: Final = HeuristicParams()
