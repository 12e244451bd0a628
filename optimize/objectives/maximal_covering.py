"""The maximal covering location problem (MCLP): most people served with a number of sites or a budget."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from ...common.arrays import Ints
from ..core.budget import budget_left, must_open_conflicts
from ..core.effort import Effort
from ..core.linear_model import Sense
from ..core.problem import Siting
from ..core.result import Answer, infeasible
from ..core.watched import interruptible
from ..covering.maximal import maximal_covering


@dataclass(frozen=True)
class MaximalCovering:
    """Serve the most people within the limit: maximal covering (MCLP).

    A person is served who reaches an existing or opened site within the scenario's limit.
    The number of new sites and the budget are the scenario's.

    See Also
    --------
    solve : Solve a scenario with this objective.
    SetCovering : The fewest sites that serve a share of the people.
    GradualCovering : Coverage that decays with travel time.
    CapacitatedCovering : Sites with a limited capacity.

    References
    ----------
    .. [1] Church, R. and ReVelle, C. (1974). The maximal covering location problem. Papers of the Regional
       Science Association 32, 101-118.

    Examples
    --------
    A street of 5 km with a clinic at its west end and three candidates:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times()

    >>> plan = hh.solve(hh.Scenario(times, max_new=1, limit_min=15, objective=hh.MaximalCovering()))
    >>> plan.opened, plan.certificate.objective_value, plan.certificate.status
    (('east',), 340.0, 'optimal')
    """

    kind: ClassVar[str] = "maximal_covering"
    sense: ClassVar[Sense] = "maximise"
    measure: ClassVar[str] = "people"
    costs_up_to: ClassVar[float | None] = None

    @interruptible
    def answer(self, siting: Siting, effort: Effort) -> Answer:
        """Return the candidates to open, with a proven bound.

        Parameters
        ----------
        siting
            Cells, sites and candidates.
        effort
            Time limit, threads and progress report.

        Returns
        -------
        Answer
            Objective value and bound include the people served today.

        Raises
        ------
        SolverError
            If the solver fails.
        """
        conflicts = must_open_conflicts(siting)
        if conflicts:
            return infeasible(siting, conflicts, self.sense)
        left = budget_left(siting)
        today = float(siting.people[siting.served_today].sum())
        answer = maximal_covering(
            siting.reach(),
            np.where(siting.served_today, 0.0, siting.people),
            max_new=left.max_new + int(siting.must_open.sum()),
            budget=None if np.isinf(left.money) else siting.budget,
            opening_cost=siting.opening_cost,
            must_open=siting.must_open,
            effort=effort,
        )
        return dataclasses.replace(
            answer, objective_value=today + answer.objective_value, bound=today + answer.bound
        )

    def value(self, siting: Siting, opened: Ints) -> float:
        """Return the people served by the existing sites and these candidates, recounted."""
        reached = np.zeros(len(siting.people), dtype=bool)
        reached[siting.reach()[:, opened].indices] = True
        return float(siting.people[siting.served_today | reached].sum())
