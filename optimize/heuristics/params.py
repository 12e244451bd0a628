"""How the heuristics of covering search: every constant that was tuned, and a switch for each device."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class HeuristicParams:
    """Constants of local search, annealing, kernel search and large neighbourhoods; none changes a proof.

    Parameters
    ----------
    use_annealing
        Whether choices are made by simulated annealing from many starts (`multistart`).
    use_concentration
        Whether an exact choice is made among all that good choices open (heuristic concentration).
    use_kernel
        Whether kernel regions hold a kernel besides: candidates that an exchange brings in cheaply.
    use_kernel_regions
        Whether exact choices are made among a kernel and each region in its turn.
    use_regions
        Whether what is open in a region is chosen anew, exactly (large neighbourhood search).
    use_transfers
        Whether sites are moved from one region to another where regions alone find nothing more.
    local_search_rounds
        Rounds of disturbing and exchanging (iterated local search) at most; 0 turns it off.
    lenient
        Share of the people served up to which iterated local search may accept a worse choice.
    lenient_rounds
        Rounds after which another degree of leniency begins: which is best differs between problems.
    anywhere
        Share of annealing's exchanges that may open any candidate; the others open one near the one they close.
    near_groups
        Candidates that share one of so many groups of a candidate are near it: its groups, or as many of them.
    draws
        Exchanges drawn at one temperature.
    draws_per_site
        Exchanges for each open candidate after which more runs are worth more than longer ones.
    least_losses
        Share of the open candidates, those whose closing loses least, whose loss is the unit of temperatures.
        The mean is a poor unit where most people can be served: there the last sites add little to the first.
    banned
        Share of the candidates that a run of annealing must not open, so that runs find different choices.
    temperatures
        Warmest and coldest, as shares of that unit; each pair is tried once, and then the best goes on. Of runs
        of 100,000 exchanges the first did best on average on New York with 50 sites, the second with 100, both
        about equally on the Bronx with 90, and the third with 100, where nearly all are served.
    rounds_after_annealing
        Rounds of iterated local search after a run of annealing at most ...
    share_after_annealing
        ... and the pairs that they visit, as a share of the run's own.
    concentration_s
        Seconds for an exact choice among what good choices open.
    kept
        Best choices kept, from which the next ones are made.
    first_runs, runs
        Runs of annealing on each thread at a time, in the quick search and in the thorough one.
    idle
        Rounds of annealing without a better choice after which kernel regions are tried ...
    long_idle
        ... and after which large neighbourhoods are.
    kernel_size, smallest_kernel
        Candidates of a kernel and of a region, at first and at least. Why so
        few: see `KernelRegions`.
    kernel_step
        So much larger is the next kernel where all choices were settled in time, and smaller where not.
    region_sizes
        Open candidates of a region at first, when nothing more is found so, and at last ...
    region_s
        ... and for how many seconds a choice within it is searched for.
    smallest_region, region_step
        Regions shrink by so many, down to the smallest, where a choice was not settled in time, and grow again.
    idle_regions
        Regions in a row that may change nothing before sites are moved from one to another.
    transfer_size
        Open candidates of a region for a transfer: with one more or one fewer the choice is nearly always
        settled in time.
    transfer_regions
        Regions tried for a transfer.
    """

    use_annealing: bool = True
    use_concentration: bool = True
    use_kernel: bool = True
    use_kernel_regions: bool = True
    use_regions: bool = True
    use_transfers: bool = True
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
    idle: int = 3
    long_idle: int = 8
    kernel_size: int = 400
    smallest_kernel: int = 50
    kernel_step: float = 1.25
    region_sizes: tuple[int, ...] = (30, 38, 46)
    region_s: tuple[float, ...] = (6.0, 12.0, 24.0)
    smallest_region: int = 8
    region_step: int = 2
    idle_regions: int = 16
    transfer_size: int = 20
    transfer_regions: int = 30

    @property
    def goes_on(self) -> bool:
        """Whether the thorough search can come to anything new, however long it takes."""
        return self.use_annealing or self.use_kernel_regions or self.use_regions


HEURISTIC_DEFAULTS: Final = HeuristicParams()
