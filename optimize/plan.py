"""A plan and its certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from ..coverage.assessment import Assessment
from ..geo.tables import Unit
from .core.linear_model import Sense
from .core.result import Sizes, Status
from .scenario import Scenario

_COST_WORDS: Final[Mapping[tuple[str, Unit], str]] = {
    ("average", "s"): "s on average",
    ("average", "m"): "m on average",
    ("worst", "s"): "s at worst",
    ("worst", "m"): "m at worst",
}
_MEASURE_WORDS: Final = {
    "share": "as lowest share",
    "cost": "money",
    "weighted_people": "weighted people",
    "people_by_nearness": "people by nearness",
    "weighted_people_by_nearness": "weighted people by nearness",
    "person_years": "person-years",
    "weighted_person_years": "weighted person-years",
}


def measure_words(measure: str, cost_unit: Unit) -> str:
    """Return the words after the figures of a measure; of costs they name the unit."""
    return _COST_WORDS.get((measure, cost_unit), _MEASURE_WORDS.get(measure, measure))


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """The quality of a plan: status, objective value, proven bound and optimality gap.

    Parameters
    ----------
    status
        ``"optimal"``: proven; ``"infeasible"``: no plan is feasible; else what stopped the search.
    objective_value
        The objective of the plan; people served by existing sites are included.
    bound
        Proven: no plan has a better objective value.
    optimality_gap
        abs(bound - objective) / abs(objective); 0 where proven optimal, infinite where there is no value.
    seconds
        Wall time of the search.
    solver
        The solver or method that proved the bound, with its version.
    measure
        What the objective counts: ``"people"``, ``"people_by_nearness"`` (those near count more),
        ``"person_years"`` (people served, summed over the years of the plan), each with ``weighted_`` before
        it where weights differ; ``"sites"``, ``"cost"``, ``"share"``, or ``"average"`` or ``"worst"`` (in
        `cost_unit`).
    cost_unit
        Unit of travel costs: ``"s"``, or ``"m"`` where distance is counted.
    sense
        ``"maximise"`` or ``"minimise"``.
    sizes
        Cells and candidates as given, and after exact reduction.
    shadow_prices
        Upper bound on the gain of one more site, or one more unit of money, in units of the objective: from
        the duals of the linear relaxation.

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
    cost_unit: Unit = "s"
    sense: Sense = "maximise"
    shadow_prices: Mapping[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.status == "infeasible":
            return "infeasible: nothing fulfils what is asked"
        unit = measure_words(self.measure, self.cost_unit)
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
    """The sites to open, in build order, with coverage before and after.

    Parameters
    ----------
    scenario
        What was solved.
    opened
        Ids of the sites to open, in build order: each adds the most people to those before it.
    gains
        People newly served by each, in that order.
    before, after
        Assessments of the existing sites, and of these with the opened ones.
    certificate
        Status, objective value and bound.
    notes
        Remarks, such as that fewer sites than allowed are enough.
    conflicts
        Where infeasible: which constraints contradict each other, and what would be feasible.
    figures
        Further figures by name, such as the price of fairness.
    years
        For `MultiPeriodCovering`: the year in which each of `opened` is opened.
    together
        Whether it is one service's part of a joint plan, whose certificate it has.

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
    together: bool = False

    def __repr__(self) -> str:
        name = f"{self.scenario.name!r}: " if self.scenario.name else ""
        return (
            f"<Plan {name}{len(self.opened)} new sites, {self.before.share:.1%} -> "
            f"{self.after.share:.1%} of {self.scenario.group} served; {self.certificate}>"
        )


def opening_cost(plan: Plan) -> float | None:
    """Return what the opened sites cost; None where the cost of one is not known."""
    cost = float(plan.scenario.times.sites["cost"].loc[[*plan.opened]].sum(skipna=False))
    return cost if cost < float("inf") else None


def relative_gap(objective: float, bound: float) -> float:
    """Return abs(bound - objective) / abs(objective); 0 where they are the same, infinite without a value."""
    if bound == objective:
        return 0.0
    if not objective or not np.isfinite(objective):
        return float("inf")
    return abs(bound - objective) / abs(objective)
