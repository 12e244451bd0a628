"""What a layer of classes of land says of a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from shapely.geometry.base import BaseGeometry

from ...common.sentences import Sentence, Value
from ...common.words import Words
from ...geo.land_classes import LandClasses
from .land_said import land_obstacle, titled, with_clause
from .land_shares import OnAreas, class_parts, is_point
from .obstacles import Obstacle, ObstacleKind

_FORBID: Final = (
    "The place lies on land of a class on which nothing may be built, {classes}: {land}.",
    "{area:,.0f} m² of the parcel ({share:.0%}) are of classes where nothing may be built, {classes}: {land}.",
)
_CONDITION: Final = (
    "The place lies on land of a class where building takes a condition, {classes}: {land}.",
    "{area:,.0f} m² of the parcel ({share:.0%}) are of classes that take a condition, {classes}: {land}.",
)
_UNLISTED: Final = (
    "The place lies on land of a class that the study says nothing of, {classes}: {land}.",
    "{area:,.0f} m² of the parcel ({share:.0%}) are of classes that the study leaves out, {classes}: {land}.",
)
_MISSING: Final = (
    "The place lies where the layer of classes of land has none: {land}.",
    "{area:,.0f} m² of the parcel ({share:.0%}) lie where the layer of classes of land has none: {land}.",
)

SENTENCES: Final = (*_FORBID, *_CONDITION, *_UNLISTED, *_MISSING)

_KINDS: Final[tuple[tuple[str | None, ObstacleKind, tuple[str, str]], ...]] = (
    ("forbid", "forbidden_land", _FORBID),
    ("condition", "conditional_land", _CONDITION),
    (None, "unknown_class", _UNLISTED),
)


def on_classes(rule: LandClasses, shape: BaseGeometry) -> Iterator[Obstacle]:
    """Yield what the classes of land at a place forbid, and what of them asks for care.

    Parameters
    ----------
    rule
        The layer of classes.
    shape
        A point or a parcel, in its CRS.
    """
    parts = dict(class_parts(rule, shape))
    missing = parts.pop("", None)
    for verdict, kind, sentences in _KINDS:
        own = {name: part for name, part in parts.items() if rule.verdict(name) == verdict}
        if own:
            yield _told(rule, shape, kind, sentences, own)
    if missing is not None:
        yield _told(rule, shape, "unknown_class", _MISSING, {"": missing})


def _told(
    rule: LandClasses,
    shape: BaseGeometry,
    kind: ObstacleKind,
    sentences: tuple[str, str],
    parts: Mapping[str, OnAreas],
) -> Obstacle:
    whole = OnAreas(
        min(1.0, sum(part.share for part in parts.values())),
        sum(part.area_m2 for part in parts.values()),
    )
    words: list[Words] = [rule.words(name) for name in parts if name]
    values: dict[str, Value] = {"land": with_clause(titled(rule), rule)}
    if words:
        values["classes"] = tuple(Sentence(one.said("en")) for one in words)
    if is_point(shape):
        said = Sentence(sentences[0], **values)
    else:
        said = Sentence(sentences[1], area=whole.area_m2, share=whole.share, **values)
    return land_obstacle(
        kind,
        said,
        [rule],
        whole,
        shape,
        forbids=kind == "forbidden_land",
        more_words=words,
    )
