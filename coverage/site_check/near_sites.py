"""Candidates where nothing may be built, and sites of the service that stand already, at or near a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from ...common.sentences import Sentence
from ...common.words import LANGUAGES, Words
from ...geo.land import INELIGIBLE_BY, LandLayer, LandRule
from .land_use import WATER
from .obstacles import Obstacle

SAME_PLACE_M: Final = 30.0
"""A site this near to a point, as of a building, is at the same place."""

_NOT_ELIGIBLE: Final = ("ineligible",)
_CANDIDATE: Final = "candidate"
_STANDING: Final = ("existing", "closed")


def stands_at_candidate(sites: gpd.GeoDataFrame, shape: BaseGeometry) -> bool:
    """Whether an eligible candidate stands at a place: then somebody has thought of it.

    Parameters
    ----------
    sites
        The service's site table.
    shape
        A point or a parcel, in its CRS.
    """
    candidates = sites.geometry.to_numpy()[(sites["status"] == _CANDIDATE).to_numpy()]
    return bool((shapely.distance(candidates, shape) <= _at_most_m(shape)).any())


def near_sites(
    sites: gpd.GeoDataFrame, shape: BaseGeometry, land: Sequence[LandRule] = ()
) -> Iterator[Obstacle]:
    """Yield the candidates that are not eligible, and the sites that stand, at a place.

    Parameters
    ----------
    sites
        The service's site table.
    shape
        A point or a parcel, in its CRS. In a parcel are the sites inside it, at a point those within 30 m.
    land
        The study's land, for the words of what makes a candidate not eligible.
    """
    away_m = shapely.distance(sites.geometry.to_numpy(), shape)
    near = np.flatnonzero(away_m <= _at_most_m(shape))
    eligible_m = away_m[near[sites["status"].iloc[near] == _CANDIDATE]].min(initial=np.inf)
    for row in near[np.argsort(away_m[near], kind="stable")]:
        site, status = str(sites.index[row]), sites["status"].iloc[row]
        name = str(sites["name"].iloc[row])
        named: str = Sentence("{name} ({site})", name=name, site=site) if name else site
        distance_m = float(away_m[row])
        if status in _NOT_ELIGIBLE:
            by = str(sites[INELIGIBLE_BY].iloc[row]) if INELIGIBLE_BY in sites else ""
            # Where an eligible candidate is as near, the place is that one's.
            yield _not_eligible(named, distance_m, by, land, forbids=bool(distance_m < eligible_m))
        elif status in _STANDING:
            said = Sentence(
                "A site of the service stands here already: {site}, {distance:,.0f} m away.",
                site=named,
                distance=distance_m,
            )
            yield Obstacle(kind="existing_site", forbids=False, said=said, distance_m=distance_m)


def _not_eligible(
    named: str, distance_m: float, by: str, land: Sequence[LandRule], *, forbids: bool
) -> Obstacle:
    rules = [Words(en=rule.said("en"), zh=rule.said("zh")) for rule in land]
    allowed = [one for rule, one in zip(land, rules, strict=True) if _allows(rule)]
    every = Words(**{lang: "; ".join(one.said(lang) for one in allowed) for lang in LANGUAGES})
    words = tuple(one for one in (*rules, every, WATER) if one.en == by)
    if by:
        said = Sentence(
            "The candidate {site}, {distance:,.0f} m away, is not eligible: {land}.",
            site=named,
            distance=distance_m,
            land=Sentence(by),
        )
    else:
        said = Sentence(
            "The candidate {site}, {distance:,.0f} m away, is not eligible in the study's table of candidates.",
            site=named,
            distance=distance_m,
        )
    return Obstacle(
        kind="not_eligible", forbids=forbids, said=said, distance_m=distance_m, words=words
    )


def _at_most_m(shape: BaseGeometry) -> float:
    return SAME_PLACE_M if shape.geom_type == "Point" else 0.0


def _allows(rule: LandRule) -> bool:
    return isinstance(rule, LandLayer) and rule.use == "allow"
