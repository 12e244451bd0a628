"""Cells, sites that stand and candidates in plain arrays: what every objective starts from."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from ...common.arrays import Bools, Floats, Ints
from ...geo.tables import Unit


@dataclass(frozen=True, kw_only=True, eq=False)
class Siting:
    """Cells, the sites that stand and those that could be opened.

    Parameters
    ----------
    costs
        Sparse (cells, candidates): seconds or metres, as far as they were computed. Absent is beyond.
    existing_costs
        The same for the sites that stand, (cells, existing).
    today
        By cell the cost of the nearest existing site, without limit; infinite where there is none.
    served_today
        By cell whether an existing site serves it within the limit.
    limit
        Up to which cost a cell is served.
    people
        By cell the people of the group, each counted with its weight.
    opening_cost
        By candidate what opening it costs.
    must_open
        By candidate whether it is opened in any case; it counts against the budget.
    capacity, existing_capacity
        By candidate and by existing site how many people it has room for; may be infinite.
    max_new
        How many candidates may be opened; None for any number.
    budget
        What the opened ones may cost in all; None for any sum.
    unit
        By cell the number of its unit, -1 outside; of one level.
    unit_names
        What the units are called.
    cost_unit
        ``"s"`` where costs are seconds, ``"m"`` where they are metres.
    candidate_names
        Ids of the candidates, for messages.
    """

    costs: csc_array
    existing_costs: csc_array
    today: Floats
    served_today: Bools
    limit: float
    people: Floats
    opening_cost: Floats
    must_open: Bools
    capacity: Floats
    existing_capacity: Floats
    max_new: int | None
    budget: float | None
    unit: Ints
    unit_names: tuple[str, ...] = ()
    candidate_names: tuple[str, ...] = ()
    cost_unit: Unit = "s"

    def reach(self) -> csc_array:
        """Return which candidates serve which cells within the limit: sparse boolean, True where stored."""
        near = self.costs.data <= np.float32(self.limit)
        kept = np.concatenate([[0], np.cumsum(near)])[self.costs.indptr]
        return csc_array(
            (np.ones(int(near.sum()), dtype=bool), self.costs.indices[near], kept),
            shape=self.costs.shape,
        )

    def replace(self, *, max_new: int | None, budget: float | None) -> Siting:
        """Return the same with another budget."""
        return dataclasses.replace(self, max_new=max_new, budget=budget)
