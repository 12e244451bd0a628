"""The key ``gazetteer`` of a list of sites: a layer of named places, for names without coordinates."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from .word_rules import Headings


class Gazetteer(BaseModel):
    """A layer of places with names, by which records without coordinates find theirs.

    Parameters
    ----------
    file
        A table with coordinates, or a vector layer.
    name
        The heading of its names; by default it is recognised.
    by
        The list's headings in which the names of places stand, such as 村名; by default address, then name.
    crs, encoding, layer, sheet
        As of any layer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Path
    name: str | None = None
    by: Headings = ("address", "name")
    crs: str | None = None
    encoding: str = "utf-8"
    layer: str | None = None
    sheet: str | None = None
