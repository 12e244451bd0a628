"""Large neighbourhood search: the open sites of a region are released and chosen again, exactly."""

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
    """Yield solutions, each no worse than the one before: in each, some regions were solved again.

    A region is the open candidates near one random candidate, or near two, so that a site may also move across
    the town. They are released, and any candidates may be opened instead, within the remaining budget: large
    neighbourhood search (Shaw, P. (1998), Using constraint programming and local search methods to solve
    vehicle routing problems, CP98, 417-431) with an exact solve of each neighbourhood.
    After many consecutive regions without improvement, one region gets a site more and another a site less, and
    then regions grow. The search ends when the largest regions bring no improvement.

    Parameters
    ----------
    problem
        The reduced problem.
    budget
        Limits on number and cost.
    opened
        Start solution, within the budget; not empty.
    solve_beside
        Solves restricted problems.
    threads
        Number of disjoint regions that are solved in parallel.
    seed
        Random seed.
    params
        Parameters of the search.
    """
    rng = np.random.default_rng(seed)
    best = opened
    # Under a cost limit a site more here does not offset a site less there.
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
                step = step if all(proven for _, proven in answers) else -step
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
    """Return disjoint regions."""
    regions: list[Ints] = []
    while len(regions) < count and len(opened):
        seeds = rng.integers(len(problem.candidates), size=int(rng.integers(1, 3)))
        free = open_near(problem, opened, seeds, size, rng)
        if not len(free):
            # No open candidate is connected with the seeds: draw from all.
            free = np.sort(rng.permutation(opened)[:size])
        regions.append(free)
        opened = np.setdiff1d(opened, free)
    return regions


def _best_of(
    problem: CoveringProblem, budget: Budget, opened: Ints, regions: list[Ints], chosen: list[Ints]
) -> Ints:
    """Return the best of all regions' solutions together and of each alone; ties go to the most changed.

    An equal solution that differs is another point to continue from.
    """
    together = np.union1d(np.setdiff1d(opened, np.concatenate(regions)), np.concatenate(chosen))
    alone = [
        np.union1d(np.setdiff1d(opened, free), choice)
        for free, choice in zip(regions, chosen, strict=True)
    ]
    # Each region was solved with the whole remaining budget.
    fits = budget.fits(together)
    choices = [together, *alone, opened] if fits else [*alone, opened]
    return max(choices, key=lambda one: people_served(problem, one))
