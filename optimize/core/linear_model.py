"""Linear and mixed-integer programs as arrays, written block by block."""

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
        Whether the objective is maximised or minimised.
    objective, lower, upper
        Objective coefficient and bounds by variable; bounds may be infinite.
    integer
        By variable whether it must be an integer.
    matrix
        Sparse constraint matrix (rows, variables).
    row_lower, row_upper
        Left- and right-hand sides, infinite where there is none; an equation has both equal.
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
    """Collects variables and constraints for a `LinearModel`."""

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
            Blocks side by side: coefficients of shape (rows, k), and the numbers of their k variables.
        lower, upper
            Left- and right-hand sides: one of them, or both equal.
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
        """Return the model of all variables and rows added so far."""
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
    """Return one number, or one for each, as an array of this length."""
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (count,)).copy()


def sign_of(model: LinearModel) -> float:
    """Return the factor of the objective for a solver that minimises: -1 for a maximum."""
    return -1.0 if model.sense == "maximise" else 1.0
