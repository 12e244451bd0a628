"""How a service with capacities gives its places: who gets one, and how many a person takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

import numpy as np
from scipy.sparse import csc_array

from ...common.arrays import Floats
from ...common.errors import Fault, InputError, SolverError
from ...coverage.assigned_people import AssignedPeople, AssignmentRule
from .transport import assign_people


@dataclass(frozen=True, kw_only=True)
class ServiceCapacity:
    """The capacity rule of a service: who gets a place, and how many places a person takes.

    With it, served means within the limit and with a place.

    Parameters
    ----------
    assignment
        ``"system"``: the most people get a place and, among these assignments, total travel is least.
        ``"closest"``: everybody goes to the nearest open site within the limit; where it is full the same share
        of all cells with this nearest site has a place.
    need
        By group how many places one person takes: 0.03 beds for each of the elderly, say. Empty for one place
        a person, whatever the group.

    Raises
    ------
    InputError
        If there is no such assignment, or a need is not above 0.

    See Also
    --------
    Scenario : Takes it as its `capacity`.
    assess : Takes it too.

    Examples
    --------
    A street of 5 km with a clinic for 100 people at its west end, where 140 live within 15 minutes:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times(capacity=[100.0, 250.0, 80.0, 80.0])
    >>> today = hh.assess(times, limit_min=15, capacity=hh.ServiceCapacity())
    >>> today.people_within_reach, today.people_served, today.no_place_people
    (140.0, 100.0, 40.0)

    If each takes half a place, all find one:

    >>> half = hh.ServiceCapacity(need={"residents": 0.5})
    >>> hh.assess(times, limit_min=15, capacity=half).sites.loc["old", ["places", "used"]].tolist()
    [100.0, 70.0]
    """

    assignment: AssignmentRule = "system"
    need: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = list(self._faults())
        if faults:
            raise InputError(*faults)

    def need_of(self, group: str) -> float:
        """Return how many places one person of a group takes.

        Raises
        ------
        InputError
            If the needs of other groups are given, and not that of this one.
        """
        if not self.need:
            return 1.0
        if group not in self.need:
            raise InputError(
                _fault(
                    "need",
                    group,
                    f"has no need; there is one for {', '.join(self.need)}",
                    "say how many places one person of the group takes",
                )
            )
        return float(self.need[group])

    def assigned(
        self, costs: csc_array, people: Floats, capacity: Floats, *, limit: float
    ) -> AssignedPeople:
        """Assign people to open sites; capacities are in people of the group.

        Raises
        ------
        SolverError
            If the solver finds no best assignment.
        """
        found = assign_people(costs, people, capacity, limit=limit, assignment=self.assignment)
        if found.status != "optimal":
            raise SolverError(
                f"the assignment of people to sites ended with {found.status!r}. Please report this."
            )
        return found

    def _faults(self) -> Iterator[Fault]:
        rules = get_args(AssignmentRule)
        if self.assignment not in rules:
            yield _fault("assignment", self.assignment, "is no rule", f"write {' or '.join(rules)}")
        for group, need in self.need.items():
            if not (np.isfinite(need) and need > 0):
                yield _fault(
                    f"need.{group}",
                    need,
                    "is no number of places above 0",
                    "say how many places one person of the group takes",
                )


def _fault(column: str, value: object, cause: str, fix: str) -> Fault:
    return Fault(file="capacity", column=column, value=value, cause=cause, fix=fix)
