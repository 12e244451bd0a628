"""Linear programs as arrays: written block by block, never pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csc_array, csr_array, dia_array

from ...common.arrays import Floats, Ints

Numbers = float | npt.ArrayLike

Block = csr_array | csc_array | coo_array | dia_array | npt.NDArray[np.float64]

Sense = Literal["maximise", "minimise"]


@dataclass(frozen=True, kw_only=True, eq=False)
class LinearModel:
    """Optimise ``objective @ x`` with ``row_lower <= matrix @ x <= row_upper`` and ``lower <= x <= upper``.

    Parameters
    ----------
    sense
        Which way.
    objective, lower, upper
        By variable; bounds may be infinite.
    integer
        Which variables must be whole.
    matrix
        Sparse (rows, variables).
    row_lower, row_upper
        By row, infinite where there is none; a row has one of them, or both the same.
    """

    sense: Sense
    objective: Floats
    lower: Floats
    upper: Floats
    integer: npt.NDArray[np.bool_]
    matrix: csr_array
    row_lower: Floats
    row_upper: Floats


@dataclass(eq=False)
class ModelWriter:
    """Collects variables and rows, and makes a `LinearModel` of them."""

    _columns: list[tuple[Floats, Floats, Floats, npt.NDArray[np.bool_]]] = field(
        default_factory=list
    )
    _entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    _bounds: list[tuple[Floats, Floats]] = field(default_factory=list)
    _variables: int = 0
    _rows: int = 0

    def add_variables(
        self,
        count: int,
        *,
        objective: Numbers = 0.0,
        lower: Numbers = 0.0,
        upper: Numbers = 1.0,
        integer: bool = False,
    ) -> Ints:
        """Add variables and return their numbers."""
        self._columns.append(
            (
                _spread(objective, count),
                _spread(lower, count),
                _spread(upper, count),
                np.full(count, integer),
            )
        )
        self._variables += count
        return np.arange(self._variables - count, self._variables)

    def add_rows(
        self,
        blocks: Sequence[tuple[Block, Ints]],
        *,
        lower: Numbers = -np.inf,
        upper: Numbers = np.inf,
    ) -> Ints:
        """Add rows and return their numbers.

        Parameters
        ----------
        blocks
            Parts that lie side by side: coefficients, shape (rows, k), and the k variables they belong to.
        lower, upper
            What the rows' sums are held to: one of them, or both the same.
        """
        parts = [(coo_array(block), columns) for block, columns in blocks]
        count = parts[0][0].shape[0]
        for block, columns in parts:
            self._entries.append(
                (
                    block.row.astype(np.int64) + self._rows,
                    columns[block.col],
                    block.data.astype(np.float64),
                )
            )
        self._bounds.append((_spread(lower, count), _spread(upper, count)))
        self._rows += count
        return np.arange(self._rows - count, self._rows)

    def model(self, sense: Sense) -> LinearModel:
        """Return what was written."""
        objective, lower, upper, integer = (
            np.concatenate([part[k] for part in self._columns]) for k in range(4)
        )
        none: Ints = np.empty(0, dtype=np.int64)
        row, column, value = (
            np.concatenate([none, *(part[k] for part in self._entries)]) for k in range(3)
        )
        return LinearModel(
            sense=sense,
            objective=objective.astype(np.float64),
            lower=lower.astype(np.float64),
            upper=upper.astype(np.float64),
            integer=integer.astype(bool),
            matrix=csr_array(
                coo_array(
                    (value, (row.astype(np.int64), column.astype(np.int64))),
                    shape=(self._rows, self._variables),
                )
            ),
            row_lower=np.concatenate([np.empty(0), *(part[0] for part in self._bounds)]),
            row_upper=np.concatenate([np.empty(0), *(part[1] for part in self._bounds)]),
        )


def _spread(value: Numbers, count: int) -> Floats:
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (count,)).copy()


def sign_of(model: LinearModel) -> float:
    """Return what the objective is multiplied by for a solver that only minimises."""
    return -1.0 if model.sense == "maximise" else 1.0
