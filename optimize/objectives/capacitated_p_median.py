"""The capacitated p-median problem: the least average travel time to sites of limited capacity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ...common.arrays import Ints
from ..capacity.least_cost import CostTerms, choose_least_cost, least_cost
from ..capacity.sites import capacity_sites
from ..core.effort import Effort
from ..core.linear_model import Sense
from ..core.problem import Siting
from ..core.result import Answer
from ..core.watched import interruptible
from .least_cost_answer import least_cost_answer


@dataclass(frozen=True, kw_only=True)
class CapacitatedPMedian:
    """Minimise the average travel time (or distance) to sites with a place for everybody: capacitated p-median.

    People are assigned so that all of them together travel least, not each to the nearest site [1]_ [2]_.
    Nobody goes farther than the limit; whom no site and no candidate is within the limit of is left out of the
    average, and a note counts them. Existing sites take part with their capacities. Solved as one mixed-integer
    program.

    Parameters
    ----------
    whole_cells
        Whether all people of a cell go to one site (single source), as in the published instances.

    See Also
    --------
    PMedian : The same without capacities, and without a limit.
    CapacitatedFacilityLocation : The least money for sites and travel.

    References
    ----------
    .. [1] Mulvey, J. and Beck, M. (1984). Solving capacitated clustering problems. European Journal of
       Operational Research 18, 339-348.
    .. [2] Osman, I. and Christofides, N. (1994). Capacitated clustering problems by hybrid simulated annealing
       and tabu search. International Transactions in Operational Research 1, 317-336.

    Examples
    --------
    A street of 5 km with a clinic for 100 people and three candidates:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times(capacity=[100.0, 400.0, 300.0, 80.0])
    >>> objective = hh.CapacitatedPMedian()
    >>> plan = hh.solve(hh.Scenario(times, max_new=1, limit_min=60, objective=objective))
    >>> plan.opened
    ('east',)
    """

    whole_cells: bool = False

    kind: ClassVar[str] = "capacitated_p_median"
    sense: ClassVar[Sense] = "minimise"
    measure: ClassVar[str] = "average"
    costs_up_to: ClassVar[float | None] = None
    assignment: ClassVar[str] = "system"

    def value(self, siting: Siting, opened: Ints) -> float:
        """Return the average cost of everybody within reach; infinite if not all find a place."""
        return least_cost(siting, opened, self._terms(siting))

    @interruptible
    def answer(self, siting: Siting, effort: Effort) -> Answer:
        """Return the candidates to open, with a proven lower bound."""
        terms = self._terms(siting)
        return least_cost_answer(
            siting, effort, lambda left: choose_least_cost(siting, terms, left)
        )

    def _terms(self, siting: Siting) -> CostTerms:
        """Return what is minimised: the average over the people within reach."""
        people = float(siting.people[capacity_sites(siting).pairs.degree > 0].sum())
        nothing = np.zeros(len(siting.opening_cost))
        return CostTerms(nothing, 1.0 / people if people > 0 else 0.0, self.whole_cells)
