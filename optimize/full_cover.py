"""Whether some candidates within number and budget serve all cells: set covering as a yes-or-no question.

Set covering and its reductions: Toregas, Swain, ReVelle and Bergman (1971), The location of emergency service
facilities; Toregas and ReVelle (1972).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array, csr_array

from .budget_left import BudgetLeft, add_budget_rows
from .linear_model import LinearModel, ModelWriter
from .siting import Effort, Status
from .solver import solve_model

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_DENSE: Final = 4_000_000
"""Pairs up to which cells are compared with cells and candidates with candidates."""

_ANY_ANSWER: Final = 1e9
"""Relative gap at which the first answer will do."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Cover:
    """The answer.

    Parameters
    ----------
    status
        ``"optimal"`` if there is a cover, ``"infeasible"`` if there is none, else what stopped the search.
    opened
        Candidates that serve all; None if none were found.
    groups, kept
        Cells and candidates after reduction; 0 if none was needed.
    solver
        Who says so.
    """

    status: Status
    opened: Ints | None
    groups: int = 0
    kept: int = 0
    solver: str = "greedy"


def find_cover(reach: csc_array, price: Floats, left: BudgetLeft, effort: Effort) -> Cover:
    """Find candidates that serve every cell.

    Parameters
    ----------
    reach
        Sparse boolean (cells, candidates); what is stored is reached.
    price
        By candidate.
    left
        How many may be opened, for how much.
    effort
        How long, and how many threads.
    """
    rows = csr_array(reach)
    if rows.shape[0] and np.diff(rows.indptr).min() == 0:
        return Cover(status="infeasible", opened=None, solver="no candidate reaches some cell")
    greedy = _greedy(rows, price if np.isfinite(left.budget) else np.ones(len(price)))
    if _fits(greedy, price, left):
        return Cover(status="optimal", opened=greedy)
    small, numbers = reduce_cover(rows, price)
    found = solve_model(
        cover_model(small, price[numbers], left),
        gap=_ANY_ANSWER,
        time_limit_s=effort.time_limit_s,
        threads=effort.threads,
    )
    opened = None if found.values is None else numbers[found.values > 0.5]
    if opened is not None and not _fits(opened, price, left):
        opened = None
    return Cover(
        status="optimal" if opened is not None else found.status,
        opened=opened,
        groups=small.shape[0],
        kept=small.shape[1],
        solver=found.solver,
    )


def least_cover(reach: csc_array, cost: Floats, effort: Effort) -> float:
    """Return a proven lower bound on what serving every cell costs, the least itself if there is time."""
    small, numbers = reduce_cover(csr_array(reach), cost)
    model = cover_model(small, cost[numbers], BudgetLeft(len(numbers), np.inf), cost[numbers])
    return solve_model(model, time_limit_s=effort.time_limit_s, threads=effort.threads).bound


def cover_model(
    reach: csr_array, price: Floats, left: BudgetLeft, cost: Floats | float = 1.0
) -> LinearModel:
    """Write set covering: every cell served, within number and budget, at the least `cost`."""
    writer = ModelWriter()
    is_open = writer.add_variables(reach.shape[1], objective=cost, integer=True)
    writer.add_rows([(reach.astype(np.float64), is_open)], lower=1.0)
    add_budget_rows(writer, left, is_open, price)
    return writer.model("minimise")


def reduce_cover(reach: csr_array, price: Floats) -> tuple[csr_array, Ints]:
    """Drop cells that are served whenever another is, and candidates that another replaces for no more.

    Returns
    -------
    tuple
        Reach of what is left, and the numbers of its candidates.
    """
    numbers = np.arange(reach.shape[1])
    rows = _distinct(reach)
    while rows.shape[0] * rows.shape[1] <= _DENSE:
        dense = rows.toarray().astype(np.float32)
        kept_rows = ~_replaced(dense, np.zeros(len(dense)), by_larger=False)
        dense = dense[kept_rows]
        kept = ~_replaced(np.ascontiguousarray(dense.T), price[numbers], by_larger=True)
        numbers, rows = numbers[kept], csr_array(dense[:, kept].astype(bool))
        if kept_rows.all() and kept.all():
            break
    return rows, numbers


def _distinct(reach: csr_array) -> csr_array:
    """One row for each distinct set of candidates, in order of appearance."""
    reach.sort_indices()
    ends = zip(reach.indptr[:-1].tolist(), reach.indptr[1:].tolist(), strict=True)
    first: dict[bytes, int] = {}
    for row, (begin, end) in enumerate(ends):
        first.setdefault(reach.indices[begin:end].tobytes(), row)
    return csr_array(reach[np.fromiter(first.values(), dtype=np.int64, count=len(first))])


def _replaced(
    sets: npt.NDArray[np.float32], price: Floats, *, by_larger: bool
) -> npt.NDArray[np.bool_]:
    """Return by set whether another, costing no more, holds it or lies within it; of equals the first stays."""
    size = sets.sum(axis=1)
    both = sets @ sets.T
    inside = both == size[:, None]
    other = inside if by_larger else inside.T
    number = np.arange(len(sets))
    same = (size[:, None] == size) & inside & (price[:, None] == price)
    first = number < number[:, None]
    better = other & (price <= price[:, None]) & (~same | first)
    return np.asarray(better.any(axis=1))


def _greedy(reach: csr_array, price: Floats) -> Ints:
    """Serve most cells not yet served for the price, again and again; then close what is not needed."""
    columns = csr_array(reach.T).astype(np.float64)
    left, opened = np.ones(reach.shape[0]), []
    while left.any():
        worth = (columns @ left) / np.maximum(price, 1e-9)
        best = int(worth.argmax())
        opened.append(best)
        left[columns.indices[columns.indptr[best] : columns.indptr[best + 1]]] = 0.0
    times = np.asarray(columns[np.array(opened, dtype=np.int64)].sum(axis=0)).ravel()
    for site in sorted(opened, key=lambda j: -price[j]):
        served = columns.indices[columns.indptr[site] : columns.indptr[site + 1]]
        if (times[served] > 1).all():
            times[served] -= 1
            opened.remove(site)
    return np.array(sorted(opened), dtype=np.int64)


def _fits(opened: Ints, price: Floats, left: BudgetLeft) -> bool:
    return len(opened) <= left.max_new and float(price[opened].sum()) <= left.budget
