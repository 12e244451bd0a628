"""A scenario's answer, with its certificate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..coverage.assessment import Assessment
from .scenario import Scenario

PlanStatus = Literal["optimal", "stopped by time"]


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """How good a plan is, and how that is known.

    Parameters
    ----------
    status
        ``"optimal"``: proven; ``"stopped by time"``: the best found before the time was over.
    objective
        People served by the plan, existing sites included.
    bound
        Proven: no choice of sites serves more people.
    optimality_gap
        (bound - objective) / objective; 0 where proven optimal, infinite where nobody is served.
    seconds
        Time that the solver took.
    solver
        Name and version.
    """

    status: PlanStatus
    objective: float
    bound: float
    optimality_gap: float
    seconds: float
    solver: str

    def __str__(self) -> str:
        most = f"{self.objective:,.0f} of at most {self.bound:,.0f} people".replace(",", " ")
        if self.status == "optimal":
            return f"optimal: {most}"
        return f"within {self.optimality_gap:.2%} ({self.status}): {most}"


@dataclass(frozen=True, kw_only=True, eq=False)
class Plan:
    """Which candidates to open, in which order, and what that does.

    Parameters
    ----------
    scenario
        The question.
    opened
        Ids of the sites to open, in build order: each adds the most to those before it.
    gains
        People newly served by each, in that order.
    before, after
        Assessments with today's sites, and with the opened ones.
    certificate
        How good the plan is.
    notes
        What the user should know, such as that fewer sites than allowed are enough.
    """

    scenario: Scenario
    opened: tuple[str, ...]
    gains: tuple[float, ...]
    before: Assessment
    after: Assessment
    certificate: Certificate
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        name = f"{self.scenario.name!r}: " if self.scenario.name else ""
        return (
            f"<Plan {name}{len(self.opened)} new sites, {self.before.share:.1%} -> "
            f"{self.after.share:.1%} of {self.scenario.maximise} served; {self.certificate}>"
        )
