"""Where the people are whom a plan leaves unserved, what would help them, and why it is not in the plan."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from ..common.arrays import Ints
from ..common.errors import Fault, InputError
from ..common.sentences import Sentence
from ..coverage.area_candidates import area_candidates
from ..coverage.area_gaps import NOBODY, area_gaps
from ..coverage.gap_areas import GapAreas, gap_areas
from ..geo.study_context import FROM_STUDY, FromStudy
from .gap_reasons import why_no_site
from .plan import Plan

OTHER_AREAS: Final = "other areas"
"""The level of the last row, which sums up the areas that are not listed."""

_COLUMNS: Final = (
    *("name", "level", "part_of", "people", "unserved", "unreachable", "beyond", "no_place"),
    *("nearest_id", "nearest_name", "cost_middle", "cost_most"),
    *("candidate_id", "candidate_name", "candidate_cost", "candidates", "not_eligible"),
    *("brings", "brings_in_all", "why", "why_said"),
)


def gap_list(
    plan: Plan, *, places: gpd.GeoDataFrame | FromStudy | None = FROM_STUDY, most: int = 20
) -> gpd.GeoDataFrame:
    """List the areas where most of the people live whom a plan leaves unserved.

    Areas do not depend on the plan: they are the units of the finest level of the demand table; cells outside
    of all units are gathered with their neighbours, and without units cells are clustered.

    Parameters
    ----------
    plan
        The plan.
    places
        Places with a ``name``, in any CRS, after which areas are called that are no units; by default the
        study's.
    most
        How many areas are listed.

    Returns
    -------
    geopandas.GeoDataFrame
        Index ``order`` from 1, most unserved people first; a last row ``"other areas"`` sums up those that
        are not listed, so that ``unserved`` adds up to the plan's gap. Columns:

        - ``name``, ``level`` (of the unit, or ``"cluster"``), ``part_of`` (the unit around it);
        - ``people`` of the group, and of them ``unserved``; of these ``unreachable`` (no usable road, or no
          travel time), ``beyond`` (the limit) and ``no_place`` (the sites within reach are full);
        - ``nearest_id``, ``nearest_name``: the site that is the nearest of most of the unserved;
          ``cost_middle``, ``cost_most``: travel of the unserved to their nearest site, in seconds or metres,
          that half of them do not exceed, and the highest;
        - ``candidate_id``, ``candidate_name``: the closed eligible site that would serve most of them;
          ``candidate_cost``: travel to it of those within its reach, which half of them do not exceed;
          ``brings`` and ``brings_in_all``: how many more people would be served with it, in the area and in
          all, counted anew with places; negative where a site that is the closest one of more people than it
          has places for takes places from them, and no other candidate within reach is better;
        - ``candidates``: closed eligible sites within reach of any of the unserved; ``not_eligible``: sites
          that the site table calls ineligible, likewise;
        - ``why``: why the plan has no site there, as a word, and ``why_said`` as a sentence.

        As geometry the mean place of the unserved, in the demand table's CRS.

    Raises
    ------
    InputError
        If `most` is no whole number, 1 or more.

    See Also
    --------
    gap_clusters : Unserved cells that lie near each other.
    solve : Which sites to open.

    Examples
    --------
    A street of 5 km with a clinic at its west end and three candidates, of which one may be opened:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> plan = hh.solve(hh.Scenario(street_times(), max_new=1, limit_min=15))
    >>> gaps = hh.gap_list(plan)
    >>> bool(gaps["unserved"].sum() == plan.after.gap_people)
    True
    >>> print(*gaps[["unserved", "beyond", "candidate_id", "brings"]].loc[1])
    60.0 60.0 mid 60.0
    >>> print(gaps["why_said"].loc[1])
    its best candidate would add 60 people; each proposed site adds at least 200
    """
    if not isinstance(most, (int, np.integer)) or isinstance(most, bool) or most < 1:
        raise InputError(
            Fault(
                file="gap list",
                column="most",
                value=most,
                cause="is no number of areas, 1 or more",
                fix="write a whole number, such as 20",
            )
        )
    after = plan.after
    named = after.times.study.places if isinstance(places, FromStudy) else places
    areas = gap_areas(after.times, named)
    return gap_list_of(plan, areas, most=int(most))


def gap_list_of(plan: Plan, areas: GapAreas, *, most: int) -> gpd.GeoDataFrame:
    """Return the list of `gap_list` for areas that are known already."""
    after, sites = plan.after, plan.after.times.sites
    table = unserved_areas(plan, areas)
    listed = table.head(most).copy()
    asked = listed.index.tolist()
    best = area_candidates(after, areas, closed_candidates(plan), asked=asked)
    names = np.where(_named(sites), sites["name"], sites.index.astype(str)).astype(object)
    nearest = [
        None if site is None else names[sites.index.get_loc(site)] for site in listed["nearest_id"]
    ]
    listed["nearest_name"] = _objects(nearest, listed.index)
    chosen = best["candidate"].to_numpy()
    listed["candidate_id"] = _objects(
        _taken(sites.index.to_numpy(dtype=object), chosen), listed.index
    )
    listed["candidate_name"] = _objects(_taken(names, chosen), listed.index)
    listed["candidate_cost"] = best["cost"]
    listed["candidates"] = best["candidates"]
    listed["not_eligible"] = _reaching(plan, areas, "ineligible", asked)
    listed["brings"], listed["brings_in_all"] = best["brings"], best["brings_in_all"]
    said = [why_no_site(plan, row) for row in listed.to_dict("records")]
    listed["why"] = [word for word, _ in said]
    listed["why_said"] = _objects([text for _, text in said], listed.index)
    rest = table.iloc[most:]
    found = listed.rename(columns={"median": "cost_middle", "largest": "cost_most"})
    if len(rest):
        found = pd.concat([found, _other(rest)])
    found.index = pd.RangeIndex(1, len(found) + 1, name="order")
    return gpd.GeoDataFrame(
        found.reindex(columns=list(_COLUMNS)),
        geometry=gpd.points_from_xy(found["x"], found["y"], crs=after.times.demand.crs),
    )


def unserved_areas(plan: Plan, areas: GapAreas) -> pd.DataFrame:
    """Return what `area_gaps` counts, of the areas with unserved people, the most first: a list's order."""
    table = area_gaps(plan.after, areas)
    return table[table["unserved"] > NOBODY].sort_values("unserved", ascending=False, kind="stable")


