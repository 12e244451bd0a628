"""The tuning constants of set covering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ..covering.params import COVERING_DEFAULTS, CoveringParams


@dataclass(frozen=True, kw_only=True)
class SetCoveringParams:
    """Tuning constants of set covering; they change the time of a proof, not its result.

    Parameters
    ----------
    covering
        Constants of the maximal covering subproblems.
    turn_s
        Seconds for a subproblem before others are tried, where there is no time limit.
    turn
        The same as a part of the time left, where there is a time limit.
    cost_steps
        Steps that the sum of all costs is divided into where costs have no common unit. They are refined once
        the search has come down to one of them.
    sharpness
        Of the smooth minimum in the exchange, one after the other: the higher it is, the more the lowest share
        alone counts.
    """

    covering: CoveringParams = COVERING_DEFAULTS
    turn_s: float = 60.0
    turn: float = 0.25
    cost_steps: float = 1e5
    sharpness: tuple[float, ...] = (10.0, 60.0)


SET_COVERING_DEFAULTS: Final = SetCoveringParams()
