"""How a service gives its places, as keys of a study file."""

from __future__ import annotations

from pydantic import Field

from ....common.entries import Entry
from ....coverage.assigned_people import AssignmentRule
from ....optimize.capacity.service_capacity import ServiceCapacity
from .amount_types import Positive


class CapacityEntry(Entry):
    """How a service gives its places: with it, served means within the limit and with a place."""

    column: str | None = None
    """The column of places in the layers whose `columns:` name none for ``capacity``."""
    assignment: AssignmentRule = "system"
    """Who gets a place: ``system``, as many as possible, or ``closest``, who come to their nearest site."""
    need: dict[str, Positive] = Field(default_factory=dict)
    """By group how many places one person takes; one each without."""

    def rule(self) -> ServiceCapacity:
        """Return it as the rule by which people are assigned."""
        return ServiceCapacity(assignment=self.assignment, need=self.need)
