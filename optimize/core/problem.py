"""Demand cells, existing sites and candidates as arrays: the input of every objective."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csc_array

from ...common.amounts import as_numbers
from ...common.arrays import Bools, Floats, Ints
from ...coverage.assigned_people import AssignmentRule
from ...geo.tables import Unit
from ...geo.travel.pairs_within import pairs_within


@dataclass(frozen=True, kw_only=True, eq=False)
class Siting:
    """Demand cells, existing sites and candidate sites.

    Parameters
    ----------
    costs
        Sparse (cells, candidates): seconds or metres. Pairs that are not stored are beyond what the objective
        needs: its limit, or, where each cost counts, today's cost of the cell; or there is no way.
    existing_costs
        The same for the existing sites, (cells, existing).
    today
        By cell the cost of the nearest existing site, without limit; infinite where there is none.
    served_today
        By cell whether an existing site serves it within the limit.
    limit
        Service standard: the cost up to which a cell is served.
    people
        By cell its demand: the people of the group, each counted with its weight.
    opening_cost
        Fixed cost by candidate.
    must_open
        By candidate whether it is fixed open; it counts against the budget.
    capacity, existing_capacity
        Capacity in people, by candidate and by existing site; may be infinite.
    max_new
        Maximum number of opened candidates; None for no limit.
    budget
        Upper limit of the sum of opening costs; None for no limit.
    unit
        By cell the number of its unit, -1 outside; of one level.
    unit_names
        Names of the units.
    cost_unit
        ``"s"`` where costs are seconds, ``"m"`` where they are metres.
    candidate_names
        Ids of the candidates, for messages.
    people_of_year
        By year the same as `people`, where years have people of their own.
    unopened_of_year
        By year and existing site whether it is not open yet, where years differ in their existing sites.
    assignment
        How places are given where they count: served is then within the limit and with a place. None where
        whoever is within the limit is served; `CapacitatedCovering` has an assignment of its own.
    table_order
        By existing site, then by candidate, its position in the site table, which decides ties of an
        assignment; None for this order itself.
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
    people_of_year: Mapping[int, Floats] = field(default_factory=dict)
    unopened_of_year: Mapping[int, Bools] = field(default_factory=dict)
    assignment: AssignmentRule | None = None
    table_order: Ints | None = None

    def __post_init__(self) -> None:
        as_numbers(self, whole=["max_new"], real=["limit", "budget"])

    def reach(self) -> csc_array:
        """Return the coverage matrix (cells, candidates): sparse boolean, True where stored."""
        return pairs_within(self.costs, self.limit)

    def standing_in(self, year: int) -> Siting:
        """Return the same with the existing sites that are open in a year.

        What it knows of `today` ends where `existing_costs` do.
        """
        unopened = self.unopened_of_year.get(year)
        if unopened is None or not unopened.any():
            return self
        stands = np.flatnonzero(~unopened)
        costs = csc_array(self.existing_costs[:, stands])
        today = np.full(len(self.people), np.inf)
        np.minimum.at(today, costs.indices, costs.data)
        order, existing = self.table_order, len(unopened)
        return dataclasses.replace(
            self,
            existing_costs=costs,
            existing_capacity=self.existing_capacity[stands],
            today=today,
            served_today=np.asarray(pairs_within(costs, self.limit).sum(axis=1) > 0),
            table_order=None
            if order is None
            else np.r_[order[:existing][stands], order[existing:]],
        )

    def replace(self, *, max_new: int | None, budget: float | None) -> Siting:
        """Return the same with another budget."""
        return dataclasses.replace(self, max_new=max_new, budget=budget)
