"""Everything that the page says of each cell, once, as typed arrays that all its cell layers share."""

from __future__ import annotations

import math
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from ...common.arrays import Floats, Ints
from ...coverage.assessment import Assessment
from ...geo.spacing import usual_spacing_m
from ...geo.tables import groups, levels
from ...geo.travel.road_search import points_xy
from ..document.packing import packed
from ..document.shapes import points_deg
from ..signs.states import breaks_of, people_breaks
from ..wording.names import level_shown
from ..wording.words import REASONS
from .page_cells import PageCells, each_cell
from .sites import site_names

_DEFAULT_SPACING_M: Final = 500.0
_SPACING_SAMPLE: Final = 2000
_SUM_BITS: Final = 52
_PART_BITS_MAX: Final = 30
_DIGITS_MAX: Final = 6


def populated_cells(today: Assessment, *later: npt.NDArray[np.float64]) -> Ints:
    """Return the rows of cells in which anybody of any group lives; others are neither drawn nor counted.

    Parameters
    ----------
    today
        Coverage today.
    later
        By cell the people of years to come.
    """
    demand = today.times.demand
    counts = demand[groups(demand)].to_numpy(dtype=np.float64)
    return np.flatnonzero((np.column_stack([counts, *later]) > 0).any(axis=1))


def cell_table(
    today: Assessment, after: Assessment, rows: Ints, *, merged: PageCells | None = None
) -> dict[str, Any]:
    """Return places, people, units and nearest sites of cells.

    Parameters
    ----------
    today, after
        Coverage today and with the plan, on the same demand table.
    rows
        Which cells, as `populated_cells` gives them.
    merged
        Of which cells the people are counted in each of `rows`; by default its own.

    Returns
    -------
    dict
        ``people`` holds float64 counts by group and ``parts`` the whole number by which the page multiplies
        and rounds them: sums of these are exact in any order, so that switching sites
        on and off leaves no trace.
    """
    demand = today.times.demand
    names = groups(demand)
    cells = each_cell(rows, len(demand)) if merged is None else merged
    microdegrees = np.rint(_places_deg(demand, cells) * 1e6)
    ids, state = [], {}
    for when, assessment in (("now", today), ("then", after)):
        own = assessment.cells.iloc[rows]
        cost = own["cost"].to_numpy(dtype=np.float64)
        ids.append(own["site_id"].to_numpy(dtype=object))
        state[f"{when}_cost"] = packed(np.where(np.isfinite(cost), cost, -1).astype(np.float32))
        state[f"{when}_reason"] = packed(np.array([list(REASONS).index(r) for r in own["reason"]]))
    near, known = pd.factorize(np.concatenate(ids))
    state["now_site"], state["then_site"] = packed(near[: len(rows)]), packed(near[len(rows) :])
    called = site_names(after.times.sites) | site_names(today.times.sites)
    return {
        "count": len(rows),
        "lon": packed(microdegrees[:, 0]),
        "lat": packed(microdegrees[:, 1]),
        "people": {
            name: packed(cells.sums(demand[name].to_numpy(dtype=np.float64))) for name in names
        },
        "parts": {name: parts_counted(demand[name]) for name in names},
        "levels": [
            {**_level(demand, level, rows), "title": level_shown(today.times.study, level)}
            for level in levels(demand)
        ],
        "near_ids": [str(site_id) for site_id in known],
        "near_names": [called.get(site_id, str(site_id)) for site_id in known],
        "served_now": packed(today.cells["within_reach"].to_numpy()[rows].astype(np.uint8)),
        "breaks": cell_breaks(today, cells),
        "spacing": round(spacing_m(today) if cells.side_m is None else cells.side_m, 1),
        **state,
    }


def cell_breaks(today: Assessment, cells: PageCells) -> tuple[float, float, float]:
    """Return the people counts that part the cells of a page into four classes."""
    if cells.side_m is None:
        return people_breaks(today)
    people = cells.sums(today.cells["people"].to_numpy(dtype=np.float64))
    return breaks_of(people, today.cells["served"].to_numpy()[cells.rows])


def _places_deg(demand: gpd.GeoDataFrame, cells: PageCells) -> Floats:
    """Return longitude and latitude of the cells of a page, shape (cells, 2)."""
    if cells.side_m is None:
        return points_deg(demand.geometry.iloc[cells.rows], demand.crs)
    middles = cells.middles(points_xy(demand.geometry.to_numpy()))
    return points_deg(np.asarray(shapely.points(middles), dtype=object), demand.crs)


def _level(demand: pd.DataFrame, level: str, rows: Ints) -> dict[str, Any]:
    """Units in the order of their ids, as `Assessment.summary` has them; -1 is outside every unit."""
    unit = demand[level].to_numpy(dtype=object)[rows]
    ids = sorted({one for one in unit if one != ""})
    place = {one: number for number, one in enumerate(ids)}
    names = dict(zip(unit, demand[f"{level}_name"].to_numpy(dtype=object)[rows], strict=True))
    return {
        "level": level,
        "ids": [str(one) for one in ids],
        "names": [str(names[one]) for one in ids],
        "of": packed(np.array([place.get(one, -1) for one in unit], dtype=np.int64)),
    }


def parts_counted(people: pd.Series) -> int:
    """Return the parts of a person that are counted, so that the sum of all stays below 2**52.

    A power of ten where all people are decimal fractions of few digits: their sums are then exact, and
    a half is a half. Else as many as there is room for.
    """
    counts = people.to_numpy(dtype=np.float64)
    whole = math.ceil(math.log2(max(1.0, float(counts.sum())))) + 1
    for digits in range(_DIGITS_MAX + 1):
        parts = 10**digits
        scaled = counts * parts
        if np.allclose(scaled, np.rint(scaled), rtol=1e-12, atol=1e-7):
            if whole + math.log2(parts) <= _SUM_BITS:
                return int(parts)
            break
    return int(2 ** max(0, min(_PART_BITS_MAX, _SUM_BITS - whole)))


def spacing_m(assessment: Assessment) -> float:
    """Return the usual distance between neighbouring cells, which says how large to draw them."""
    xy = points_xy(assessment.times.demand.geometry.to_numpy())
    usual_m = usual_spacing_m(xy, sample=_SPACING_SAMPLE)
    return _DEFAULT_SPACING_M if usual_m is None else usual_m
