"""Classes of facilities: how much room a person needs, how far it may be, and whom it must hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from ...common.entries import Entry
from .entry import Title
from .targets import Positive, Share


class _Sourced(Entry):
    """A value with its source; or none, and where it stands."""

    source: str = ""
    """The clause that it stands in."""
    words: str = ""
    """That clause's own words."""
    find_in: str = ""
    """Where to look for a value that is not given here."""

    @model_validator(mode="after")
    def _value_with_source(self) -> _Sourced:
        has_value = getattr(self, "value", None) is not None
        if has_value and not self.source:
            raise PydanticCustomError(
                "no_source",
                "the value has no source",
                {"fix": "add `source:`, or leave `value:` out and say `find_in:`"},
            )
        if not has_value and not self.find_in:
            raise PydanticCustomError(
                "no_value",
                "has neither a value nor a place to find it",
                {"fix": "write `value:` and `source:`, or `find_in:`"},
            )
        return self


class SourcedNumber(_Sourced):
    """A number with its source."""

    value: Positive | None = None


class SourcedShare(_Sourced):
    """A share with its source."""

    value: Share | None = None


class FacilityClass(Entry):
    """What is asked of facilities of one class, whatever service they are of."""

    title: Title
    source: str
    """What names the class."""
    m2_per_person: SourcedNumber
    radius_m: SourcedNumber
    walk_min: SourcedNumber
    duration_d: SourcedNumber
    share_of: SourcedShare
    """Which share of a group it must hold."""


class ClassFile(Entry):
    """A file of classes."""

    name: str
    classes: dict[str, FacilityClass]


CLASS_KEYS: Final[Mapping[str, str]] = {
    "minutes": "walk_min",
    "share_of": "share_of",
    "m2_per_person": "m2_per_person",
}
"""Keys of rules that a class gives a value for, and its own key."""


@dataclass(frozen=True)
class Lacking:
    """A value that a rule needs and neither it nor its class gives.

    Parameters
    ----------
    key
        The rule's key.
    find_in
        Where the value stands.
    """

    key: str
    find_in: str


def class_values(of: FacilityClass) -> dict[str, float]:
    """Return what a class gives, by the rule's keys."""
    values = {key: getattr(of, own).value for key, own in CLASS_KEYS.items()}
    return {key: value for key, value in values.items() if value is not None}
