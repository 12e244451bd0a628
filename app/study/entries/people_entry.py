"""The key ``people`` of a study file: where people live, and what is done to them before all else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, field_validator, model_validator

from ....common.entries import Entry
from ....common.plain_numbers import PLAIN
from ....data.formats.layer import Layer
from .amount_types import Budget
from .objective_entry import Share, Year

CellSide = Annotated[float, PLAIN, Field(ge=10, allow_inf_nan=False)]
"""The side of square cells, in metres."""


class GroupLayerEntry(Layer):
    """A layer that counts the people of a group, or a table of its shares by unit."""


class GroupOfUnitsEntry(Entry):
    """A column of a layer of units with a group's share of their residents."""

    level: str
    """The level of the units."""
    column: str
    """The column with the shares, 0 to 1, in the units' own file."""


def _kind_of_group(value: Any) -> str:  # noqa: ANN401 - whatever stands in the file
    if isinstance(value, dict):
        return "GroupOfUnitsEntry" if "level" in value or "column" in value else "GroupLayerEntry"
    kind = type(value).__name__
    return kind if kind in {"GroupLayerEntry", "GroupOfUnitsEntry"} else "share"


GroupSource = Annotated[
    Annotated[Share, Tag("share")]
    | Annotated[GroupLayerEntry, Tag("GroupLayerEntry")]
    | Annotated[GroupOfUnitsEntry, Tag("GroupOfUnitsEntry")],
    Discriminator(_kind_of_group),
]
"""A share of all residents, or where the group's people or shares stand."""


class SpreadEntry(Entry):
    """How the people of areas are spread over squares."""

    cell_m: CellSide
    """Side of the squares."""
    over: Layer | None = None
    """Built-up land, buildings, streets or addresses: people are spread by their area, length or number."""


class CountsEntry(Layer):
    """A table of official counts by unit."""

    @property
    def counted(self) -> tuple[str, ...]:
        """The groups that it names."""
        return tuple(name for name in self.columns if name != "unit")


class TotalEntry(Entry):
    """Official counts of all people inside the area."""

    total: Annotated[dict[str, Budget], Field(min_length=1)]
    """By group."""

    @property
    def counted(self) -> tuple[str, ...]:
        """The groups that it names."""
        return tuple(self.total)


def _kind_of_counts(value: Any) -> str:  # noqa: ANN401 - whatever stands in the file
    if isinstance(value, dict):
        return "TotalEntry" if "total" in value else "CountsEntry"
    return type(value).__name__


OfficialEntry = Annotated[
    Annotated[CountsEntry, Tag("CountsEntry")] | Annotated[TotalEntry, Tag("TotalEntry")],
    Discriminator(_kind_of_counts),
]


class PeopleEntry(Layer):
    """The population layer."""

    # Wider than those of any layer: the others are no part of reading the file itself.
    groups: dict[str, GroupSource] = {}  # type: ignore[assignment]  # noqa: RUF012 - pydantic copies it
    year: Year | None = None
    """The year that it counts; facilities are those open then."""
    cell_m: CellSide | None = None
    """If given, people are added up in squares of so many metres, 10 or more, before anything is computed."""
    squares: bool = False
    """Whether points are the middles of a regular grid's cells, which borders may cut."""
    spread: SpreadEntry | None = None
    """How the people of areas are spread over squares."""
    split_by: str | None = None
    """The level of units at whose borders cells are divided, each part with its share of the cell's area."""
    calibrate: tuple[OfficialEntry, ...] = ()
    """Official counts that people are fitted to."""

    @field_validator("calibrate", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _spread_or_squares(self) -> Self:
        if self.spread is not None and self.squares:
            raise ValueError(
                "has `spread:`, which is for areas, beside `squares:`, which is for points"
            )
        return self

    def plain(self) -> Layer:
        """Return what reading its file takes: groups that are one share of all residents are among it."""
        said = {name: getattr(self, name) for name in self.model_fields_set}
        shares = {name: one for name, one in self.groups.items() if isinstance(one, (int, float))}
        known = {name: one for name, one in said.items() if name in Layer.model_fields}
        if self.held is not None:
            known["file"] = self.held
        return Layer.model_validate({**known, **({"groups": shares} if shares else {"groups": {}})})

    @property
    def asks_counts_by_unit(self) -> bool:
        """Whether some official counts are by unit."""
        return any(isinstance(one, CountsEntry) for one in self.calibrate)

    @property
    def asks_units(self) -> bool:
        """Whether units are needed to know where people live."""
        by_unit = any(isinstance(one, (Layer, Entry)) for one in self.groups.values())
        return by_unit or self.asks_counts_by_unit or self.split_by is not None

    @property
    def levels(self) -> dict[str, str]:
        """By key the level of units that it names."""
        named = {} if self.split_by is None else {"split_by": self.split_by}
        for group, one in self.groups.items():
            if isinstance(one, GroupOfUnitsEntry):
                named[f"groups.{group}.level"] = one.level
        return named

    def layers(self) -> Iterator[Layer]:
        """Yield the further layers that it names."""
        yield from (one for one in self.groups.values() if isinstance(one, Layer))
        yield from (one for one in self.calibrate if isinstance(one, Layer))
        if self.spread is not None and self.spread.over is not None:
            yield self.spread.over

    @property
    def renames(self) -> Literal["", "cell_m", "split_by", "spread"]:
        """The key, if any, by which cells are called otherwise than in the file."""
        if self.cell_m is not None:
            return "cell_m"
        if self.split_by is not None:
            return "split_by"
        return "" if self.spread is None else "spread"
