"""The p-median problem as savings: by how much each candidate would shorten each cell's way.

Whatever is not shortened stays as it is today, so that only pairs that shorten something are held. This is the
simple plant location problem with a limited number or budget (Cornuejols, Fisher and Nemhauser 1977).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array

from ...common.arrays import Bools, Floats, Int32s, Ints
from ...common.compiled import compiled


@dataclass(frozen=True, kw_only=True, eq=False)
class MedianProblem:
    """Which candidates to open so that ``sum_i max_{j open} saving_ij`` is largest.

    Parameters
    ----------
    indptr, candidate, saving
        By row (a cell with something to gain) the candidates that save something, the largest saving first.
    column_indptr, column_row, column_saving
        The same by candidate.
    demanded
        Rows that must have a saving of at least `enough`.
    enough
        Every saving that fulfils a demand is raised by a bonus, so that these are above it, all others below.
    opening_cost
        By candidate, not negative.
    max_new, budget
        How many may be opened and what they may cost; the budget may be infinite.
    number, row_number
        By candidate and by row its number in the problem that was narrowed to this one.
    """

    indptr: Ints
    candidate: Int32s
    saving: Floats
    column_indptr: Ints
    column_row: Int32s
    column_saving: Floats
    demanded: Bools
    enough: float
    opening_cost: Floats
    max_new: int
    budget: float
    number: Ints
    row_number: Ints

    @property
    def rows(self) -> int:
        """How many cells have something to gain."""
        return len(self.indptr) - 1

    @property
    def candidates(self) -> int:
        """How many candidates there are."""
        return len(self.opening_cost)

    def had(self, opened: Bools) -> Floats:
        """Return by row the largest saving of the opened candidates."""
        best = np.zeros(self.rows)
        take_best(self.indptr, self.candidate, self.saving, opened, best)
        return best

    def fulfils(self, opened: Bools) -> bool:
        """Return whether the opened candidates fulfil every demand."""
        return bool((self.had(opened)[self.demanded] >= self.enough).all())


def median_problem(
    savings: csc_array,
    *,
    demanded: Bools,
    enough: float,
    opening_cost: Floats,
    max_new: int,
    budget: float,
    number: Ints | None = None,
) -> MedianProblem:
    """Write savings by row and by column.

    Parameters
    ----------
    savings
        Sparse (rows, candidates), all stored ones above 0; rows without any are left out.
    demanded, enough, opening_cost, max_new, budget, number
        As in `MedianProblem`.
    """
    by_row = csr_array(savings)
    some = np.diff(by_row.indptr) > 0
    by_row = by_row[np.flatnonzero(some)] if not some.all() else by_row
    by_row.sort_indices()
    by_column = csc_array(by_row)
    indptr = by_row.indptr.astype(np.int64)
    candidate, saving = by_row.indices.astype(np.int32), by_row.data.astype(np.float64)
    largest_first(indptr, candidate, saving)
    return MedianProblem(
        indptr=indptr,
        candidate=candidate,
        saving=saving,
        column_indptr=by_column.indptr.astype(np.int64),
        column_row=by_column.indices.astype(np.int32),
        column_saving=by_column.data.astype(np.float64),
        demanded=demanded[some],
        enough=enough,
        opening_cost=opening_cost.astype(np.float64),
        max_new=min(max_new, savings.shape[1]),
        budget=budget,
        number=np.arange(savings.shape[1]) if number is None else number,
        row_number=np.flatnonzero(some),
    )


def narrowed(problem: MedianProblem, *, opened: Bools, shut: Bools) -> tuple[MedianProblem, Floats]:
    """Decide some candidates: what the opened ones save is had already, the shut ones are gone.

    Returns
    -------
    tuple
        The problem of the rest, with what is left of the budget, and by row what is had already.
    """
    had = problem.had(opened)
    row = np.repeat(np.arange(problem.rows), np.diff(problem.indptr))
    more = problem.saving - had[row]
    # The budget left rules out what costs more, but for a rounding error in the sum of prices.
    left = problem.budget - float(problem.opening_cost[opened].sum())
    slack = 1e-9 * max(1.0, problem.budget) if np.isfinite(left) else 0.0
    free = np.flatnonzero(~opened & ~shut & (problem.opening_cost <= left + slack))
    place = np.full(problem.candidates, -1)
    place[free] = np.arange(len(free))
    kept = (more > 0) & (place[problem.candidate] >= 0)
    savings = csc_array(
        (more[kept], (row[kept], place[problem.candidate[kept]])), shape=(problem.rows, len(free))
    )
    # A demand that is fulfilled asks nothing more; of others nothing was had that is worth a bonus.
    smaller = median_problem(
        savings,
        demanded=problem.demanded & (had < problem.enough),
        enough=problem.enough,
        opening_cost=problem.opening_cost[free],
        max_new=problem.max_new - int(opened.sum()),
        budget=left + slack,
        number=free,
    )
    return smaller, had


@compiled
def largest_first(indptr: Ints, candidate: Int32s, saving: Floats) -> None:
    """Sort each row, equal savings by candidate."""
    for row in range(len(indptr) - 1):
        part = slice(indptr[row], indptr[row + 1])
        order = np.argsort(-saving[part], kind="mergesort")
        candidate[part] = candidate[part][order]
        saving[part] = saving[part][order]


@compiled
def take_best(indptr: Ints, candidate: Int32s, saving: Floats, opened: Bools, best: Floats) -> None:
    """Write by row the first, thus largest, saving of an opened candidate."""
    for row in range(len(indptr) - 1):
        for k in range(indptr[row], indptr[row + 1]):
            if opened[candidate[k]]:
                best[row] = saving[k]
                break
