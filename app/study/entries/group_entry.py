"""How the people of a group travel, as keys of a study file."""

from __future__ import annotations

from pydantic import field_validator

from ....common.entries import Entry
from ....geo.travel.demand_classes import GroupTravel, WithoutCar
from .amount_types import Positive
from .objective_entry import Share


class GroupEntry(Entry):
    """How the people of a group travel."""

    walk_kph: Positive | None = None
    """Their speed on foot; by default that of everybody."""
    drive_share: Share | tuple[Share, Share] | None = None
    """The share that goes by car where a service is reached by car, or its lowest and highest; else unknown."""
    otherwise: WithoutCar = "walk"
    """How those go who cannot drive."""

    @field_validator("drive_share")
    @classmethod
    def _lowest_first(cls, share: float | tuple[float, float] | None) -> object:
        if isinstance(share, tuple) and share[0] > share[1]:
            low, high = sorted(share)
            raise ValueError(
                f"is a lowest and a highest share, in this order: write [{low:g}, {high:g}]"
            )
        return share

    def travel(self) -> GroupTravel:
        """Return it as the engine knows it."""
        return GroupTravel(
            walk_kph=self.walk_kph, drive_share=self.drive_share, otherwise=self.otherwise
        )
