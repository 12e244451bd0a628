"""Classes of land, such as those of a land-use survey, and what a clause says of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import geopandas as gpd

from ..common.words import NO_WORDS, Words
from .land_codes import LandStandard, class_names
from .terrain.grid import PlaceGrid

ClassVerdict = Literal["allow", "condition", "forbid"]

CLASS: Final = "class"
"""Column of a layer of classes that holds the class of each area."""


@dataclass(frozen=True, kw_only=True, eq=False)
class LandClasses:
    """A layer of classes of land, as a study names it under ``land: classes:``.

    Parameters
    ----------
    verdicts
        By class what the clause says: something may be built there, only under a condition, or not at all.
    areas
        Valid polygons in a metric CRS with the column `CLASS`; None where a raster has the classes.
    grid
        The raster of classes by number; None where polygons have them.
    standard
        The standard whose codes the classes are: then a code stands for all codes that begin with it.
    title
        What the layer is, in both languages.
    clause
        The clause that the rule stands in, in both languages.
    file
        The file's name.
    mended
        How many polygons were mended, since they crossed themselves.
    """

    verdicts: Mapping[str, ClassVerdict]
    areas: gpd.GeoDataFrame | None = None
    grid: PlaceGrid | None = None
    standard: LandStandard | None = None
    title: Words = NO_WORDS
    clause: Words = NO_WORDS
    file: str = ""
    mended: int = 0
    _names: Mapping[str, Words] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        if self.standard is not None:
            object.__setattr__(self, "_names", class_names(self.standard))

    def verdict(self, land_class: str) -> ClassVerdict | None:
        """Return what the clause says of a class; None of one that the study does not list."""
        for known in self.wider(land_class):
            if known in self.verdicts:
                return self.verdicts[known]
        return None

    def words(self, land_class: str) -> Words:
        """Return a class with its name where a standard names it, or the class that holds it."""
        for known in self.wider(land_class):
            if known in self._names:
                name = self._names[known]
                return Words(en=f"{land_class} {name.en}", zh=f"{land_class} {name.zh}")
        return Words.of(land_class)

    def said(self, lang: str) -> str:
        """Return what the layer is, with its clause, in a language, ``"en"`` or ``"zh"``."""
        title = self.title.said(lang) or self.file
        return f"{title} ({self.clause.said(lang)})" if self.clause else title

    def wider(self, land_class: str) -> list[str]:
        """Return a class and, of a standard, all that hold it, the narrowest first."""
        if self.standard is None:
            return [land_class]
        return [land_class[:end] for end in range(len(land_class), 1, -1)]
