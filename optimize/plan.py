"""A scenario's answer, with its certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from ..coverage.assessment import Assessment
from .core.linear_model import Sense
from .core.result import Sizes, Status
from .scenario import Scenario

MEASURE_UNITS: Final = {
    "average": "s on average",
    "worst": "s at worst",
    "share": "as lowest share",
    "cost": "money",
    "person_years": "person-years",
    "weighted_person_years": "weighted person-years",
}
"""What is said after the figures of a measure, where that is not the measure's own name."""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """How good a plan is, and how that is known.

    Parameters
    ----------
    status
        ``"optimal"``: proven; ``"infeasible"``: nothing fulfils what is asked; else what stopped the search.
    objective_value
        What the question counts, of the plan; for people served the existing sites' included.
    bound
        Proven: no choice of sites is better.
    optimality_gap
        abs(bound - objective) / abs(objective); 0 where proven optimal, infinite where it has no value.
    seconds
        Wall time of the search.
    solver
        Who proved it, with its version.
    measure
        What is counted: ``"people"``, ``"sites"``, ``"cost"``, ``"average"`` or ``"worst"`` (seconds or
        metres), ``"share"``, ``"person_years"`` or ``"weighted_person_years"`` (people served, summed over
        the years of the question).
    sense
        Whether more is better.
    sizes
        Cells and candidates as given, and what was left for the solver after exact reduction.
    shadow_prices
        What one more site, or one more unit of money, is worth at most, in what is counted: from the
        duals of the linear relaxation.

    See Also
    --------
    Plan : The plan that it belongs to.

    Examples
    --------
    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()
    >>> certificate = hh.solve(hh.Scenario(times, max_new=1, limit_min=15)).certificate
    >>> print(certificate)
    optimal: 340 of at most 340 people
    >>> certificate.optimality_gap, certificate.sizes.cells, certificate.sizes.candidates
    (0.0, 4, 3)
    """

    status: Status
    objective_value: float
    bound: float
    optimality_gap: float
    seconds: float
    solver: str
    sizes: Sizes
    measure: str = "people"
    sense: Sense = "maximise"
    shadow_prices: Mapping[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.status == "infeasible":
            return "infeasible: nothing fulfils what is asked"
        unit = MEASURE_UNITS.get(self.measure, self.measure)
        most = "at most" if self.sense == "maximise" else "at least"
        figures = (
            f"{self._figure(self.objective_value)} of {most} {self._figure(self.bound)} {unit}"
        )
        if self.status == "optimal":
            return f"optimal: {figures}"
        return f"within {self.optimality_gap:.2%} ({self.status}): {figures}"

    def _figure(self, value: float) -> str:
        if self.measure == "share":
            return f"{value:.1%}"
        digits = 1 if self.measure in ("average", "worst") else 0
        return f"{value:,.{digits}f}".replace(",", " ")


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
    conflicts
        Where infeasible: what contradicts what, and what would work.
    figures
        Further figures of the answer by name, such as the price of fairness.
    years
        Of a question about years: the year in which each of `opened` is opened.

    See Also
    --------
    solve : Compute a plan.
    compare : Plans side by side.
    plan_map : Draw a plan as an HTML map.

    Examples
    --------
    A street of 5 km with a clinic at its west end and three candidates:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()
    >>> plan = hh.solve(hh.Scenario(times, max_new=1, limit_min=15))
    >>> plan.opened, plan.gains
    (('east',), (200.0,))
    >>> plan.before.share, plan.after.share
    (0.35, 0.85)
    >>> plan.certificate.status
    'optimal'
    """

    scenario: Scenario
    opened: tuple[str, ...]
    gains: tuple[float, ...]
    before: Assessment
    after: Assessment
    certificate: Certificate
    notes: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    years: tuple[int, ...] = ()

    def __repr__(self) -> str:
        name = f"{self.scenario.name!r}: " if self.scenario.name else ""
        return (
            f"<Plan {name}{len(self.opened)} new sites, {self.before.share:.1%} -> "
            f"{self.after.share:.1%} of {self.scenario.group} served; {self.certificate}>"
        )


def relative_gap(objective: float, bound: float) -> float:
    """Return abs(bound - objective) / abs(objective); 0 where they are the same, infinite without a value."""
    if bound == objective:
        return 0.0
    if not objective or not np.isfinite(objective):
        return float("inf")
    return abs(bound - objective) / abs(objective)
