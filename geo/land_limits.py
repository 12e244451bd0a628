"""Limits of clauses about land: the steepest slope, the smallest parcel."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan, degrees, radians, tan
from typing import Literal

from ..common.words import NO_WORDS, Words
from .terrain.grid import PlaceGrid


@dataclass(frozen=True, kw_only=True, eq=False)
class SlopeLimit:
    """The steepest slope on which something may be built, as a study names it under ``land: slope:``.

    Parameters
    ----------
    grid
        Slope, rise over run.
    max_slope
        The limit, rise over run.
    unit
        What the study gives slopes in, ``"percent"`` or ``"degrees"``; sentences say them so.
    title, clause
        What it is, and the clause that the rule stands in, in both languages.
    file
        Name of the file of elevations.
    """

    grid: PlaceGrid
    max_slope: float
    unit: Literal["percent", "degrees"]
    title: Words = NO_WORDS
    clause: Words = NO_WORDS
    file: str = ""

    def shown(self, slope: float) -> str:
        """Return a slope in the study's unit."""
        if self.unit == "degrees":
            return f"{degrees(atan(slope)):.1f}°"
        return f"{100 * slope:.1f} %"

    def said(self, lang: str) -> str:
        """Return the limit, with its clause, in a language, ``"en"`` or ``"zh"``."""
        limit = self.shown(self.max_slope)
        title = self.title.said(lang) or {"zh": f"坡度大于 {limit}"}.get(
            lang, f"slope above {limit}"
        )
        return _with_clause(title, self.clause, lang)


@dataclass(frozen=True, kw_only=True, eq=False)
class LeastArea:
    """The smallest parcel on which something may be built, as a study names it under ``land: area:``.

    Parameters
    ----------
    min_area_m2
        Square metres.
    title, clause
        What it is, and the clause that the rule stands in, in both languages.
    file
        Always empty: the rule needs no file.
    """

    min_area_m2: float
    title: Words = NO_WORDS
    clause: Words = NO_WORDS
    file: str = ""

    def said(self, lang: str) -> str:
        """Return the limit, with its clause, in a language, ``"en"`` or ``"zh"``."""
        title = self.title.said(lang) or {"zh": f"面积小于 {self.min_area_m2:,.0f} 平方米"}.get(
            lang, f"smaller than {self.min_area_m2:,.0f} m²"
        )
        return _with_clause(title, self.clause, lang)


def slope_of_percent(percent: float) -> float:
    """Return rise over run of a slope in percent."""
    return percent / 100


def slope_of_degrees(angle_deg: float) -> float:
    """Return rise over run of a slope in degrees."""
    return tan(radians(angle_deg))


def _with_clause(title: str, clause: Words, lang: str) -> str:
    return f"{title} ({clause.said(lang)})" if clause else title
