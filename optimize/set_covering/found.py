"""What a search for shares found."""

from __future__ import annotations

from dataclasses import dataclass

from ...common.arrays import Bools
from ..core.result import NO_SOLVER, Status


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """The best choice that was found.

    Parameters
    ----------
    status
        How the search ended.
    chosen
        By candidate of the problem whether it is chosen; None where there is none, or none was found in time.
    bound
        Proven bound on the objective.
    groups, kept
        Groups of cells and candidates that the solver was left with.
    solver
        Who proved it.
    """

    status: Status
    chosen: Bools | None
    bound: float
    groups: int
    kept: int
    solver: str = NO_SOLVER
