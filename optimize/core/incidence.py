"""The incidence of candidates and groups in compressed sparse form (indptr, indices), by row or by column."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple, TypeVar

import numpy as np
from scipy.sparse import csc_array

from ...common.arrays import Floats, Int32s, Ints
from ...common.compiled import compiled

T = TypeVar("T")

_BLOCK: Final = 5_000_000
"""Minimum number of nonzeros for each thread."""


class Incidence(NamedTuple):
    """A 0-1 matrix by row: row ``k`` has its nonzeros in the columns ``indices[indptr[k] : indptr[k + 1]]``.

    Column indices are unique within a row, in any order.
    """

    indptr: Ints
    indices: Int32s


def columns_of(reach: csc_array) -> Incidence:
    """Return the row indices of each column, in the order in which they are stored."""
    return Incidence(reach.indptr.astype(np.int64), reach.indices.astype(np.int32, copy=False))


def transposed(lists: Incidence, count: int) -> Incidence:
    """Return the transpose of an incidence with `count` columns."""
    indptr = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(lists.indices, minlength=count), out=indptr[1:])
    indices = np.empty(len(lists.indices), dtype=np.int32)
    _transpose(lists, indptr[:-1].copy(), indices)
    return Incidence(indptr, indices)


@compiled
def _transpose(lists: Incidence, at: Ints, indices: Int32s) -> None:
    """Write the transpose's column indices; `at` is the next free position of each of its rows."""
    for k in range(len(lists.indptr) - 1):
        for a in range(lists.indptr[k], lists.indptr[k + 1]):
            column = lists.indices[a]
            indices[at[column]] = k
            at[column] += 1


def selected_rows(lists: Incidence, numbers: Ints, place: Ints, *, threads: int = 1) -> Incidence:
    """Return some of the rows with columns renumbered by `place`; columns at -1 are dropped."""
    size = lists.indptr[numbers + 1] - lists.indptr[numbers]

    def select(first: int, last: int) -> Incidence:
        """Return the rows of one block."""
        indptr = np.zeros(last - first + 1, dtype=np.int64)
        indices = np.empty(int(size[first:last].sum()), dtype=np.int32)
        _select(lists, numbers[first:last], place, indptr, indices)
        return Incidence(
            indptr, indices[: indptr[-1]].copy() if indptr[-1] < len(indices) else indices
        )

    blocks = in_blocks(select, size, threads)
    if len(blocks) == 1:
        return blocks[0]
    indptr = np.zeros(len(numbers) + 1, dtype=np.int64)
    np.cumsum(np.concatenate([np.diff(block.indptr) for block in blocks]), out=indptr[1:])
    return Incidence(indptr, np.concatenate([block.indices for block in blocks]))


@compiled
def _select(lists: Incidence, numbers: Ints, place: Ints, indptr: Ints, indices: Int32s) -> None:
    """Write indptr and indices of the selected rows."""
    count = 0
    for n in range(len(numbers)):
        for a in range(lists.indptr[numbers[n]], lists.indptr[numbers[n] + 1]):
            column = place[lists.indices[a]]
            if column >= 0:
                indices[count] = column
                count += 1
        indptr[n + 1] = count


@compiled
def sums_of(lists: Incidence, value: Floats) -> Floats:
    """Return the product of the incidence and a vector: by row the sum of its columns' values."""
    sums = np.zeros(len(lists.indptr) - 1)
    for k in range(len(sums)):
        for a in range(lists.indptr[k], lists.indptr[k + 1]):
            sums[k] += value[lists.indices[a]]
    return sums


def in_blocks(work: Callable[[int, int], T], size: Ints, threads: int) -> list[T]:
    """Apply a function to blocks of consecutive rows, on several threads.

    Parameters
    ----------
    work
        Takes the first row of a block and the one after its last.
    size
        Amount of work by row. A small total is one block.
    threads
        Maximum number of blocks; their amounts of work are about equal.
    """
    total = int(size.sum())
    blocks = min(threads, max(1, total // _BLOCK))
    cuts = np.searchsorted(np.cumsum(size), np.linspace(0, total, blocks + 1)[1:-1])
    edges = [0, *np.unique(cuts).tolist(), len(size)]
    if len(edges) == 2:
        return [work(0, len(size))]
    with ThreadPoolExecutor(blocks) as pool:
        return list(pool.map(work, edges[:-1], edges[1:]))
