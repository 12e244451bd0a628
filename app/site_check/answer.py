"""The answer about one proposed site: figures, comparison, verdict, data and question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from ...common.sentences import Sentence
from ...common.words import NO_WORDS, Words
from ...coverage.assessment import Assessment
from ...coverage.site_check.check import SiteCheck
from ...data.input_records.record import InputRecord
from ...data.register.storable_text import storable
from ...geo.study_context import StudyContext
from ...maps.wording.messages import Lang, say
from ...maps.wording.names import SERVICE_WORDS
from ...optimize.site_comparison.comparison import SiteComparison
from ...optimize.site_comparison.verdict import SiteVerdict
from .inputs import HASH_LETTERS


@dataclass(frozen=True, kw_only=True, eq=False)
class SiteAnswer:
    """The answer about one proposed site: what is in it is told of `SiteReport`, which files it."""

    study_name: Words
    service: str
    service_title: Words
    date: dt.date
    check: SiteCheck
    comparison: SiteComparison
    verdict: SiteVerdict
    inputs: tuple[InputRecord, ...]
    parameters: Mapping[str, object]
    hash: str
    notes: tuple[str, ...] = ()
    context: StudyContext = field(repr=False)
    today: Assessment = field(repr=False)
    standards: Words = NO_WORDS
    project: str = ""
    applicant: str = ""

    def __post_init__(self) -> None:
        for name in ("project", "applicant"):
            object.__setattr__(self, name, storable(getattr(self, name)))

    @property
    def id(self) -> str:
        """The number of the check: its date, and the first letters of its hash."""
        return f"{self.date:%Y%m%d}-{self.hash[:HASH_LETTERS]}"

    @property
    def own_notes(self) -> tuple[str, ...]:
        """The notes that speak of the service, or of none."""
        return tuple(
            note
            for note in self.notes
            if not isinstance(note, Sentence)
            or note.values.get("service", self.service) == self.service
        )

    def said(self, text: str, lang: Lang) -> str:
        """Return a sentence of the answer in a language, the study's own words among it."""
        if not isinstance(text, Sentence):
            return text
        words = [one for obstacle in self.check.obstacles for one in obstacle.words]
        own = {one.said("en"): one.said(lang) for one in words}
        if lang != "en":
            own[self.service] = self.service_title.said(lang)
        return text.said(
            lambda english: own.get(english) or say(lang, SERVICE_WORDS.get(english, english))
        )

    def __repr__(self) -> str:
        step = self.verdict.step or "no verdict"
        return (
            f"<SiteReport {self.id}: {self.service} at {self.check.at[0]:.6f},{self.check.at[1]:.6f}, "
            f"{self.check.newly_served:,.0f} {self.check.group} newly served; {step.replace('_', ' ')}>"
        )
