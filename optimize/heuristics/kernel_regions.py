"""Kernel search with regions as buckets: exact solves over a kernel and all candidates of one region."""

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
    """Results of one iteration: a solution for each of some regions.

    Parameters
    ----------
    choices
        The solutions.
    proven
        Whether each is proven optimal over its candidates.
    whole
        Whether one of those proven optimal is over all candidates of the problem.
    """

    choices: list[Ints]
    proven: bool
    whole: bool


class KernelRegions:
    """Solves exactly over a kernel and a region: sites may move into the region, out of it, and within it.

    Candidates that are rare in good solutions are in no kernel, but in some region; the changes elsewhere that
    such a candidate requires are mostly in the kernel. On New York, p = 100, exact solves over a kernel of
    1,200 candidates alone stayed 26 people below the best known value; with kernels of 400 the fifth region
    reached it.
    """

    def __init__(
        self,
        problem: CoveringProblem,
        solve_beside: SolveBeside,
        *,
        threads: int,
        params: HeuristicParams = HEURISTIC_DEFAULTS,
    ) -> None:
        """Set the problem, the exact solver and the first sizes."""
        self._problem, self._solve_beside, self._threads = problem, solve_beside, threads
        self._rng = np.random.default_rng(0)
        self._params, self._size = params, params.kernel_size
        self._visited = np.zeros(len(problem.candidates), dtype=np.int64)

    def choose(self, elite: list[Ints]) -> Round:
        """Solve for one region on each thread.

        Parameters
        ----------
        elite
            Good solutions that differ: the kernel is built from them.
        """
        around = kernel(self._problem, elite, self._size if self._params.use_kernel else 0)
        asked = [np.union1d(around, self._region()) for _ in range(self._threads)]

        def best(among: Ints) -> tuple[Ints, bool]:
            """Solve over these candidates and those of the good solutions."""
            return best_among(
                self._problem, elite, self._solve_beside, others=among, params=self._params
            )

        with ThreadPoolExecutor(self._threads) as pool:
            answers = list(pool.map(best, asked))
        proven = all(proven for _, proven in answers)
        step = self._params.kernel_step
        self._size = (
            int(self._size * step) + 1
            if proven
            else max(int(self._size / step), self._params.smallest_kernel)
        )
        whole = any(
            known and len(among) == len(self._visited)
            for (_, known), among in zip(answers, asked, strict=True)
        )
        return Round([choice for choice, _ in answers], proven, whole)

    def _region(self) -> Ints:
        """Return a region around a random candidate among those in the fewest regions so far."""
        seed = self._rng.choice(np.flatnonzero(self._visited == self._visited.min()))
        region = candidates_near(self._problem, int(seed), self._size, self._rng)
        self._visited[region] += 1
        return region
