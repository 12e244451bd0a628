"""The key ``basemap`` of a study file: an online map that the pages offer."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from ....common.entries import Entry
from ....common.errors import InputError
from ....maps.basemap.tiles import TileCrs, Tiles, named_tiles


class BasemapEntry(Entry):
    """Which online map a study's pages offer, off at first."""

    tiles: str
    """``openstreetmap``, ``tianditu``, ``tianditu_images``, or an address with {z}, {x} and {y}."""
    key: str = ""
    """The user's own key, for Tianditu."""
    crs: TileCrs | None = None
    """For an address: the coordinate system that its tiles are drawn in."""
    attribution: str = ""
    name: str = ""
    zoom_max: Annotated[int, Field(ge=1, le=24, strict=True)] = 18

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        try:
            self.layer()
        except InputError as error:
            raise ValueError("; ".join(map(str, error.faults))) from error
        return self

    def layer(self) -> Tiles:
        """Return the tiles.

        Raises
        ------
        InputError
            If there are none of this name, the address is none, or the coordinate system is not known.
        """
        if "/" not in self.tiles:
            return named_tiles(self.tiles, key=self.key)
        return Tiles(
            url=self.tiles.replace("{key}", self.key),
            crs=self.crs,
            attribution=self.attribution,
            name=self.name,
            zoom_max=self.zoom_max,
        )
