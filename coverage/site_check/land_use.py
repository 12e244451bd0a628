"""Whether a place lies in water, on land where nothing may be built, or off the land where something may."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import geopandas as gpd
import numpy as np
from shapely.geometry.base import BaseGeometry

from ...common.sentences import Sentence, Value
from ...common.words import Words
from ...geo.land import LandLayer, LandRule
from ...geo.land_classes import LandClasses
from ...geo.land_limits import LeastArea, SlopeLimit
from .land_classes import on_classes
from .land_limits import on_slope, small_parcel
from .land_said import all_said, land_obstacle, titled, with_clause
from .land_shares import LEAST_M2, OnAreas, is_point, part_on, touched
from .obstacles import Obstacle

WATER: Words = Words(en="water", zh="水面")
"""What makes a candidate in water not eligible."""


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
    part = part_on(touched(water, shape), shape)
    if part is None:
        return None
    if is_point(shape):
        said = Sentence("The place lies in water.")
    else:
        said = Sentence(
            "{area:,.0f} m² of the parcel ({share:.0%}) are water.",
            area=part.area_m2,
            share=part.share,
        )
    return Obstacle(
        kind="water",
        forbids=part.share >= 0.5,
        said=said,
        share=None if is_point(shape) else part.share,
        by=WATER,
    )


def on_land(rules: Sequence[LandRule], shape: BaseGeometry) -> Iterator[Obstacle]:
    """Yield what each rule about land says of a place: what forbids it, and what asks for care.

    Parameters
    ----------
    rules
        The study's rules about land.
    shape
        A point or a parcel, in their CRS.
    """
    for rule in rules:
        if isinstance(rule, LandLayer):
            if rule.use != "allow":
                part = part_on(touched(rule.areas, shape), shape)
                if part is not None:
                    yield _on_layer(rule, shape, part)
        elif isinstance(rule, LandClasses):
            yield from on_classes(rule, shape)
        elif isinstance(rule, SlopeLimit):
            yield from on_slope(rule, shape)
        elif isinstance(rule, LeastArea):
            yield from small_parcel(rule, shape)
    allowed = [rule for rule in rules if isinstance(rule, LandLayer) and rule.use == "allow"]
    if allowed:
        areas = np.concatenate([touched(layer.areas, shape) for layer in allowed])
        part = part_on(areas, shape)
        off = 1.0 - (0.0 if part is None else part.share)
        missing_m2 = off * shape.area
        if part is None or missing_m2 > LEAST_M2:
            yield _not_allowed(allowed, shape, OnAreas(off, missing_m2))


def _on_layer(layer: LandLayer, shape: BaseGeometry, part: OnAreas) -> Obstacle:
    named = titled(layer)
    names = _names(layer, shape)
    if names:
        named = Sentence("{land}: {names}", land=named, names=names)
    land = with_clause(named, layer)
    values: dict[str, Value] = {"area": part.area_m2, "share": part.share, "land": land}
    if layer.use == "condition":
        if is_point(shape):
            said = Sentence(
                "The place lies on land where something may be built only under a condition: {land}.",
                land=land,
            )
        else:
            said = Sentence(
                "{area:,.0f} m² of the parcel ({share:.0%}) lie on land where something may be built only "
                "under a condition: {land}.",
                **values,
            )
        return land_obstacle("conditional_land", said, [layer], part, shape, forbids=False)
    if is_point(shape):
        said = Sentence("The place lies on land where nothing may be built: {land}.", land=land)
    else:
        said = Sentence(
            "{area:,.0f} m² of the parcel ({share:.0%}) lie on land where nothing may be built: {land}.",
            **values,
        )
    return land_obstacle("forbidden_land", said, [layer], part, shape)


def _not_allowed(layers: Sequence[LandLayer], shape: BaseGeometry, off: OnAreas) -> Obstacle:
    named = all_said(layers)
    if is_point(shape):
        said = Sentence(
            "The place lies off the land on which alone something may be built: {land}.", land=named
        )
    else:
        said = Sentence(
            "{area:,.0f} m² of the parcel ({share:.0%}) lie off the land on which alone something may be "
            "built: {land}.",
            area=off.area_m2,
            share=off.share,
            land=named,
        )
    return land_obstacle("not_allowed_land", said, layers, off, shape)


def _names(layer: LandLayer, shape: BaseGeometry) -> tuple[str, ...]:
    if "name" not in layer.areas:
        return ()
    rows = layer.areas.sindex.query(shape, predicate="intersects")
    names = layer.areas["name"].iloc[np.sort(rows)].astype(str)
    return tuple(dict.fromkeys(name for name in names if name))
