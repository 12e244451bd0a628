"""Whether a place is too steep, or a parcel too small."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from shapely.geometry.base import BaseGeometry

from ...common.arrays import Floats
from ...common.sentences import Sentence
from ...geo.land_limits import LeastArea, SlopeLimit
from .land_said import land_obstacle, titled, with_clause
from .land_shares import OnAreas, is_point
from .obstacles import Obstacle

_ROUNDING: Final = 1e-6
"""Slopes are kept in single precision: a slope so little above the limit is the limit."""

_PROJECTION: Final = 1e-3
"""By this share areas of one parcel differ between projections, such as UTM and a 3-degree zone."""


def slopes_at(rule: SlopeLimit, shape: BaseGeometry) -> Floats:
    """Return the slopes, rise over run, of the cells at a point or in a parcel; NaN where nobody knows them."""
    return rule.grid.at(np.array([shape])) if is_point(shape) else rule.grid.inside(shape)


def on_slope(rule: SlopeLimit, shape: BaseGeometry) -> Iterator[Obstacle]:
    """Yield that a place is too steep, in parts of it, or that its slope is not known.

    A parcel is too steep where its mean slope is above the limit; a steeper part of it asks for care.

    Parameters
    ----------
    rule
        The limit.
    shape
        A point or a parcel, in the CRS of its places.
    """
    slopes = slopes_at(rule, shape)
    known = slopes[~np.isnan(slopes)]
    land = _land(rule)
    if len(known) < len(slopes):
        missing = OnAreas(1 - len(known) / len(slopes), 0.0)
        if is_point(shape) or not len(known):
            said = Sentence("The slope of the place is not known: {land}.", land=land)
        else:
            said = Sentence(
                "The slope of {share:.0%} of the parcel is not known: {land}.",
                share=missing.share,
                land=land,
            )
        yield land_obstacle("unknown_slope", said, [rule], missing, shape, forbids=False)
    if not len(known):
        return
    most = rule.max_slope * (1 + _ROUNDING)
    mean, over = float(known.mean()), float((known > most).mean())
    values = {"slope": rule.shown(mean), "most": rule.shown(rule.max_slope), "land": land}
    if mean > most:
        said = (
            Sentence("The place has a slope of {slope}, above {most}: {land}.", **values)
            if is_point(shape)
            else Sentence(
                "The parcel has a slope of {slope} on average, above {most}: {land}.", **values
            )
        )
        yield land_obstacle("steep_slope", said, [rule], None, shape)
    elif over:
        said = Sentence(
            "{share:.0%} of the parcel has a slope above {most}: {land}.",
            share=over,
            most=values["most"],
            land=land,
        )
        part = OnAreas(over, over * shape.area)
        yield land_obstacle("steep_slope", said, [rule], part, shape, forbids=False)


def small_parcel(rule: LeastArea, shape: BaseGeometry) -> Iterator[Obstacle]:
    """Yield that a parcel is too small, or that the area of a place is not known.

    Parameters
    ----------
    rule
        The least area.
    shape
        A point or a parcel, in a metric CRS.
    """
    land, least = _land(rule), rule.min_area_m2
    if is_point(shape):
        said = Sentence(
            "The area of the place is not known, and {least:,.0f} m² are asked for: {land}.",
            least=least,
            land=land,
        )
        yield land_obstacle("small_parcel", said, [rule], None, shape, forbids=False)
    elif shape.area < least * (1 - _PROJECTION):
        said = Sentence(
            "The parcel has {area:,.0f} m², and {least:,.0f} m² are asked for: {land}.",
            area=shape.area,
            least=least,
            land=land,
        )
        yield land_obstacle("small_parcel", said, [rule], None, shape)


def _land(rule: SlopeLimit | LeastArea) -> Sentence:
    """Return the title of a rule with its clause; the clause alone where it has no title."""
    if not rule.title:
        return Sentence(rule.clause.said("en"))
    return with_clause(titled(rule), rule)
