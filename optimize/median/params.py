"""How p-median problems are searched: every constant that was tuned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class MedianParams:
    """Constants of the Lagrangian bound and of branching; they change how long a proof takes, not what it says.

    Parameters
    ----------
    first_steps
        Steps of the subgradient method for the whole problem ...
    part_steps
        ... and for each part that branching leaves.
    patience
        Steps without a better bound after which steps become shorter ...
    shrink
        ... namely by this factor.
    better
        Part of the gap by which a bound must be better to count as one.
    shortest
        Length of a step, as a share of Polyak's, at which the method stops.
    search_every
        Steps after which the relaxed choice is made a choice proper ...
    exchanges
        ... with so many exchanges at most.
    memory
        Share of the last direction in the next one (Camerini, Fratta and Maffioli 1975): less zigzag.
    model_pairs
        With more pairs left than this, branching on candidates is faster than an exact model.
    """

    first_steps: int = 3000
    part_steps: int = 100
    patience: int = 30
    shrink: float = 0.8
    better: float = 1e-5
    shortest: float = 0.002
    search_every: int = 20
    exchanges: int = 30
    memory: float = 0.4
    model_pairs: int = 8_000


MEDIAN_DEFAULTS: Final = MedianParams()
