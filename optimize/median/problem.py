"""The p-median problem in savings: by how much each candidate would reduce each cell's travel cost.

Cells without a saving keep their cost of today, so that only pairs with a positive saving are stored. This is
the simple plant location problem with a limited number or budget (Cornuejols, Fisher and Nemhauser 1977).
"""

from __future__ import annotations

import dataclasses
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
        Sparse savings by row (a cell with a positive saving), the largest saving first.
    column_indptr, column_row, column_saving
        The same by candidate.
    demanded
        By row whether its saving must be at least `enough`.
    enough
        Threshold: every saving that fulfils a demand has a bonus added, so that it is above, all others below.
    opening_cost
        Fixed cost by candidate, not negative.
    max_new, budget
        Maximum number of opened candidates, and of their total cost; the budget may be infinite.
    number, row_number
        By candidate and by row its number in the problem that this one was reduced from.
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
        """Number of cells with a positive saving."""
        return len(self.indptr) - 1

    @property
    def candidates(self) -> int:
        """Number of candidates."""
        return len(self.opening_cost)

    def best_savings(self, opened: Bools) -> Floats:
        """Return by row the largest saving of the opened candidates."""
        best = np.zeros(self.rows)
        take_best(self.indptr, self.candidate, self.saving, opened, best)
        return best

    def fulfils(self, opened: Bools) -> bool:
        """Return whether the opened candidates fulfil every demand."""
        return bool((self.best_savings(opened)[self.demanded] >= self.enough).all())


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
    """Return the problem of a sparse matrix of savings.

    Parameters
    ----------
    savings
        Sparse (rows, candidates), all stored values above 0; empty rows are dropped.
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
    """Fix some candidates open and some closed, and reduce the problem to the free ones.

    Returns
    -------
    tuple
        The problem of the free candidates with the remaining budget, and by row the saving of those fixed open.
    """
    # Candidates above the remaining budget are dropped, with a slack for rounding in the sum of costs.
    left = problem.budget - float(problem.opening_cost[opened].sum())
    slack = 1e-9 * max(1.0, problem.budget) if np.isfinite(left) else 0.0
    affordable = problem.opening_cost <= left + slack
    if not opened.any() and not shut.any() and affordable.all():
        # A large problem takes seconds to copy.
        same = dataclasses.replace(
            problem,
            budget=left + slack,
            number=np.arange(problem.candidates),
            row_number=np.arange(problem.rows),
        )
        return same, np.zeros(problem.rows)
    base_savings = problem.best_savings(opened)
    row = np.repeat(np.arange(problem.rows), np.diff(problem.indptr))
    more = problem.saving - base_savings[row]
    free = np.flatnonzero(~opened & ~shut & affordable)
    place = np.full(problem.candidates, -1)
    place[free] = np.arange(len(free))
    kept = (more > 0) & (place[problem.candidate] >= 0)
    savings = csc_array(
        (more[kept], (row[kept], place[problem.candidate[kept]])), shape=(problem.rows, len(free))
    )
    # Fulfilled demands are dropped; of the others no saving so far includes a bonus, so the threshold holds.
    smaller = median_problem(
        savings,
        demanded=problem.demanded & (base_savings < problem.enough),
        enough=problem.enough,
        opening_cost=problem.opening_cost[free],
        max_new=problem.max_new - int(opened.sum()),
        budget=left + slack,
        number=free,
    )
    return smaller, base_savings


@compiled
def largest_first(indptr: Ints, candidate: Int32s, saving: Floats) -> None:
    """Sort each row by saving, the largest first, ties by candidate."""
    for row in range(len(indptr) - 1):
        entries = slice(indptr[row], indptr[row + 1])
        order = np.argsort(-saving[entries], kind="mergesort")
        candidate[entries] = candidate[entries][order]
        saving[entries] = saving[entries][order]


@compiled
def take_best(indptr: Ints, candidate: Int32s, saving: Floats, opened: Bools, best: Floats) -> None:
    """Write by row the first, so the largest, saving of an open candidate."""
    for row in range(len(indptr) - 1):
        for k in range(indptr[row], indptr[row + 1]):
            if opened[candidate[k]]:
                best[row] = saving[k]
                break
