"""Exact aggregation of demand: cells served by the same candidates are merged."""

from __future__ import annotations

from functools import partial

import numpy as np

from ...common.arrays import Bools, Ints, Keys
from ...common.compiled import compiled
from ..core.incidence import Incidence, in_blocks


def merge_cells(
    columns: Incidence, live: Bools, label: Ints, *, threads: int = 1
) -> tuple[Ints, Ints]:
    """Group cells that are served by the same candidates.

    Parameters
    ----------
    columns
        Incidence by candidate: the cells that it serves.
    live
        By cell whether it has demand.
    label
        By cell: cells with different labels are not merged.
    threads
        Maximum number of threads; the result does not depend on it.

    Returns
    -------
    tuple
        By cell the number of its group, -1 for cells without demand or without candidates; and by group its
        first cell. Groups are in the order of their first cells.
    """
    work = np.diff(columns.indptr)
    seed = 1
    while True:
        rng = np.random.default_rng(seed)
        keys = rng.integers(0, 2**64, (len(work), 2), dtype=np.uint64)
        # The hash of a cell is the sum of its candidates' random keys, 128 bits; collisions are checked.
        sums = np.zeros((len(live), 2), dtype=np.uint64)
        for block_sums in in_blocks(partial(_sums, columns, keys, len(live)), work, threads):
            sums += block_sums
        some = np.flatnonzero(live & sums.any(axis=1))
        code = np.column_stack([sums[some], label[some].astype(np.uint64)])
        order = np.lexsort(code.T)
        new = np.ones(len(order), dtype=bool)
        new[1:] = (code[order[1:]] != code[order[:-1]]).any(axis=1)
        # The sort is stable: the first entry of each run is the group's first cell.
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
    """Return by cell the sum of the keys of a block of candidates, modulo 2**64."""
    sums = np.zeros((cells, 2), dtype=np.uint64)
    _add_keys(columns, first, last, keys, sums)
    return sums


@compiled
def _add_keys(columns: Incidence, first: int, last: int, keys: Keys, sums: Keys) -> None:
    """Add each candidate's keys to the sums of its cells."""
    for j in range(first, last):
        one, other = keys[j, 0], keys[j, 1]
        for a in range(columns.indptr[j], columns.indptr[j + 1]):
            sums[columns.indices[a], 0] += one
            sums[columns.indices[a], 1] += other


@compiled
def _all_or_none(
    columns: Incidence, group: Ints, size: Ints, live: Bools, first: int, last: int
) -> bool:
    """Return whether each candidate serves all cells of a group or none, and no live cell without a group."""
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
