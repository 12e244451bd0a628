"""How shares are served: every constant that was tuned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ..covering.params import COVERING_DEFAULTS, CoveringParams


@dataclass(frozen=True, kw_only=True)
class SetCoveringParams:
    """Constants of the searches for shares; they change how long a proof takes, not what is proven.

    Parameters
    ----------
    covering
        Constants of the maximal covering problems that are solved on the way.
    turn_s
        Seconds for a question before others are asked, where there is no time limit ...
    turn
        ... and else this part of the time left.
    cost_steps
        How many steps all costs together are where they have no common unit: sums a step apart are the same.
    sharpness
        Of the smooth minimum by which sites are exchanged: first all that are low count, then nearly the lowest
        alone.
    """

    covering: CoveringParams = COVERING_DEFAULTS
    turn_s: float = 60.0
    turn: float = 0.25
    cost_steps: float = 1e5
    sharpness: tuple[float, ...] = (10.0, 60.0)


SET_COVERING_DEFAULTS: Final = SetCoveringParams()
