"""What results show of the study that they come from; it travels with the travel times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final, Protocol

import geopandas as gpd

from ..common.words import NO_WORDS, Words
from .land import LandRule
from .roads.network import RoadNetwork


class FromStudy(Enum):
    """Default of options that are taken from the study where nothing else is given."""

    FROM_STUDY = "from the study"

    def __repr__(self) -> str:
        return "FROM_STUDY"


Text = str | Mapping[str, str] | Words | None
"""A text for both languages, one for each, or none."""

_TEXTS: Final = ("title", "notice", "credits", "money")

FROM_STUDY: Final = FromStudy.FROM_STUDY
"""Take it from the study that the travel times came from, if there is one."""


class OnlineMap(Protocol):
    """An online map that a page offers: ``halfhour.Tiles``."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The servers that it asks."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class StudyContext:
    """What maps, pictures and tables show of a study beside the figures.

    Parameters
    ----------
    title, notice, credits
        What the study is called, what its readers must see, and whose data they are.
    services, scenarios, levels
        Titles by the names that the study file gives; a scenario without a title has none, and its question
        stands for it.
    alike
        Names of scenarios without a title whose question reads like that of another one.
    money
        The unit of costs and budgets, such as 10,000 yuan.
    units
        The units that maps draw.
    boundaries
        The outlines of all units by level, index ``unit_id``.
    water
        Lakes, rivers and perhaps the sea.
    land
        Rules about land: where something may be built, where not, and under which condition.
    land_said
        By service what land says of candidates that are eligible only under a condition, by ``site_id``.
    places
        Places that maps name.
    roads
        The study's roads, for maps that show nothing computed on them.
    tiles
        An online map that pages offer.
    date
        When the plan was made.
    """

    title: Words = NO_WORDS
    notice: Words = NO_WORDS
    credits: Words = NO_WORDS
    services: Mapping[str, Words] = field(default_factory=dict)
    scenarios: Mapping[str, Words] = field(default_factory=dict)
    levels: Mapping[str, Words] = field(default_factory=dict)
    alike: frozenset[str] = frozenset()
    money: Words = NO_WORDS
    units: gpd.GeoDataFrame | None = None
    boundaries: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    water: gpd.GeoDataFrame | None = None
    land: tuple[LandRule, ...] = ()
    land_said: Mapping[str, Mapping[str, Words]] = field(default_factory=dict)
    places: gpd.GeoDataFrame | None = None
    roads: RoadNetwork | None = None
    tiles: OnlineMap | None = None
    date: dt.date | None = None

    def given(self, **options: Any) -> StudyContext:  # noqa: ANN401 - fields of any type
        """Return the context with what is given in place of its own.

        Parameters
        ----------
        options
            By name of the field; texts as `Text`.
            ``FROM_STUDY`` leaves the study's own; an empty text or None leaves it out.
        """
        changes = {name: one for name, one in options.items() if not isinstance(one, FromStudy)}
        words = {name: Words.of(one) for name, one in changes.items() if name in _TEXTS}
        return replace(self, **{**changes, **words})

    def __repr__(self) -> str:
        return f"<StudyContext {self.title.said('en')!r}>"


NO_STUDY: Final = StudyContext()
"""Of travel times that come from no study."""
