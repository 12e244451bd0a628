"""Equal sets of integers by hashing: exact aggregation of cells without pairwise comparison."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from ...common.arrays import Ints

_Words = npt.NDArray[np.uint64]

_SEEDS: Final = (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03)


def equal_sets(elements: Ints, start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """Group equal sets, each a slice ``elements[start:stop]`` without duplicates, in any order.

    A set's hash is the sum of its elements' random words (Zobrist 1970), two of 64 bits: two unequal sets among
    ten million collide with a probability of less than 1e-24.

    Returns
    -------
    tuple
        The first set of each group, in order of appearance; by set the number of its group.
    """
    keys = [_sums(elements, start, stop, seed) for seed in _SEEDS]
    order = np.lexsort((*keys, stop - start))
    differs = np.zeros(len(order), dtype=bool)
    for key in (*keys, stop - start):
        differs[1:] |= key[order][1:] != key[order][:-1]
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.cumsum(differs)
    # lexsort is stable: the first set of a group comes first in it.
    first = order[np.flatnonzero(np.concatenate([[True], differs[1:]])[: len(order)])]
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return np.sort(first), rank[number]


def _sums(elements: Ints, start: Ints, stop: Ints, seed: int) -> _Words:
    """Return the sum of the random words of each set, modulo 2**64."""
    total = np.zeros(len(elements) + 1, dtype=np.uint64)
    np.cumsum(_words(elements, seed), out=total[1:])
    return total[stop] - total[start]


def _words(elements: Ints, seed: int) -> _Words:
    """Return a pseudo-random 64-bit word for each number (SplitMix64; Steele, Lea and Flood 2014)."""
    word = elements.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(seed)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))
