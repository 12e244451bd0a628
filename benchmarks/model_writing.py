"""How long a covering model takes to reach HiGHS, through PuLP and as arrays, in alternating pairs.

Run as ``python benchmarks/model_writing.py``: an LP relaxation is written down and stopped at once, so that
what is timed is the writing.
"""

from __future__ import annotations

import statistics
import time

import numpy as np
from halfhour.optimize.core import solver
from halfhour.optimize.core.budget import Budget
from halfhour.optimize.core.linear_model import LinearModel
from halfhour.optimize.covering.exact_model import covering_model
from halfhour.optimize.covering.reduction import reduce_covering
from scipy.sparse import csc_array

PAIRS = 5
CELLS, CANDIDATES, RADIUS = 6_000, 600, 0.2


def town_model() -> LinearModel:
    """Return the maximal covering model of a made town, 20 sites."""
    rng = np.random.default_rng(1)
    at, sites = rng.random((CELLS, 2)), rng.random((CANDIDATES, 2))
    reach = np.hypot(*(at[:, None] - sites[None]).transpose(2, 0, 1)) <= RADIUS
    problem = reduce_covering(csc_array(reach), rng.integers(1, 100, CELLS).astype(float))
    budget = Budget(np.ones(len(problem.candidates)), 20, np.inf)
    return covering_model(problem, budget)


def seconds(model: LinearModel, large_nonzeros: int) -> float:
    """Return how long a solve takes that is stopped as soon as it begins."""
    solver._LARGE_NONZEROS = large_nonzeros  # type: ignore[misc]  # noqa: SLF001 - which way is what is measured
    began = time.perf_counter()
    solver.solve_model(model, time_limit_s=0.0, threads=1)
    return time.perf_counter() - began


def main() -> None:
    """Print the medians and the ratio."""
    model = town_model()
    pairs = [(seconds(model, 10**12), seconds(model, 0)) for _ in range(PAIRS)]
    through, arrays = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(  # noqa: T201 - a benchmark talks to whoever runs it
        f"{model.matrix.nnz:,} nonzeros: {through:.2f} s through PuLP, {arrays:.2f} s as arrays, "
        f"{ratio:.1f} times as fast (median of {PAIRS} alternating pairs)"
    )


if __name__ == "__main__":
    main()
