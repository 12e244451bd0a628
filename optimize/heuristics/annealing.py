"""Simulated annealing without rejected moves: random interchange with heat-bath probabilities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np

from ...common.arrays import Bools, Floats, Int32s, Ints
from ...common.compiled import compiled, compiled_part
from ..core.budget import Budget
from ..core.covering_problem import CoveringProblem, served_alone
from ..core.incidence import Incidence, sums_of
from .local_search import ProblemArrays
from .params import HEURISTIC_DEFAULTS, HeuristicParams

_NEVER: Final = 20.0
"""A candidate worse than the best by this number of temperatures is not drawn (its odds are 1 in 500 million).

A limit of arithmetic, not of the search, and so a compiled constant, not a parameter.
"""


class _Schedule(NamedTuple):
    """Cooling schedule: temperatures, exchanges drawn at each, and the share that may open any candidate."""

    temperatures: Floats
    draws: int
    anywhere: float


def annealed_choices(
    problem: CoveringProblem,
    budget: Budget,
    opened: Ints,
    *,
    visits: float,
    temperatures: tuple[float, float],
    seeds: range,
    over: Callable[[], bool] = lambda: False,
    params: HeuristicParams = HEURISTIC_DEFAULTS,
) -> list[Ints]:
    """Exchange open candidates for closed ones by simulated annealing, once for each seed.

    A random open site is closed, and a candidate near it or anywhere is opened, possibly the same one, with a
    probability that grows with its gain (heat bath). No move is rejected, whereas at low temperatures most
    uniformly drawn exchanges are. Each run excludes a few random candidates, so that the runs differ.

    Source: Greene, J. and Supowit, K. (1986), Simulated annealing without rejected moves, IEEE Transactions on
    Computer-Aided Design 5, 221-228.

    Parameters
    ----------
    problem
        The reduced problem.
    budget
        Limit on the cost. The number of open candidates is constant.
    opened
        Start solution, within the budget; not empty.
    visits
        Approximate maximum number of pairs of candidate and group that each run visits.
    temperatures
        First and last, in units of a quantile of the losses from closing one open candidate: `least_losses`
        of the parameters.
    seeds
        Random seeds, one for each run.
    over
        Called after each run; True skips the remaining runs.
    params
        Parameters of the search.

    Returns
    -------
    list of numpy.ndarray
        The best choice of the colder half of each run, ascending; at least one. It may serve fewer people than
        `opened`.
    """
    who = ProblemArrays(problem.groups_of, problem.candidates_of, problem.weight)
    near = _neighbours(who, len(budget.opening_cost), params.near_groups)
    visits_per_draw, scale = _exchange_scale(problem, opened, params.least_losses)
    draws = min(visits / visits_per_draw, params.draws_per_site * len(opened))
    times = 1 + int(draws / params.draws)
    schedule = _Schedule(scale * np.geomspace(*temperatures, times), params.draws, params.anywhere)

    def run(seed: int) -> Ints:
        """Return the best choice of one run."""
        choice = opened.copy()
        best = opened.copy()
        rng = np.random.default_rng(seed)
        banned = rng.random(len(budget.opening_cost)) < params.banned
        _anneal(who, near, budget, banned, choice, best, schedule, rng)
        return np.sort(best)

    choices = [run(seeds[0])]
    for seed in seeds[1:]:
        if over():
            break
        choices.append(run(seed))
    return choices


def _exchange_scale(problem: CoveringProblem, opened: Ints, least: float) -> tuple[float, float]:
    """Return the mean number of pairs that an exchange visits, and the unit of temperatures in people.

    An exchange visits the groups that only the closed candidate serves: the others stay served.
    The unit is the quantile `least` of the losses from closing one candidate. The mean is a poor unit where
    most people can be served: there the last sites add little to the first ones.
    """
    mine = served_alone(problem, opened)
    losses = sums_of(mine, problem.weight)
    pairs = sums_of(mine, np.diff(problem.candidates_of.indptr).astype(np.float64)).sum()
    scale = np.quantile(losses[losses > 0], least) if losses.any() else problem.weight.max()
    return max(1.0, 2.0 * float(pairs) / len(opened)), float(scale)


@compiled
def _neighbours(who: ProblemArrays, candidates: int, near_groups: int) -> Incidence:
    """Return by candidate those that share one of its groups, itself included.

    Of a candidate's groups at most `near_groups` are visited, evenly spaced.
    """
    seen = np.full(candidates, -1, dtype=np.int32)
    indptr = np.zeros(candidates + 1, dtype=np.int64)
    indices = np.empty(len(who.groups.indices), dtype=np.int32)
    count = 0
    for j in range(candidates):
        size = who.groups.indptr[j + 1] - who.groups.indptr[j]
        tried = min(size, near_groups)
        for n in range(tried):
            i = who.groups.indices[who.groups.indptr[j] + n * size // tried]
            for b in range(who.candidates.indptr[i], who.candidates.indptr[i + 1]):
                other = who.candidates.indices[b]
                if seen[other] == j:
                    continue
                seen[other] = j
                if count == len(indices):
                    longer = np.empty(2 * count, dtype=np.int32)
                    longer[:count] = indices
                    indices = longer
                indices[count] = other
                count += 1
        indptr[j + 1] = count
    return Incidence(indptr, indices[:count].copy())


@compiled
def _anneal(
    who: ProblemArrays,
    near: Incidence,
    budget: Budget,
    banned: Bools,
    choice: Ints,
    best: Ints,
    schedule: _Schedule,
    rng: np.random.Generator,
) -> None:
    """Exchange in place within `choice`, and write the best choice of the colder half to `best`.

    The warmer half is left out: from a good start many runs would return that start.
    """
    served_by = np.zeros(len(who.weight), dtype=np.int32)
    # Marginal gain of each candidate.
    gain = np.zeros(len(budget.opening_cost))
    barred = banned.copy()
    anyone = np.arange(len(budget.opening_cost)).astype(np.int32)
    spent = 0.0
    for j in range(len(budget.opening_cost)):
        for a in range(who.groups.indptr[j], who.groups.indptr[j + 1]):
            gain[j] += who.weight[who.groups.indices[a]]
    for j in choice:
        barred[j] = True
        spent += budget.opening_cost[j]
        _open(who, served_by, gain, j)
    temperatures = schedule.temperatures
    ahead, most, turns = 0.0, -np.inf, schedule.draws * len(temperatures)
    least = 1e-9 * temperatures[0]
    for turn in range(turns):
        at = int(rng.random() * len(choice))
        out = choice[at]
        _close(who, served_by, gain, out)
        begin, end = near.indptr[out], near.indptr[out + 1]
        those = anyone if rng.random() < schedule.anywhere else near.indices[begin:end]
        left = budget.money - spent + budget.opening_cost[out]
        new = _draw(
            budget.opening_cost,
            gain,
            barred,
            those,
            out,
            left,
            temperatures[turn // schedule.draws],
            rng,
        )
        ahead += gain[new] - gain[out]
        _open(who, served_by, gain, new)
        if new != out:
            spent += budget.opening_cost[new] - budget.opening_cost[out]
            barred[out], barred[new], choice[at] = banned[out], True, new
        if 2 * turn >= turns and ahead > most + least:
            most = ahead
            best[:] = choice


@compiled_part
def _open(who: ProblemArrays, served_by: Int32s, gain: Floats, j: int) -> None:
    """Open a candidate, and update coverage counts and gains."""
    for a in range(who.groups.indptr[j], who.groups.indptr[j + 1]):
        i = who.groups.indices[a]
        served_by[i] += 1
        if served_by[i] == 1:
            for b in range(who.candidates.indptr[i], who.candidates.indptr[i + 1]):
                gain[who.candidates.indices[b]] -= who.weight[i]


@compiled_part
def _close(who: ProblemArrays, served_by: Int32s, gain: Floats, j: int) -> None:
    """Close a candidate, and update coverage counts and gains."""
    for a in range(who.groups.indptr[j], who.groups.indptr[j + 1]):
        i = who.groups.indices[a]
        served_by[i] -= 1
        if served_by[i] == 0:
            for b in range(who.candidates.indptr[i], who.candidates.indptr[i + 1]):
                gain[who.candidates.indices[b]] += who.weight[i]


@compiled_part
def _draw(
    opening_cost: Floats,
    gain: Floats,
    barred: Bools,
    those: Int32s,
    out: int,
    left: float,
    temperature: float,
    rng: np.random.Generator,
) -> int:
    """Draw `out` or a feasible one of `those` with probability proportional to exp(gain / temperature)."""
    most = gain[out]
    for j in those:
        if gain[j] > most and not barred[j] and opening_cost[j] <= left:
            most = gain[j]
    least = most - _NEVER * temperature
    # Weighted reservoir sampling: each one replaces the draw with its share of the sum so far.
    new, total = out, np.exp((gain[out] - most) / temperature)
    for j in those:
        if gain[j] > least and not barred[j] and opening_cost[j] <= left:
            chance = np.exp((gain[j] - most) / temperature)
            total += chance
            if rng.random() * total < chance:
                new = j
    return int(new)
