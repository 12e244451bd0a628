"""Which candidates something may be built on: what a check would say of the land of each, for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from ...common.arrays import Bools
from ...geo.land import INELIGIBLE_BY, LandLayer, LandRule
from ...geo.land_classes import CLASS, LandClasses
from ...geo.land_limits import SlopeLimit
from .land_limits import slopes_at
from .land_shares import class_of_number, class_parts, is_point
from .land_use import in_water, on_land
from .obstacles import OBSTACLE_KINDS, Obstacle

State = Literal["eligible", "conditional", "forbidden"]
STATES: Final[tuple[State, ...]] = get_args(State)
"""What a candidate may be."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Eligibility:
    """What the land of a service's candidates says of each.

    Parameters
    ----------
    table
        Index ``site_id`` of all candidates; columns ``eligibility`` (one of `STATES`), ``area_m2`` (of a
        parcel, else NaN), ``land_class`` (empty where nobody knows it) and ``slope_percent`` (of a parcel its
        mean, NaN where nobody knows it).
    obstacles
        By site what forbids it, first, and what asks for care; sites of which there is nothing to say are left
        out.
    """

    table: pd.DataFrame
    obstacles: Mapping[str, tuple[Obstacle, ...]] = field(default_factory=dict)

    def count(self, state: State) -> int:
        """Return how many candidates there are of a state."""
        return int((self.table["eligibility"] == state).sum())

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.count(state):,} {state}" for state in STATES)
        return f"<Eligibility of {len(self.table):,} candidates: {counts}>"


def eligibility(
    sites: gpd.GeoDataFrame,
    *,
    water: gpd.GeoDataFrame | None,
    land: Sequence[LandRule],
    parcels: gpd.GeoSeries | None = None,
) -> Eligibility:
    """Return which candidates something may be built on, as the check of a site says of their land and water.

    Parameters
    ----------
    sites
        A site table; of its facilities nothing is asked. A candidate that its own file calls not eligible is
        forbidden.
    water
        Water surfaces; None for none.
    land
        The study's rules about land, in the CRS of the sites.
    parcels
        The parcels of sites by ``site_id``, in the CRS of the sites; one without is where its point lies.
    """
    candidates = sites[sites["status"].isin(("candidate", "ineligible"))]
    shapes = candidates.geometry.to_numpy().copy()
    if parcels is not None:
        own = parcels.reindex(candidates.index).to_numpy()
        given = np.array([shape is not None for shape in own], dtype=bool)
        shapes[given] = own[given]
    obstacles = {}
    for row in np.flatnonzero(_to_be_asked(shapes, water, land)):
        shape = shapes[row]
        told = [one for one in (in_water(water, shape), *on_land(land, shape)) if one is not None]
        if told:
            told.sort(key=lambda one: (not one.forbids, OBSTACLE_KINDS.index(one.kind)))
            obstacles[candidates.index[row]] = tuple(told)
    by_table = (candidates["status"] == "ineligible").to_numpy()
    states = [
        _state(obstacles.get(site, ()), by_table=bool(not_eligible))
        for site, not_eligible in zip(candidates.index, by_table, strict=True)
    ]
    table = pd.DataFrame(
        {"eligibility": states, **_figures(shapes, land)}, index=candidates.index
    ).astype({"eligibility": object, "land_class": object})
    return Eligibility(table=table, obstacles=obstacles)


def with_eligibility(sites: gpd.GeoDataFrame, found: Eligibility) -> gpd.GeoDataFrame:
    """Return sites of which forbidden candidates are not eligible.

    Parameters
    ----------
    sites
        A site table.
    found
        What `eligibility` returned of it.

    Returns
    -------
    geopandas.GeoDataFrame
        With a column `INELIGIBLE_BY` that names what forbids a candidate and its clause, empty for all others;
        the table as it is where this concerns none.
    """
    by = {site: told[0].by.said("en") for site, told in found.obstacles.items() if told[0].forbids}
    concerned = sites.index.isin(list(by)) & (sites["status"] == "candidate").to_numpy()
    if not concerned.any():
        return sites
    said = np.array([by.get(site, "") for site in sites.index], dtype=object)
    return sites.assign(
        status=sites["status"].mask(concerned, "ineligible"),
        **{INELIGIBLE_BY: np.where(concerned, said, "")},
    )


def _state(told: tuple[Obstacle, ...], *, by_table: bool) -> State:
    if by_table or any(one.forbids for one in told):
        return "forbidden"
    return "conditional" if told else "eligible"


def _to_be_asked(
    shapes: np.ndarray, water: gpd.GeoDataFrame | None, land: Sequence[LandRule]
) -> Bools:
    """Return which shapes some rule may concern: so that of many points most need not be asked one by one."""
    asked = shapely.get_type_id(shapes) != shapely.GeometryType.POINT
    if water is not None and len(water):
        asked |= _touching(water, shapes)
    for rule in land:
        if isinstance(rule, LandLayer):
            if rule.use != "allow":
                asked |= _touching(rule.areas, shapes)
        elif isinstance(rule, SlopeLimit):
            points = np.where(asked, shapely.point_on_surface(shapes), shapes)
            with np.errstate(invalid="ignore"):
                asked |= ~(rule.grid.at(points) <= rule.max_slope)
        elif isinstance(rule, LandClasses) and rule.areas is not None:
            free = rule.areas[[rule.verdict(name) == "allow" for name in rule.areas[CLASS]]]
            other = rule.areas.drop(free.index)
            asked |= ~_touching(free, shapes) | _touching(other, shapes)
        else:
            asked[:] = True
    allowed = [rule.areas for rule in land if isinstance(rule, LandLayer) and rule.use == "allow"]
    if allowed:
        asked |= ~np.any([_touching(areas, shapes) for areas in allowed], axis=0)
    return np.asarray(asked, dtype=bool)


def _touching(areas: gpd.GeoDataFrame, shapes: np.ndarray) -> Bools:
    found = np.zeros(len(shapes), dtype=bool)
    found[areas.sindex.query(shapes, predicate="intersects")[0]] = True
    return found


def _figures(shapes: np.ndarray, land: Sequence[LandRule]) -> dict[str, object]:
    areas = np.array([np.nan if is_point(shape) else shape.area for shape in shapes], dtype=float)
    classes = np.full(len(shapes), "", dtype=object)
    slopes = np.full(len(shapes), np.nan)
    for rule in land:
        # Of several layers of a kind the first one counts.
        if isinstance(rule, LandClasses) and not classes.any():
            classes[:] = [_main_class(rule, shape) for shape in shapes]
        if isinstance(rule, SlopeLimit) and np.isnan(slopes).all():
            slopes[:] = [_mean_percent(rule, shape) for shape in shapes]
    return {"area_m2": areas, "land_class": classes, "slope_percent": slopes}


def _main_class(rule: LandClasses, shape: BaseGeometry) -> str:
    if rule.grid is not None and is_point(shape):
        return class_of_number(float(rule.grid.at(np.array([shape]))[0]))
    parts = class_parts(rule, shape)
    return max(parts, key=lambda name: (parts[name].share, bool(name))) if parts else ""


def _mean_percent(rule: SlopeLimit, shape: BaseGeometry) -> float:
    slopes = slopes_at(rule, shape)
    known = slopes[~np.isnan(slopes)]
    return 100 * float(known.mean()) if len(known) else float("nan")
