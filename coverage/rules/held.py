"""Whom facilities are to hold, and in how much room, as a rule or its class of facilities says."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from ...common.entries import Entry
from ...common.sentences import Sentence, joined
from .facility_class import CLASS_KEYS, FacilityClass, Lacking
from .header import StandardsHead
from .targets import Positive, Share


def _said(key: str, value: float) -> Sentence:
    if key == "minutes":
        return Sentence("{value:g} min", value=value)
    if key == "share_of":
        return Sentence("{value:.3g} % of the people to be held", value=value * 100)
    return Sentence("{value:g} m² a person", value=value)


class Held(Entry):
    """What a rule says of those who are to be held, itself or by its class."""

    facility_class: str | None = None
    """The class whose values hold where the rule says none."""
    share_of: Share | None = None
    """Which share of the group is to be held; all of them if nothing says."""
    m2_per_person: Positive | None = None
    """How much room a person needs."""
    m2_each: Positive | None = None
    """How many square metres one of the counted column is; left out where the column counts people's places."""

    @model_validator(mode="after")
    def _room_of_what(self) -> Held:
        if self.m2_each is not None and self.m2_per_person is None and self.facility_class is None:
            raise PydanticCustomError(
                "no_room_per_person",
                "`m2_each:` says nothing without the room that a person needs",
                {"fix": "add `m2_per_person:`, or the `facility_class:` that gives it"},
            )
        return self

    @property
    def share_held(self) -> float:
        """Which share of the group counts."""
        return 1.0 if self.share_of is None else self.share_of

    @property
    def places_each(self) -> float:
        """How many people's places one of the counted column is."""
        if self.m2_each is None or self.m2_per_person is None:
            return 1.0
        return self.m2_each / self.m2_per_person

    def lacking_of(
        self, keys: tuple[str, ...], classes: Mapping[str, FacilityClass]
    ) -> tuple[Lacking, ...]:
        """Return which of some keys neither the rule nor its class gives."""
        if self.facility_class is None:
            return ()
        of = classes[self.facility_class]
        needed = (*keys, *(("m2_per_person",) if self.m2_each is not None else ()))
        return tuple(
            Lacking(key, getattr(of, CLASS_KEYS[key]).find_in)
            for key in needed
            if getattr(self, key) is None
        )

    def held_said(self, keys: tuple[str, ...], standards: StandardsHead) -> str:
        """Return the class and the source of each value that a rule has, for the basis of a figure."""
        if self.facility_class is None:
            return "" if self.share_of is None else _said("share_of", self.share_of)
        of = standards.classes[self.facility_class]
        parts: list[str] = [Sentence(self.facility_class)]
        for key in (*keys, *(("m2_per_person",) if self.m2_each is not None else ())):
            value, given = getattr(self, key), getattr(of, CLASS_KEYS[key])
            if value is None:
                continue
            source = given.source if value == given.value else Sentence("as the study sets it")
            parts.append(Sentence("{value} ({source})", value=_said(key, value), source=source))
        return joined(*parts)
