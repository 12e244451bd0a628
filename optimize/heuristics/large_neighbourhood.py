"""Better choices region by region: what is open near a place is chosen anew, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ...common.arrays import Ints
from ..core.budget import Budget
from ..core.covering_problem import CoveringProblem, people_served
from .heuristic_concentration import SolveBeside
from .neighbours import open_near
from .params import HEURISTIC_DEFAULTS, HeuristicParams
from .transfers import beside, transfers


def neighbourhood_choices(
    problem: CoveringProblem,
    budget: Budget,
    opened: Ints,
    *,
    solve_beside: SolveBeside,
    threads: int,
    seed: int,
    params: HeuristicParams = HEURISTIC_DEFAULTS,
) -> Iterator[Ints]:
    """Yield choices, each no worse than the one before: in each, regions were chosen anew.

    A region is what is open near a candidate drawn by chance, or near two of them, so that a site may also be
    moved from one end of the town to the other. Any candidates may be opened in its place, within the budget
    that the rest leaves: a large neighbourhood search (Shaw, P. (1998), Using constraint programming and local
    search methods to solve vehicle routing problems, CP98, 417-431) with an exact choice in each neighbourhood.
    When many regions in a row change nothing, one site more in a region and one fewer in another are tried, and
    then larger regions. It ends when the largest change nothing, either.

    Parameters
    ----------
    problem
        The reduced problem.
    budget
        What may be opened.
    opened
        Where to begin, within the budget; not empty.
    solve_beside
        Chooses among some candidates beside others that stay open.
    threads
        How many regions, with nothing open in common, are chosen anew at once.
    seed
        Of the random numbers.
    params
        Constants of the search.
    """
    rng = np.random.default_rng(seed)
    best = opened
    # Money is not exchanged one site by one.
    moves = params.use_transfers and np.isinf(budget.money)
    with ThreadPoolExecutor(threads) as pool:
        for largest, seconds in zip(params.region_sizes, params.region_s, strict=True):
            size, idle = largest, 0
            while idle < params.idle_regions:
                regions = _regions(problem, best, min(size, -(-len(best) // threads)), threads, rng)
                asked = [beside(problem, best, free, seconds=seconds) for free in regions]
                answers = list(pool.map(solve_beside, asked))
                new = _best_of(problem, budget, best, regions, [choice for choice, _ in answers])
                better = people_served(problem, new) > people_served(problem, best)
                idle = 0 if better else idle + len(regions)
                best = new
                yield best
                step = params.region_step
                step = step if all(settled for _, settled in answers) else -step
                size = min(max(size + step, params.smallest_region), largest)
                if idle < params.idle_regions or not moves:
                    continue
                before = people_served(problem, best)
                for moved in transfers(
                    problem,
                    budget,
                    best,
                    solve_beside=solve_beside,
                    threads=threads,
                    seconds=seconds,
                    rng=rng,
                    params=params,
                ):
                    best = moved
                    yield best
                if people_served(problem, best) > before:
                    idle = 0


def _regions(
    problem: CoveringProblem, opened: Ints, size: int, count: int, rng: np.random.Generator
) -> list[Ints]:
    """Return some regions that have nothing in common."""
    regions: list[Ints] = []
    while len(regions) < count and len(opened):
        seeds = rng.integers(len(problem.candidates), size=int(rng.integers(1, 3)))
        free = open_near(problem, opened, seeds, size, rng)
        if not len(free):
            # Nothing open is connected with the seeds: what is drawn may be anywhere.
            free = np.sort(rng.permutation(opened)[:size])
        regions.append(free)
        opened = np.setdiff1d(opened, free)
    return regions


def _best_of(
    problem: CoveringProblem, budget: Budget, opened: Ints, regions: list[Ints], chosen: list[Ints]
) -> Ints:
    """Return the best of all regions' choices together and of each alone; of equal ones the most changed.

    An equal choice is another place to go on from.
    """
    together = np.union1d(np.setdiff1d(opened, np.concatenate(regions)), np.concatenate(chosen))
    alone = [
        np.union1d(np.setdiff1d(opened, free), choice)
        for free, choice in zip(regions, chosen, strict=True)
    ]
    # Each region was given all the budget that the others left.
    fits = budget.fits(together)
    choices = [together, *alone, opened] if fits else [*alone, opened]
    return max(choices, key=lambda one: people_served(problem, one))
