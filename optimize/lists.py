"""Who reaches whom as lists of numbers, from either side."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array

from ..geo.compiled import compiled

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]


class Lists(NamedTuple):
    """List ``k`` is ``items[begin[k] : begin[k + 1]]``, each item once, in any order."""

    begin: Int64s
    items: Int32s


def columns_of(reach: csc_array) -> Lists:
    """Return for each column the rows that are stored, in the order in which they are."""
    return Lists(reach.indptr.astype(np.int64), reach.indices.astype(np.int32, copy=False))


def turned(lists: Lists, count: int) -> Lists:
    """Return for each of `count` items the numbers of the lists that hold it."""
    begin = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(lists.items, minlength=count), out=begin[1:])
    items = np.empty(len(lists.items), dtype=np.int32)
    _turn(lists, begin[:-1].copy(), items)
    return Lists(begin, items)


@compiled
def _turn(lists: Lists, at: Int64s, items: Int32s) -> None:
    for k in range(len(lists.begin) - 1):
        for a in range(lists.begin[k], lists.begin[k + 1]):
            item = lists.items[a]
            items[at[item]] = k
            at[item] += 1


def picked(lists: Lists, numbers: Int64s, place: Int64s) -> Lists:
    """Return some of the lists, with their items at new places; those whose place is -1 are left out."""
    begin = np.zeros(len(numbers) + 1, dtype=np.int64)
    items = np.empty(int((lists.begin[numbers + 1] - lists.begin[numbers]).sum()), dtype=np.int32)
    _pick(lists, numbers, place, begin, items)
    return Lists(begin, items[: begin[-1]].copy() if begin[-1] < len(items) else items)


@compiled
def _pick(lists: Lists, numbers: Int64s, place: Int64s, begin: Int64s, items: Int32s) -> None:
    count = 0
    for n in range(len(numbers)):
        for a in range(lists.begin[numbers[n]], lists.begin[numbers[n] + 1]):
            item = place[lists.items[a]]
            if item >= 0:
                items[count] = item
                count += 1
        begin[n + 1] = count
