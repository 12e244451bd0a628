"""Passes over all nonzeros of the incidence: the matrix-vector products of the Lagrangian bound."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final

import numpy as np

from ...common.arrays import Floats
from ...common.compiled import compiled
from ..core.covering_problem import CoveringProblem
from ..core.incidence import Incidence

_BLOCK_PAIRS: Final = 500_000
"""Nonzeros of one block; blocks are fixed, so that the number of threads does not change the order of sums."""


class Passes:
    """Passes over all nonzeros, block by block, on several threads."""

    def __init__(self, problem: CoveringProblem, threads: int) -> None:
        """Divide the groups into blocks of about equal numbers of nonzeros."""
        self._rows, self._weight = problem.candidates_of, problem.weight
        ends = self._rows.indptr
        blocks = max(1, int(ends[-1] // _BLOCK_PAIRS))
        cuts = np.searchsorted(ends, np.linspace(0, ends[-1], blocks + 1)[1:-1])
        edges = [0, *np.unique(cuts).tolist(), len(self._weight)]
        self._blocks = [(first, last) for first, last in pairwise(edges) if first < last]
        self._values = np.zeros((max(1, len(self._blocks)), len(problem.candidates)))
        self._pool = ThreadPoolExecutor(threads) if len(self._blocks) > 1 and threads > 1 else None

    def close(self) -> None:
        """Shut down the threads."""
        if self._pool is not None:
            self._pool.shutdown()

    def step(self, opening: Floats, multiplier: Floats, length: float) -> tuple[Floats, float]:
        """Move the Lagrange multipliers; return the candidates' values under them, and the squared move.

        A group's multiplier moves by `length` times its people, divided by the number of its candidates, for
        each time that the group is served less or more than once.
        The squared move is the sum of squares, each divided by a step of length 1.
        """
        squares = np.zeros(len(self._blocks))

        def one(block: int) -> None:
            """Move the multipliers of one block."""
            squares[block] = _step(
                self._rows,
                self._weight,
                opening,
                multiplier,
                length,
                self._blocks[block],
                self._values[block],
            )

        self._run(one)
        return np.asarray(self._values.sum(axis=0)), float(squares.sum())

    def sums(self, value: Floats) -> Floats:
        """Return by candidate the sum over its groups."""

        def one(block: int) -> None:
            """Sum one block."""
            _sum_columns(self._rows, value, *self._blocks[block], self._values[block])

        self._run(one)
        return np.asarray(self._values.sum(axis=0))

    def served(self, opening: Floats) -> float:
        """Return the people served by a fractional opening: the primal objective of the linear relaxation."""
        count = np.zeros(len(self._weight))

        def one(block: int) -> None:
            """Sum the openings of one block."""
            _cover(self._rows, opening, *self._blocks[block], count)

        self._run(one)
        return float(self._weight @ np.minimum(count, 1.0))

    def _run(self, one: Callable[[int], None]) -> None:
        """Apply a function to every block."""
        if self._pool is None:
            for block in range(len(self._blocks)):
                one(block)
        else:
            list(self._pool.map(one, range(len(self._blocks))))


@compiled
def _step(
    rows: Incidence,
    weight: Floats,
    opening: Floats,
    multiplier: Floats,
    length: float,
    block: tuple[int, int],
    values: Floats,
) -> float:
    """Move the multipliers of a block, sum the candidates' values, and return the squared move."""
    values[:] = 0.0
    squares = 0.0
    for i in range(block[0], block[1]):
        begin, end = rows.indptr[i], rows.indptr[i + 1]
        total = 0.0
        for a in range(begin, end):
            total += opening[rows.indices[a]]
        step = weight[i] / (end - begin)
        moved = multiplier[i] - length * step * (total - 1.0)
        moved = min(max(moved, 0.0), weight[i])
        if moved != multiplier[i]:
            squares += (moved - multiplier[i]) ** 2 / step
            multiplier[i] = moved
        if moved != 0.0:
            for a in range(begin, end):
                values[rows.indices[a]] += moved
    return squares


@compiled
def _sum_columns(rows: Incidence, value: Floats, first: int, last: int, sums: Floats) -> None:
    """Sum by candidate the values of the groups of a block."""
    sums[:] = 0.0
    for i in range(first, last):
        if value[i] != 0.0:
            for a in range(rows.indptr[i], rows.indptr[i + 1]):
                sums[rows.indices[a]] += value[i]


@compiled
def _cover(rows: Incidence, opening: Floats, first: int, last: int, count: Floats) -> None:
    """Sum by group of a block the openings of its candidates."""
    for i in range(first, last):
        total = 0.0
        for a in range(rows.indptr[i], rows.indptr[i + 1]):
            total += opening[rows.indices[a]]
        count[i] = total
