"""Exact choices among what is good anywhere and all there is in a region, each region in its turn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from ...common.arrays import Ints
from ..core.covering_problem import CoveringProblem
from .heuristic_concentration import SolveBeside, best_among
from .kernel_search import kernel
from .neighbours import candidates_near
from .params import HEURISTIC_DEFAULTS, HeuristicParams


class Round(NamedTuple):
    """A choice from each of some regions.

    Parameters
    ----------
    choices
        Those found.
    settled
        Whether none is better, from the same candidates, for sure.
    whole
        Whether that is known of one that was made from all candidates.
    """

    choices: list[Ints]
    settled: bool
    whole: bool


class KernelRegions:
    """Chooses exactly among a kernel and a region: sites may move into the region, out of it, and around it.

    What is rare in good choices is in no kernel, but in some region; what a change there asks for elsewhere
    is mostly in the kernel. On New York, p = 100, exact choices from the 1,200 candidates of a kernel alone
    stayed 26 people below the best known value; with kernels of 400 the fifth region came to it.
    """

    def __init__(
        self,
        problem: CoveringProblem,
        solve_beside: SolveBeside,
        *,
        threads: int,
        params: HeuristicParams = HEURISTIC_DEFAULTS,
    ) -> None:
        self._problem, self._solve_beside, self._threads = problem, solve_beside, threads
        self._rng = np.random.default_rng(0)
        self._params, self._size = params, params.kernel_size
        self._visited = np.zeros(len(problem.candidates), dtype=np.int64)

    def choose(self, champions: list[Ints]) -> Round:
        """Make a choice on each thread.

        Parameters
        ----------
        champions
            Good choices that differ: the kernel is made around them.
        """
        around = kernel(self._problem, champions, self._size if self._params.use_kernel else 0)
        asked = [np.union1d(around, self._region()) for _ in range(self._threads)]

        def best(among: Ints) -> tuple[Ints, bool]:
            return best_among(
                self._problem, champions, self._solve_beside, others=among, params=self._params
            )

        with ThreadPoolExecutor(self._threads) as pool:
            answers = list(pool.map(best, asked))
        settled = all(settled for _, settled in answers)
        step = self._params.kernel_step
        self._size = (
            int(self._size * step) + 1
            if settled
            else max(int(self._size / step), self._params.smallest_kernel)
        )
        whole = any(
            known and len(among) == len(self._visited)
            for (_, known), among in zip(answers, asked, strict=True)
        )
        return Round([choice for choice, _ in answers], settled, whole)

    def _region(self) -> Ints:
        """Return a region around a candidate that was in the fewest regions so far."""
        seed = self._rng.choice(np.flatnonzero(self._visited == self._visited.min()))
        region = candidates_near(self._problem, int(seed), self._size, self._rng)
        self._visited[region] += 1
        return region
