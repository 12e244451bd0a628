"""Whether a place lies in water, on land where nothing may be built, or off the land where something may."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ...common.sentences import Sentence
from ...common.words import Words
from ...geo.land import LandLayer
from .obstacles import Obstacle, ObstacleKind

_LEAST_M2: Final = 1.0
"""A smaller part of a parcel is a matter of how its boundary was drawn."""


def in_water(water: gpd.GeoDataFrame | None, shape: BaseGeometry) -> Obstacle | None:
    """Return that a place lies in water, or a part of a parcel does; None where none does.

    Half of a parcel in water forbids the site, less asks for care.

    Parameters
    ----------
    water
        Water surfaces; None where the study has none.
    shape
        A point or a parcel, in their CRS.
    """
    if water is None:
        return None
    share, area_m2 = _part_on(water, shape)
    if share is None:
        return None
    if shape.geom_type == "Point":
        said = Sentence("The place lies in water.")
    else:
        said = Sentence(
            "{area:,.0f} m² of the parcel ({share:.0%}) are water.", area=area_m2, share=share
        )
    return Obstacle(
        kind="water",
        forbids=share >= 0.5,
        said=said,
        share=None if shape.geom_type == "Point" else share,
    )


def on_land(layers: Sequence[LandLayer], shape: BaseGeometry) -> Iterator[Obstacle]:
    """Yield each layer of forbidden land that a place touches, and that it lies off all allowed land.

    Parameters
    ----------
    layers
        The study's layers of land.
    shape
        A point or a parcel, in their CRS.
    """
    for layer in layers:
        if layer.use == "forbid":
            share, area_m2 = _part_on(layer.areas, shape)
            if share is not None:
                yield _forbidden(layer, shape, share, area_m2)
    allowed = [layer for layer in layers if layer.use == "allow"]
    if allowed:
        areas = np.concatenate([_touched(layer.areas, shape) for layer in allowed])
        share, area_m2 = _share_of(areas, shape)
        off = 1.0 - (share or 0.0)
        missing_m2 = off * shape.area
        if share is None or missing_m2 > _LEAST_M2:
            yield _not_allowed(allowed, shape, off, missing_m2)


def _forbidden(layer: LandLayer, shape: BaseGeometry, share: float, area_m2: float) -> Obstacle:
    title, clause = _words(layer)
    names = _names(layer, shape)
    if names:
        title = Sentence("{land}: {names}", land=title, names=names)
    if shape.geom_type == "Point":
        said = Sentence(
            "The place lies on land where nothing may be built: {land}.", land=_with(title, clause)
        )
    else:
        said = Sentence(
            "{area:,.0f} m² of the parcel ({share:.0%}) lie on land where nothing may be built: {land}.",
            area=area_m2,
            share=share,
            land=_with(title, clause),
        )
    return _obstacle("forbidden_land", said, [layer], None if shape.geom_type == "Point" else share)


def _not_allowed(
    layers: Sequence[LandLayer], shape: BaseGeometry, off: float, missing_m2: float
) -> Obstacle:
    named = tuple(_with(*_words(layer)) for layer in layers)
    if shape.geom_type == "Point":
        said = Sentence(
            "The place lies off the land on which alone something may be built: {land}.", land=named
        )
        return _obstacle("not_allowed_land", said, layers, None)
    said = Sentence(
        "{area:,.0f} m² of the parcel ({share:.0%}) lie off the land on which alone something may be built: "
        "{land}.",
        area=missing_m2,
        share=off,
        land=named,
    )
    return _obstacle("not_allowed_land", said, layers, off)


def _obstacle(
    kind: ObstacleKind, said: Sentence, layers: Sequence[LandLayer], share: float | None
) -> Obstacle:
    words = tuple(one for layer in layers for one in (layer.title, layer.clause) if one)
    clauses = [layer.clause.said("en") for layer in layers if layer.clause]
    return Obstacle(
        kind=kind, forbids=True, said=said, clause="; ".join(clauses), share=share, words=words
    )


def _words(layer: LandLayer) -> tuple[Sentence, Sentence | None]:
    """Return the title of a layer and its clause as the English words of a sentence."""
    title = layer.title or Words.of(layer.file)
    return (
        Sentence(title.said("en")),
        Sentence(layer.clause.said("en")) if layer.clause else None,
    )


def _with(title: Sentence, clause: Sentence | None) -> Sentence:
    if clause is None:
        return title
    return Sentence("{land} ({clause})", land=title, clause=clause)


def _names(layer: LandLayer, shape: BaseGeometry) -> tuple[str, ...]:
    if "name" not in layer.areas:
        return ()
    rows = layer.areas.sindex.query(shape, predicate="intersects")
    names = layer.areas["name"].iloc[np.sort(rows)].astype(str)
    return tuple(dict.fromkeys(name for name in names if name))


def _touched(areas: gpd.GeoDataFrame, shape: BaseGeometry) -> np.ndarray:
    rows = areas.sindex.query(shape, predicate="intersects")
    return np.asarray(areas.geometry.to_numpy()[np.sort(rows)], dtype=object)


def _part_on(areas: gpd.GeoDataFrame, shape: BaseGeometry) -> tuple[float | None, float]:
    return _share_of(_touched(areas, shape), shape)


def _share_of(touched: np.ndarray, shape: BaseGeometry) -> tuple[float | None, float]:
    """Return which share of a parcel lies on areas, None for none, and square metres; 1 of a point."""
    if not len(touched):
        return None, 0.0
    if shape.geom_type == "Point":
        return 1.0, 0.0
    area_m2 = float(shapely.area(shapely.intersection(shapely.union_all(touched), shape)))
    if area_m2 <= _LEAST_M2:
        return None, 0.0
    return min(1.0, area_m2 / shape.area), area_m2