def closed_candidates(plan: Plan) -> Ints:
    """Return the columns of the candidates that the plan does not open, forbidden ones among them."""
    sites = plan.after.times.sites
    return np.flatnonzero(
        (sites["status"] == "candidate").to_numpy() & ~sites.index.isin(plan.after.open_sites)
    )


def _named(sites: pd.DataFrame) -> pd.Series:
    return sites["name"].notna() & (sites["name"].astype(str) != "")


def _objects(values: list[object], index: pd.Index) -> pd.Series:
    """Return values as they are: pandas would make numbers of Nones."""
    return pd.Series(values, index=index, dtype=object)


def _taken(values: np.ndarray[tuple[int], np.dtype[np.object_]], numbers: Ints) -> list[object]:
    return [None if number < 0 else values[number] for number in numbers]


def _reaching(plan: Plan, areas: GapAreas, status: str, asked: list[int]) -> list[int]:
    """Return by area how many sites of a status reach any of its unserved people."""
    sites = plan.after.times.sites
    columns = np.flatnonzero((sites["status"] == status).to_numpy())
    cells = plan.after.cells
    unserved = (cells["people"] - cells["people_served"]).to_numpy(dtype=np.float64) > NOBODY
    reach = plan.after.times.within_cost(plan.after.limit)[:, columns].tocoo()
    kept = unserved[reach.row]
    pairs = np.unique(np.column_stack([areas.of[reach.row[kept]], reach.col[kept]]), axis=0)
    found = np.bincount(pairs[:, 0], minlength=len(areas.table))
    return [int(found[area]) for area in asked]


def _other(rest: pd.DataFrame) -> pd.DataFrame:
    sums = rest[["people", "unserved", "unreachable", "beyond", "no_place"]].sum()
    place = {axis: float(np.average(rest[axis], weights=rest["unserved"])) for axis in ("x", "y")}
    nothing = dict.fromkeys(["nearest_id", "nearest_name", "candidate_id", "candidate_name"])
    row = {"name": "", "level": OTHER_AREAS, "part_of": "", "why": "", "why_said": Sentence("")}
    return pd.DataFrame([{**row, **nothing, **sums, **place}]).astype(
        dict.fromkeys(nothing, object)
    )
