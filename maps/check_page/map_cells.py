"""The cells of a memo's map: who is newly served, whose way becomes shorter, who is still not served."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from ...common.arrays import Bools, Floats, Ints
from ...common.errors import Fault, InputError
from ...coverage.assessment import Assessment
from ...coverage.site_check.check import SiteCheck
from ...coverage.site_check.effect import Effect, Spot, searches_of, site_effect
from ...geo.crs import metres_of
from ...geo.spacing import cell_size_m
from ...geo.travel.road_search import points_xy
from ..document.packing import packed
from ..document.shapes import points_deg
from ..signs.picture_states import NO_PLACE_COLOUR, SERVED
from ..signs.states import GAP_COLOURS, NEW_COLOURS, NO_PLACE_COLOURS, SERVED_COLOURS

STATES: Final = (
    ("Served as before", SERVED),
    ("Still not served", GAP_COLOURS[1]),
    ("Within reach, not all have a place", NO_PLACE_COLOUR),
    ("Served as before, sooner", SERVED_COLOURS[2]),
    ("More have a place, not all", NEW_COLOURS[0]),
    ("Fewer have a place", NO_PLACE_COLOURS[2]),
    ("Newly served", NEW_COLOURS[2]),
)
"""What a cell's colour means, as a message; those drawn last lie above."""

_SERVED, _GAP, _NO_PLACE, _SOONER, _MORE, _FEWER, _NEW = range(len(STATES))
_MOVED_LEAST: Final = 0.5
"""People of a cell who gain or lose a place, from which on it is shown."""

_DEGREE_M: Final = 111_320.0
_DIGITS: Final = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class MapCells:
    """The cells of an assessment as the map shows them, each of shape (cells,).

    Parameters
    ----------
    xy
        Places in the demand table's CRS, shape (cells, 2).
    lonlat
        Longitude and latitude, shape (cells, 2).
    people, served
        People, and people served with the site.
    new
        People newly served; fewer where others take their place.
    state
        Position in `STATES`; -1 where nobody lives.
    reached
        Whether the site is within the limit.
    """

    xy: Floats
    lonlat: Floats
    people: Floats
    served: Floats
    new: Floats
    state: Ints
    reached: Bools


def map_cells(check: SiteCheck, today: Assessment) -> MapCells:
    """Return the cells of the assessment that a site was checked against, with the site.

    Raises
    ------
    InputError
        If the check is of another limit or group.
    """
    for name, own, other in (
        ("limit", check.limit, today.limit),
        ("group", check.group, today.group),
    ):
        if own != other:
            raise InputError(
                Fault(
                    file="site_memo",
                    column=name,
                    value=own,
                    cause=f"of the check differs from that of the assessment, {other}",
                    fix="give the assessment that the site was checked against",
                )
            )
    demand = today.times.demand
    effect = _effect(check, today)
    xy = points_xy(demand.geometry.to_numpy())
    return MapCells(
        xy=xy,
        lonlat=points_deg(demand.geometry, demand.crs),
        people=today.cells["people"].to_numpy(dtype=np.float64),
        served=effect.cells["people_served"].to_numpy(dtype=np.float64),
        new=effect.new,
        state=_states(effect, today),
        reached=np.isfinite(effect.cost),
    )


def _effect(check: SiteCheck, today: Assessment) -> Effect:
    searches = searches_of(today.times, check.tier)
    xy = metres_of(searches[0][1].network.crs, check.at)
    return site_effect(today, searches, Spot(xy), check.places)


def _states(effect: Effect, today: Assessment) -> Ints:
    people = effect.cells["people"].to_numpy(dtype=np.float64)
    within = effect.cells["within_reach"].to_numpy(dtype=bool)
    was_served = today.cells["served"].to_numpy(dtype=bool)
    # As in an assessment a cell is served where all of its people have a place.
    every = within if effect.without is None else within & (effect.without <= 0)
    state = np.where(within, np.where(every, _SERVED, _NO_PLACE), _GAP)
    state = np.where((state == _SERVED) & (effect.fall > 0), _SOONER, state)
    state = np.where(~every & (effect.new >= _MOVED_LEAST), _MORE, state)
    state = np.where(effect.new <= -_MOVED_LEAST, _FEWER, state)
    state = np.where(every & ~was_served, _NEW, state)
    return np.asarray(np.where(people > 0, state, -1), dtype=np.int64)


def cells_data(cells: MapCells, shown: Bools) -> dict[str, Any]:
    """Return cells as the page's script reads them.

    Parameters
    ----------
    cells
        All cells.
    shown
        Which are drawn.
    """
    lonlat = cells.lonlat[shown]
    return {
        "digits": _DIGITS,
        "lon": packed(np.rint(lonlat[:, 0] * 10**_DIGITS).astype(np.int64)),
        "lat": packed(np.rint(lonlat[:, 1] * 10**_DIGITS).astype(np.int64)),
        # On a map in Mercator a degree of latitude is as high as a degree of longitude is wide there.
        "size_deg": [size / _DEGREE_M for size in cell_size_m(cells.xy)],
        "state": packed(cells.state[shown]),
        "people": packed(cells.people[shown]),
        "served": packed(cells.served[shown]),
    }
