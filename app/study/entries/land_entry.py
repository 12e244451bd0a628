"""The key ``land`` of a study file: where something may be built, where not, and under which condition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from ....common.entries import Entry
from ....common.plain_numbers import PLAIN
from ....common.words import NO_WORDS, Words
from ....data.formats.layer import Code, Layer
from ....geo.land import LandUse
from ....geo.land_classes import ClassVerdict
from ....geo.land_codes import STANDARD_NAMES, LandStandard, codes_of
from ....geo.land_limits import slope_of_degrees, slope_of_percent
from .amount_types import Positive
from .words_entry import StudyWords

_STEEPEST_DEG = 90.0


def _some_clause(clause: Words) -> Words:
    if not clause:
        raise ValueError("is empty: name the law and its article")
    return clause


class LandRuleEntry(Layer):
    """A layer that a clause speaks of."""

    clause: StudyWords
    """The clause that forbids or allows, such as ``{en: "River law, art. 12", zh: 河道管理条例第十二条}``."""
    title: StudyWords = NO_WORDS
    """What the land is; by default the file's name."""

    @field_validator("clause")
    @classmethod
    def _some_clause(cls, clause: Words) -> Words:
        return _some_clause(clause)


class LandLayerEntry(LandRuleEntry):
    """A layer of land that a clause speaks of."""

    within_m: Positive | None = None
    """The rule holds within so many metres of what the layer has, too: then it may have points and lines."""


class LandClassesEntry(LandRuleEntry):
    """A layer of classes of land, of polygons or a raster of whole numbers."""

    standard: LandStandard | None = None
    """The standard whose codes the classes are: then a code stands for all codes that begin with it."""
    allow: tuple[Code, ...] = ()
    """Classes on which something may be built."""
    condition: tuple[Code, ...] = ()
    """Classes on which something may be built only under a condition."""
    forbid: tuple[Code, ...] = ()
    """Classes on which nothing may be built."""

    @model_validator(mode="after")
    def _lists_fit(self) -> Self:
        listed = [code for codes in self.lists().values() for code in codes]
        if not listed:
            raise ValueError("lists no class: name some under allow, condition or forbid")
        if self.standard is not None:
            for code in listed:
                if not codes_of(code, self.standard):
                    raise ValueError(
                        f"{code!r} is no class of {STANDARD_NAMES[self.standard].en}: write a name, or a code "
                        "in quotes, such as '0101', since YAML takes 0101 for a number"
                    )
        known = [code for codes in self.verdict_lists().values() for code in codes]
        twice = sorted({code for code in known if known.count(code) > 1})
        if twice:
            raise ValueError(f"names class {twice[0]!r} twice: keep one of the two")
        return self

    def lists(self) -> dict[ClassVerdict, tuple[str, ...]]:
        """Return the lists as the study file has them."""
        return {"allow": self.allow, "condition": self.condition, "forbid": self.forbid}

    def verdict_lists(self) -> dict[ClassVerdict, tuple[str, ...]]:
        """Return the lists in codes, where a standard is named."""
        if self.standard is None:
            return self.lists()
        return {
            verdict: tuple(one for code in codes for one in codes_of(code, self.standard))
            for verdict, codes in self.lists().items()
        }


class SlopeEntry(LandRuleEntry):
    """The steepest slope on which something may be built, from a raster of elevations in metres."""

    max_percent: Positive | None = None
    """The limit in percent."""
    max_deg: Annotated[float, PLAIN, Field(gt=0, lt=_STEEPEST_DEG)] | None = None
    """The limit in degrees; one of the two is given."""

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if (self.max_percent is None) == (self.max_deg is None):
            raise ValueError("needs one of `max_percent:` and `max_deg:`, the steepest slope")
        return self

    @property
    def max_slope(self) -> float:
        """The limit, rise over run."""
        if self.max_deg is not None:
            return slope_of_degrees(self.max_deg)
        assert self.max_percent is not None  # noqa: S101 - one of the two is given
        return slope_of_percent(self.max_percent)


class AreaEntry(Entry):
    """The smallest parcel on which something may be built."""

    min_area_m2: Positive
    """Square metres."""
    clause: StudyWords
    """The clause that asks for it."""
    title: StudyWords = NO_WORDS
    """What it is called."""

    @field_validator("clause")
    @classmethod
    def _some_clause(cls, clause: Words) -> Words:
        return _some_clause(clause)


class LandEntry(Entry):
    """The rules about land."""

    forbid: tuple[LandLayerEntry, ...] = ()
    """Where nothing may be built."""
    condition: tuple[LandLayerEntry, ...] = ()
    """Where something may be built only under a condition, such as a consent."""
    allow: tuple[LandLayerEntry, ...] = ()
    """Where alone something may be built; everywhere where there is none."""
    classes: tuple[LandClassesEntry, ...] = ()
    """Layers of classes of land, such as a land-use survey."""
    slope: tuple[SlopeEntry, ...] = ()
    """How steep it may be."""
    area: tuple[AreaEntry, ...] = ()
    """How large parcels must be."""

    @model_validator(mode="after")
    def _no_values(self) -> Self:
        for where, layer in self.layers():
            for key in ("values", "only", "groups"):
                if getattr(layer, key):
                    raise ValueError(
                        f"{where}: {layer.name} has `{key}:`, which land does not have"
                    )
        return self

    @model_validator(mode="after")
    def _allowed_is_not_widened(self) -> Self:
        for layer in self.allow:
            if layer.within_m is not None:
                raise ValueError(
                    f"allow: {layer.name} has `within_m:`, which is for forbid and condition"
                )
        return self

    def polygons(self) -> Iterator[tuple[LandUse, LandLayerEntry]]:
        """Yield each layer of land without classes, with its use."""
        for layer in self.forbid:
            yield "forbid", layer
        for layer in self.condition:
            yield "condition", layer
        for layer in self.allow:
            yield "allow", layer

    def layers(self) -> Iterator[tuple[str, LandRuleEntry]]:
        """Yield each layer with the key that it stands under."""
        yield from self.polygons()
        for classes in self.classes:
            yield "classes", classes
        for slope in self.slope:
            yield "slope", slope
