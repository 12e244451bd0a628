"""The capacitated facility location problem: least money for opening sites and for travel to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ...common.amounts import as_numbers
from ...common.arrays import Ints
from ...common.errors import Fault, InputError
from ..capacity.least_cost import CostTerms, choose_least_cost, least_cost
from ..core.effort import Effort
from ..core.linear_model import Sense
from ..core.problem import Siting
from ..core.result import Answer
from ..core.watched import interruptible
from .least_cost_answer import least_cost_answer


@dataclass(frozen=True, kw_only=True)
class CapacitatedFacilityLocation:
    """Open sites and assign everybody within reach for the least money: capacitated facility location.

    Opening a candidate costs its opening cost, and each person's way to a site costs money in proportion to its
    travel time or distance [1]_ [2]_. Nobody goes farther than the limit; whom no site and no candidate is
    within the limit of is left out, and a note counts them. Existing sites take part with their capacities.
    Solved as one mixed-integer program.

    Parameters
    ----------
    cost_per_person_min, cost_per_person_m
        Money for one person and minute of travel, or metre where distance is counted; one of the two.
    whole_cells
        Whether all people of a cell go to one site (single source).

    See Also
    --------
    CapacitatedPMedian : The least average travel time with a number of sites or a budget.
    CapacitatedCovering : The most people served under capacities.

    References
    ----------
    .. [1] Balinski, M. (1965). Integer programming: methods, uses, computation. Management Science 12, 253-313.
    .. [2] Beasley, J. (1988). An algorithm for solving large capacitated warehouse location problems. European
       Journal of Operational Research 33, 314-325.

    Examples
    --------
    A street of 5 km with a clinic for 100 people and three candidates, each of which costs 1:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times(capacity=[100.0, 400.0, 300.0, 80.0])
    >>> objective = hh.CapacitatedFacilityLocation(cost_per_person_min=0.001)
    >>> plan = hh.solve(hh.Scenario(times, limit_min=60, objective=objective))
    >>> plan.opened
    ('mid', 'end')
    """

    cost_per_person_min: float | None = None
    cost_per_person_m: float | None = None
    whole_cells: bool = False

    kind: ClassVar[str] = "capacitated_facility_location"
    sense: ClassVar[Sense] = "minimise"
    measure: ClassVar[str] = "cost"
    costs_up_to: ClassVar[float | None] = None
    assignment: ClassVar[str] = "system"
    minimise: ClassVar[str] = "cost"

    def __post_init__(self) -> None:
        as_numbers(self, real=["cost_per_person_min", "cost_per_person_m"])
        given = [
            cost for cost in (self.cost_per_person_min, self.cost_per_person_m) if cost is not None
        ]
        if len(given) != 1 or not 0 <= given[0] < np.inf:
            raise InputError(
                _fault(
                    (self.cost_per_person_min, self.cost_per_person_m),
                    "needs one of the two, 0 or more",
                    "give cost_per_person_min, or cost_per_person_m where distance is counted",
                )
            )

    def value(self, siting: Siting, opened: Ints) -> float:
        """Return the money for these sites and for everybody's way; infinite if not all find a place."""
        return least_cost(siting, opened, self._terms(siting))

    @interruptible
    def answer(self, siting: Siting, effort: Effort) -> Answer:
        """Return the candidates to open, with a proven lower bound."""
        terms = self._terms(siting)
        return least_cost_answer(
            siting, effort, lambda left: choose_least_cost(siting, terms, left)
        )

    def _terms(self, siting: Siting) -> CostTerms:
        """Return what is minimised, in the unit of the travel costs."""
        minutes = self.cost_per_person_min is not None
        if minutes != (siting.cost_unit == "s"):
            raise InputError(
                _fault(
                    self.cost_per_person_min if minutes else self.cost_per_person_m,
                    "is not in the unit of the travel costs",
                    "give cost_per_person_min where time is counted, cost_per_person_m where distance is",
                )
            )
        travel = (
            self.cost_per_person_min / 60.0
            if self.cost_per_person_min is not None
            else self.cost_per_person_m or 0.0
        )
        return CostTerms(siting.opening_cost, travel, self.whole_cells)


def _fault(value: object, cause: str, fix: str) -> Fault:
    return Fault(
        file="objective",
        column="cost_per_person_min, cost_per_person_m",
        value=value,
        cause=cause,
        fix=fix,
    )
