"""A measurement of a plan: a row that also tells the plan's objective and its proof."""

from __future__ import annotations

from dataclasses import dataclass

from measuring.rows import Row


@dataclass(frozen=True, kw_only=True)
class PlanRow(Row):
    """One plan, against a peer or alone.

    ``checked`` says, against a peer, whether both came to the same people (of one that was stopped: whether
    neither has more than the other's proof allows); alone, whether the plan's people, counted anew, are those
    it claims, and not more than its bound.

    Parameters
    ----------
    objective, bound
        Of ours: people served, and the most that any plan can serve.
    optimality_gap
        (bound - objective) / objective.
    peer_objective
        People whom the peer's plan serves.
    build_s, solve_s
        The peer's seconds until its model was written, and after that.
    peak_mb, peer_peak_mb
        Memory at the peak, beyond what was there before.
    """

    objective: float | None = None
    bound: float | None = None
    optimality_gap: float | None = None
    peer_objective: float | None = None
    build_s: float | None = None
    solve_s: float | None = None
    peak_mb: float | None = None
    peer_peak_mb: float | None = None


def gap(objective: float, bound: float) -> float:
    """Return how far a bound is from an objective, relative to it."""
    return abs(bound - objective) / abs(objective) if objective else float(bound != objective)
