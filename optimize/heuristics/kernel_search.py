"""The kernel of a covering problem: the candidates of smallest exchange loss in some good solutions."""

from __future__ import annotations

import numpy as np

from ...common.arrays import Floats, Ints
from ...common.compiled import compiled
from ..core.covering_problem import CoveringProblem, served_alone, served_groups
from ..core.incidence import Incidence, sums_of


def kernel(problem: CoveringProblem, choices: list[Ints], size: int) -> Ints:
    """Return the candidates opened by some solutions, and the others of smallest exchange loss in one of these.

    An exact solve over a few hundred candidates mostly takes seconds, and finds improvements that need many
    exchanges at once. Kernels are usually built by reduced costs (Angelelli, E., Mansini, R. and Speranza, M.
    (2010), Kernel search: a general heuristic for the multi-dimensional knapsack problem, Computers &
    Operations Research 37, 2017-2026), which hardly discriminate here: on New York, p = 100, 1,318 of 2,320
    candidates have reduced costs within 100 people of 0.

    Parameters
    ----------
    problem
        The reduced problem.
    choices
        Good solutions, none of them empty.
    size
        Size of the kernel; larger where the solutions open more, smaller where there are fewer candidates.

    Returns
    -------
    numpy.ndarray
        Numbers of the candidates, ascending.
    """
    loss = np.min([exchange_loss(problem, one) for one in choices], axis=0)
    opened = np.unique(np.concatenate(choices))
    loss[opened] = -np.inf
    return np.sort(np.argsort(loss, kind="stable")[: max(size, len(opened))])


def exchange_loss(problem: CoveringProblem, opened: Ints) -> Floats:
    """Return by candidate the smallest loss in people when it is exchanged for an open one.

    The loss is the people whom only the closed one serves and the new one does not, less those whom only the
    new one serves.
    """
    gain: Floats = sums_of(
        problem.groups_of, np.where(served_groups(problem, opened), 0.0, problem.weight)
    )
    alone = served_alone(problem, opened)
    lost = sums_of(alone, problem.weight)
    least: Floats = np.full(len(gain), lost.min())
    _exchange(alone, problem.candidates_of, problem.weight, lost, least)
    return least - gain


@compiled
def _exchange(
    alone: Incidence, rows: Incidence, weight: Floats, lost: Floats, least: Floats
) -> None:
    """Lower the loss of each candidate to that of its best exchange with an open one."""
    shared = np.zeros(len(least))
    for k in range(len(lost)):
        for a in range(alone.indptr[k], alone.indptr[k + 1]):
            i = alone.indices[a]
            for b in range(rows.indptr[i], rows.indptr[i + 1]):
                shared[rows.indices[b]] += weight[i]
        for j in range(len(least)):
            least[j] = min(least[j], lost[k] - shared[j])
            shared[j] = 0.0
