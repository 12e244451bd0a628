"""Whether an objective and its bound prove each other."""

from __future__ import annotations

from typing import Final

from .problem import Status
from .solver import SolverError

TOLERANCE: Final = 1e-6
"""Relative difference up to which two sums of the same people are the same."""


def certified(status: Status, objective: float, bound: float) -> tuple[Status, float]:
    """Return status and bound of a maximum, once its objective is counted anew from what was chosen.

    Parameters
    ----------
    status
        What the solver says.
    objective
        Counted anew.
    bound
        Proven by the solver; below the objective only by its rounding.

    Raises
    ------
    SolverError
        If the solver calls a plan optimal that its own bound does not prove to be so.
    """
    if bound - objective <= TOLERANCE * max(1.0, abs(objective)):
        return "optimal", objective
    if status == "optimal":
        raise SolverError(
            f"the solver calls {objective:,.3f} optimal, but only proves that at most {bound:,.3f} can be "
            "reached; no plan was made. Please report this."
        )
    return status, bound
