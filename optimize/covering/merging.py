"""Cells that the same candidates reach are one."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...common.arrays import Bools, Ints, Keys
from ...common.compiled import compiled
from ..core.incidence import Incidence, in_blocks


def merge_cells(
    columns: Incidence, live: Bools, label: Ints, *, threads: int = 1
) -> tuple[Ints, Ints]:
    """Find cells that the same candidates reach.

    Parameters
    ----------
    columns
        By candidate the cells that it reaches.
    live
        Which cells count.
    label
        By cell: cells with different labels are apart.
    threads
        How many cores may be used; the result is the same.

    Returns
    -------
    tuple
        By cell the number of its group, -1 for those that do not count or that nobody reaches; and by
        group its first cell. Groups are in the order of their first cells.
    """
    work = np.diff(columns.indptr)
    seed = 1
    while True:
        rng = np.random.default_rng(seed)
        keys = rng.integers(0, 2**64, (len(work), 2), dtype=np.uint64)
        # The sum of its candidates' random keys tells sets apart; 128 bits hardly ever fail, and it is checked.
        sums = np.zeros((len(live), 2), dtype=np.uint64)
        for part in in_blocks(partial(_sums, columns, keys, len(live)), work, threads):
            sums += part
        some = np.flatnonzero(live & sums.any(axis=1))
        code = np.column_stack([sums[some], label[some].astype(np.uint64)])
        order = np.lexsort(code.T)
        new = np.ones(len(order), dtype=bool)
        new[1:] = (code[order[1:]] != code[order[:-1]]).any(axis=1)
        # The sort is stable: the first of each run is the group's first cell.
        first = np.sort(some[order[new]])
        number = np.empty(len(order), dtype=np.int64)
        number[order] = np.cumsum(new) - 1
        rank = np.searchsorted(first, some[order[new]])
        group = np.full(len(live), -1)
        group[some] = rank[number]
        size = np.bincount(group[some], minlength=len(first))
        if all(in_blocks(partial(_all_or_none, columns, group, size, live), work, threads)):
            return group, first
        seed += 1


def _sums(columns: Incidence, keys: Keys, cells: int, first: int, last: int) -> Keys:
    sums = np.zeros((cells, 2), dtype=np.uint64)
    _add_keys(columns, first, last, keys, sums)
    return sums


@compiled
def _add_keys(columns: Incidence, first: int, last: int, keys: Keys, sums: Keys) -> None:
    for j in range(first, last):
        one, other = keys[j, 0], keys[j, 1]
        for a in range(columns.indptr[j], columns.indptr[j + 1]):
            sums[columns.indices[a], 0] += one
            sums[columns.indices[a], 1] += other


@compiled
def _all_or_none(
    columns: Incidence, group: Ints, size: Ints, live: Bools, first: int, last: int
) -> bool:
    """Tell whether each candidate reaches all cells of a group or none, and no live cell without a group."""
    count = np.zeros(len(size), dtype=np.int64)
    for j in range(first, last):
        for a in range(columns.indptr[j], columns.indptr[j + 1]):
            g = group[columns.indices[a]]
            if g >= 0:
                count[g] += 1
            elif live[columns.indices[a]]:
                return False
        for a in range(columns.indptr[j], columns.indptr[j + 1]):
            g = group[columns.indices[a]]
            if g >= 0:
                if count[g] != 0 and count[g] != size[g]:
                    return False
                count[g] = 0
    return True
