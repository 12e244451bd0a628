"""The answer about new housing: what must accompany it, and which parcels are to be reserved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...common.sentences import Sentence
from ...common.words import Words
from ...coverage.new_housing.need import HousingNeed
from ...coverage.rules.header import HousingClauses
from ...coverage.site_check.obstacles import Obstacle
from ...coverage.site_check.place import SitePlace
from ...data.input_records.record import InputRecord
from ...geo.study_context import StudyContext
from ...maps.wording.messages import Lang, say
from ...optimize.reserved_parcels.reserve import ReservedParcels
from ..site_check.inputs import HASH_LETTERS
from .new_communities import NewCommunityRule


@dataclass(frozen=True, kw_only=True, eq=False)
class ServiceForHousing:
    """What new housing needs of one service.

    Parameters
    ----------
    service
        The service, as the study file names it.
    title
        What it is called.
    need
        Whether the new people are within reach and have places, and the nearest open sites.
    parcels
        Which eligible parcels are to be reserved.
    """

    service: str
    title: Words
    need: HousingNeed
    parcels: ReservedParcels


@dataclass(frozen=True, kw_only=True, eq=False)
class HousingAnswer:
    """What must accompany new housing: what is in it is told of `HousingCheck`, which files it."""

    study_name: Words
    date: dt.date
    place: SitePlace
    year: int
    people: Mapping[str, float]
    services: tuple[ServiceForHousing, ...]
    assumptions: tuple[Sentence, ...] = ()
    left_out: tuple[Sentence, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    rules: tuple[NewCommunityRule, ...] = ()
    clauses: HousingClauses | None = None
    clauses_of: str = ""
    inputs: tuple[InputRecord, ...] = ()
    parameters: Mapping[str, object] = field(default_factory=dict)
    hash: str = ""
    notes: tuple[str, ...] = ()
    context: StudyContext = field(repr=False)

    @property
    def id(self) -> str:
        """The number of the check: its date, and the first letters of its hash."""
        return f"{self.date:%Y%m%d}-{self.hash[:HASH_LETTERS]}"

    @property
    def at(self) -> tuple[float, float]:
        """Longitude and latitude of the housing, degrees on WGS 84."""
        return self.place.at

    @property
    def short(self) -> tuple[str, ...]:
        """The services that do not suffice for the new people."""
        return tuple(one.service for one in self.services if not one.need.enough)

    def service(self, name: str) -> ServiceForHousing:
        """Return what is needed of a service.

        Raises
        ------
        KeyError
            If it was not checked.
        """
        return {one.service: one for one in self.services}[name]

    def said(self, text: str, lang: Lang) -> str:
        """Return a sentence of the answer in a language, the study's own words among it."""
        if not isinstance(text, Sentence):
            return text
        words = [
            *(one for obstacle in self.obstacles for one in obstacle.words),
            *(one.title for one in self.services),
            *(one.title for one in self.rules),
        ]
        own = {one.said("en"): one.said(lang) for one in words}
        return text.said(lambda english: own.get(english) or say(lang, english))

    def __repr__(self) -> str:
        whole = max(self.people.values(), default=0.0)
        return (
            f"<HousingCheck {self.id}: {whole:,.0f} new people at {self.at[0]:.6f},{self.at[1]:.6f} "
            f"in {self.year}; short: {', '.join(self.short) or 'nothing'}>"
        )
