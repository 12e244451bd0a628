"""The candidate that would serve most of an area's unserved people, counted anew with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csc_array

from ..common.arrays import Floats, Ints
from .area_gaps import NOBODY, half_of
from .assessment import Assessment
from .assigned_people import CapacityRule
from .gap_areas import GapAreas
from .given_places import within_limit

FINALISTS: Final = 3
"""Where places count, so many candidates of each area are counted exactly at least, the most promising."""

MOST_COUNTED: Final = 12
"""Where people are assigned for all in common, no more candidates of an area are counted: it takes long."""

_DIGITS: Final = 6
"""People are compared to a millionth: sums of fractions differ behind it."""


def area_candidates(
    state: Assessment, areas: GapAreas, among: Ints, *, asked: Sequence[int]
) -> pd.DataFrame:
    """Return for some areas the site that would serve most of their unserved people.

    Parameters
    ----------
    state
        Coverage by the open sites.
    areas
        A partition of the cells.
    among
        Columns of the sites that may be opened, none of them open.
    asked
        Numbers of the areas that are looked at.

    Returns
    -------
    pandas.DataFrame
        Index the areas asked for: ``candidate`` (the site's column, -1 without any), ``brings`` (how many more
        people of the area are served with it), ``brings_in_all`` (how many more are served everywhere),
        ``candidates`` (how many sites reach any of the area's unserved people within the limit) and ``cost``
        (the middle cost of travel to the site, of those of them whom it reaches). Of equals the first in the
        site table counts. Where places count, people are assigned anew with each of the three most promising
        candidates: those that could serve most of the area, if the nearest unserved people came first, or
        under closest assignment those who have no nearer open site. While none of these serves more people
        of the area and more in all, the next ones are counted, too. Both figures may be negative then: a site
        that is the closest one of more people than it has places for takes places from them.
    """
    pairs = _unserved_pairs(state, among)
    shape = (len(areas.table), len(among))
    reached = _by_area(areas, pairs, pairs["people"].to_numpy(), shape)
    table = pd.DataFrame(
        {"candidate": -1, "brings": 0.0, "brings_in_all": 0.0},
        index=pd.Index(asked, name="area_id"),
    )
    table["candidates"] = (reached[list(asked)] > NOBODY).sum(axis=1)
    finalists, gains = _finalists(state, areas, pairs, reached, asked, among)
    for area, promising in finalists.items():
        best = -1
        for counted, one in enumerate(promising):
            if counted >= FINALISTS and _helps(gains[best], area):
                break
            if one not in gains and state.capacity is not None:
                gains[one] = _with_site(state, state.capacity, areas, int(among[one]))
            if best < 0 or _worth(gains[one], area, one) > _worth(gains[best], area, best):
                best = one
        table.loc[area, ["candidate", "brings", "brings_in_all"]] = [
            int(among[best]),
            float(gains[best][area]),
            float(gains[best].sum()),
        ]
    table["candidate"] = table["candidate"].astype(np.int64)
    table["cost"] = _middle_costs(areas, pairs, among, table)
    return table


def _worth(gains: Floats, area: int, number: int) -> tuple[bool, float, int]:
    """Return what candidates are compared by: that more people are served in all, then those of the area."""
    return float(gains.sum()) > NOBODY, round(float(gains[area]), _DIGITS), -number


def _helps(gains: Floats, area: int) -> bool:
    return float(gains.sum()) > NOBODY and float(gains[area]) > NOBODY


def _unserved_pairs(state: Assessment, among: Ints) -> pd.DataFrame:
    """Return the unserved cells within the limit of each site, by site from the nearest to the farthest."""
    cells = state.cells
    unserved = (cells["people"] - cells["people_served"]).to_numpy(dtype=np.float64)
    reach = within_limit(csc_array(state.times.costs[:, among]), state.limit).tocoo()
    pairs = pd.DataFrame(
        {
            "site": reach.col.astype(np.int64),
            "cell": reach.row.astype(np.int64),
            "cost": reach.data,
            "people": unserved[reach.row],
        }
    )
    return pairs.sort_values(["site", "cost", "cell"], kind="stable", ignore_index=True)


def _by_area(
    areas: GapAreas, pairs: pd.DataFrame, people: Floats, shape: tuple[int, int]
) -> Floats:
    """Return sums over pairs by area and site."""
    where = areas.of[pairs["cell"].to_numpy()] * shape[1] + pairs["site"].to_numpy()
    summed = np.bincount(where, weights=people, minlength=shape[0] * shape[1])
    return summed.reshape(shape).astype(np.float64)


def _finalists(
    state: Assessment,
    areas: GapAreas,
    pairs: pd.DataFrame,
    reached: Floats,
    asked: Sequence[int],
    among: Ints,
) -> tuple[dict[int, list[int]], dict[int, Floats]]:
    """Return by area the sites among which the best is, the most promising first, and gains that are known."""
    if state.capacity is None:
        best = {
            area: int(np.round(reached[area], _DIGITS).argmax()) for area in asked if reached.size
        }
        few = {area: [one] for area, one in best.items() if reached[area, one] > NOBODY}
        return few, {one: reached[:, one] for [one] in few.values()}
    promise = _by_area(
        areas, pairs, _first_come(state, state.capacity, pairs, among), reached.shape
    )
    most = None if state.capacity.assignment == "closest" else MOST_COUNTED
    few = {}
    for area in asked:
        own, near = (np.round(one[area], _DIGITS) for one in (promise, reached))
        order = np.lexsort((np.arange(len(own)), -near, -own))
        if len(kept := order[reached[area, order] > NOBODY][:most]):
            few[area] = kept.tolist()
    return few, {}


def _first_come(state: Assessment, rule: CapacityRule, pairs: pd.DataFrame, among: Ints) -> Floats:
    """Return by pair the unserved people whom the site could serve if all others stayed where they are."""
    need = rule.need_of(state.group)
    places = state.times.sites["capacity"].to_numpy(dtype=np.float64)[among] / need
    site, people = pairs["site"].to_numpy(), pairs["people"].to_numpy(dtype=np.float64)
    left = places[site]
    if rule.assignment == "closest":
        nearest = _nearest_cost(state)[pairs["cell"].to_numpy()]
        coming = np.where(pairs["cost"].to_numpy() <= nearest, people, 0.0)
        all_of = np.bincount(site, weights=coming, minlength=len(among))[site]
        # Those who come share the places.
        shared: Floats = coming * np.minimum(1.0, left / np.maximum(all_of, NOBODY))
        return shared
    summed = pd.Series(people).groupby(site).cumsum().to_numpy()
    own: Floats = np.minimum(summed, left) - np.minimum(summed - people, left)
    return own


def _nearest_cost(state: Assessment) -> Floats:
    """Return the cost of each cell's nearest open site within the limit, infinite without any."""
    times = state.times
    opened = np.unique(times.positions(list(state.open_sites)))
    near = within_limit(csc_array(times.costs[:, opened]), state.limit).tocoo()
    least = np.full(len(times.demand), np.inf)
    np.minimum.at(least, near.row, near.data)
    return least


def _with_site(state: Assessment, rule: CapacityRule, areas: GapAreas, column: int) -> Floats:
    """Return by area how many more people have a place with one more site."""
    times = state.times
    cells = state.cells
    people = cells["people"].to_numpy(dtype=np.float64)
    # Ties are broken by the order of the tables, as in an assessment of these sites.
    columns = np.unique([*times.positions(list(state.open_sites)), column])
    costs = within_limit(csc_array(times.costs[:, columns]), state.limit)
    places = times.sites["capacity"].to_numpy(dtype=np.float64)[columns]
    found = rule.assigned(costs, people, places / rule.need_of(state.group), limit=state.limit)
    within = np.diff(costs.tocsr().indptr) > 0
    served = np.where(within, people - found.overflow, 0.0)
    return areas.sums(served - cells["people_served"].to_numpy(dtype=np.float64))


def _middle_costs(areas: GapAreas, pairs: pd.DataFrame, among: Ints, table: pd.DataFrame) -> Floats:
    """Return by area the cost within which half of its unserved people are who reach its candidate."""
    number = {int(column): one for one, column in enumerate(among)}
    costs = np.full(len(table), np.nan)
    for row, (area, candidate) in enumerate(table["candidate"].items()):
        if candidate < 0:
            continue
        start, stop = np.searchsorted(pairs["site"], [number[candidate], number[candidate] + 1])
        own = pairs.iloc[start:stop]
        own = own[(areas.of[own["cell"].to_numpy()] == area) & (own["people"] > NOBODY).to_numpy()]
        summed = own["people"].cumsum().to_numpy()
        costs[row] = own["cost"].iloc[int(np.searchsorted(summed, half_of(summed[-1])))]
    return costs
