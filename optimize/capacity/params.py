"""Parameters of the search under capacities: every tuned constant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class CapacityParams:
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
    node_step
        First step size at a node that starts from the multipliers of its parent.
    memory
        Share of the last direction in the next one (Camerini, Fratta and Maffioli 1975), against oscillation.
    averaging
        Weight of the latest relaxed choice in the running average of the openings.
    search_every
        Steps between two runs of the Lagrangian heuristic, which makes the average feasible.
    trials
        Candidates whose exchange is evaluated exactly, for each site that is closed on trial.
    model_pairs
        Up to this number of pairs HiGHS proves the rest faster than branch and bound on sites.
    """

    first_steps: int = 1000
    node_steps: int = 60
    patience: int = 20
    shrink: float = 0.7
    better: float = 1e-3
    shortest: float = 0.003
    node_step: float = 0.2
    memory: float = 0.4
    averaging: float = 0.05
    search_every: int = 50
    trials: int = 3
    model_pairs: int = 4_000


CAPACITY_DEFAULTS: Final = CapacityParams()
