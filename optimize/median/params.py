"""Parameters of the p-median search: every tuned constant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class MedianParams:
    """Parameters of the Lagrangian bound and of branching; they change the time of a proof, not its result.

    Parameters
    ----------
    first_steps
        Maximum number of subgradient steps at the root node ...
    node_steps
        ... and at each other node.
    patience
        Steps without a better bound after which the step size falls ...
    shrink
        ... by this factor.
    better
        Improvement of a bound that resets the patience, as a share of the gap.
    shortest
        Step size, as a share of Polyak's, at which the method stops.
    search_every
        Steps between two runs of the Lagrangian heuristic, which makes the relaxation's choice feasible ...
    exchanges
        ... with this maximum number of exchanges.
    memory
        Share of the last direction in the next one (Camerini, Fratta and Maffioli 1975), against oscillation.
    model_pairs
        With more pairs than this, branch and bound on candidates is faster than an exact model.
    """

    first_steps: int = 3000
    node_steps: int = 100
    patience: int = 30
    shrink: float = 0.8
    better: float = 1e-5
    shortest: float = 0.002
    search_every: int = 20
    exchanges: int = 30
    memory: float = 0.4
    model_pairs: int = 8_000


MEDIAN_DEFAULTS: Final = MedianParams()
