"""The people whom sites of limited capacity serve, and how a service gives its places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from scipy.sparse import csc_array

from ..common.arrays import Floats

AssignmentRule = Literal["system", "closest"]


@dataclass(frozen=True, kw_only=True, eq=False)
class AssignedPeople:
    """The people assigned from cells to sites.

    Parameters
    ----------
    flows
        Sparse (cells, sites): people of the cell who are assigned to the site.
    served
        By cell the people who are served.
    overflow
        By cell the people within the limit of a site who are not served.
    load
        By site the people who are assigned to it.
    people_within_reach
        All people within the limit of a site: those who would be served without capacities.
    status
        ``"optimal"``, or what stopped the search; the flows are feasible then, but may not be optimal.
    seconds
        Wall time.
    solver
        The solver, with its version.
    """

    flows: csc_array
    served: Floats
    overflow: Floats
    load: Floats
    people_within_reach: float
    status: str
    seconds: float
    solver: str

    @property
    def people_served(self) -> float:
        """All people who are served."""
        return float(self.served.sum())


class CapacityRule(Protocol):
    """How the people within reach of a service's sites are given its places."""

    @property
    def assignment(self) -> AssignmentRule:
        """Who gets a place: ``"system"`` or ``"closest"``."""
        ...

    @property
    def need(self) -> Mapping[str, float]:
        """How many places one person takes, by group; one each where nothing is said."""
        ...

    def need_of(self, group: str) -> float:
        """Return how many places one person of a group takes."""
        ...

    def assigned(
        self, costs: csc_array, people: Floats, capacity: Floats, *, limit: float
    ) -> AssignedPeople:
        """Assign people to open sites; capacities are in people of the group."""
        ...
