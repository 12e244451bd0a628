"""The study file's key ``speeds``: how a study changes the default speeds."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from ....common.entries import Entry
from ....common.plain_numbers import PLAIN
from ....geo.roads.speeds import DEFAULT_SPEEDS, SpeedTable
from ....geo.tables import MODES

Kph = Annotated[float, PLAIN, Field(gt=0, allow_inf_nan=False)]


class ModeSpeeds(Entry):
    """The speeds of one mode: first other speeds for some classes, then a factor on all of them."""

    kph: dict[str, Kph] = Field(default_factory=dict)
    """Km/h by road class."""
    scale: Annotated[float, PLAIN, Field(gt=0, allow_inf_nan=False)] = 1.0
    """Factor on every class."""


class DriveSpeeds(ModeSpeeds):
    """The speeds of cars, which a tagged maxspeed replaces."""

    use_maxspeed: bool = True


class SpeedsEntry(Entry):
    """The speeds of a study, by mode; what is left out stays as `DEFAULT_SPEEDS` has it."""

    walk: ModeSpeeds = ModeSpeeds()
    cycle: ModeSpeeds = ModeSpeeds()
    ebike: ModeSpeeds = ModeSpeeds()
    drive: DriveSpeeds = DriveSpeeds()

    def table(self) -> SpeedTable:
        """Return the speed table that the study asks for."""
        table = DEFAULT_SPEEDS
        for mode in MODES:
            entry: ModeSpeeds = getattr(self, mode)
            table = table.replaced(mode, entry.kph).scaled(mode, entry.scale)
        return replace(table, use_maxspeed=self.drive.use_maxspeed)


def known_keys(location: tuple[int | str, ...]) -> list[str]:
    """Return the keys that the entry has at a place below ``speeds``."""
    if not location:
        return list(SpeedsEntry.model_fields)
    return list((DriveSpeeds if location[0] == "drive" else ModeSpeeds).model_fields)
