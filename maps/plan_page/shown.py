"""What of a plan its page shows: all, or coarser cells and the sites that matter where it is too large."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ...common.arrays import Floats, Ints
from ...common.sentences import Sentence
from ...coverage.assessment import Assessment
from ...geo.travel.travel_times import TravelTimes
from ...optimize.plan import Plan
from .cells import cell_breaks, populated_cells
from .coarser_cells import coarser_cells
from .page_cells import PageCells, each_cell
from .years import people_by_year


@dataclass(frozen=True, kw_only=True)
class PageSize:
    """The most that a page holds.

    Parameters
    ----------
    cells
        Cells that are drawn.
    pairs
        Pairs of a cell and a site that reaches it; each takes about 2.7 bytes.
    sites
        Sites that can be chosen.
    """

    cells: int
    pairs: int
    sites: int


LARGEST: Final = PageSize(cells=150_000, pairs=8_000_000, sites=5_000)
"""Such a page has about 30 MB."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Shown:
    """What a page shows.

    Parameters
    ----------
    cells
        Its cells.
    sites
        Columns of the sites that can be chosen: open today, or candidates.
    breaks
        People counts that part the cells into classes.
    site_ids
        Ids of the sites that are drawn; None where all are.
    notes
        What is not shown as it is in the results.
    """

    cells: PageCells
    sites: Ints
    breaks: tuple[float, float, float]
    site_ids: frozenset[str] | None = None
    notes: tuple[Sentence, ...] = ()


def shown_on_page(plan: Plan, today: Assessment, largest: PageSize | None = None) -> Shown:
    """Return what of a plan its page shows.

    Of too many cells neighbours are added up: see `coarser_cells`. Of too many sites those stay which the
    plan opens, which are the nearest ones of a cell today or with the plan, and the candidates that reach
    most people whom the plan leaves unserved; so who is served today and with the plan is known of every
    cell of the page.

    Parameters
    ----------
    plan, today
        The plan, and coverage before it.
    largest
        The most that the page may hold; by default `LARGEST`.
    """
    most = LARGEST if largest is None else largest
    # What the plan opens is always shown, and leaves room for others.
    most = replace(most, sites=max(most.sites, len(plan.opened) + most.sites // 2))
    times = plan.scenario.times
    sites = explored_sites(plan)
    worth = _worth(plan) if len(sites) > most.sites else None
    rows = populated_cells(today, *people_by_year(plan).values())
    cells = each_cell(rows, len(times.demand))
    kept = sites if worth is None else _kept_sites(plan, today, cells, worth, most.sites)
    if not _fits(times, cells, kept, most):
        for cells in coarser_cells(today, plan.after, rows):
            if worth is not None:
                kept = _kept_sites(plan, today, cells, worth, most.sites)
            if _fits(times, cells, kept, most):
                break
    notes: tuple[Sentence, ...] = ()
    if cells.side_m is not None:
        notes += (_cells_note(cells, len(rows)),)
    drawn = None
    if len(kept) < len(sites):
        notes += (_sites_note(len(kept), len(sites)),)
        near_today = today.cells["site_id"].iloc[cells.rows].dropna()
        drawn = frozenset(map(str, [*times.sites.index[kept], *near_today.unique()]))
    return Shown(
        cells=cells,
        sites=kept,
        breaks=cell_breaks(today, cells),
        site_ids=drawn,
        notes=notes,
    )


def explored_sites(plan: Plan) -> Ints:
    """Return the columns of the sites that can be chosen: open today, or candidates."""
    sites = plan.scenario.times.sites
    wanted = sites.index.isin([*plan.before.open_sites, *plan.opened])
    return np.flatnonzero(wanted | (sites["status"] == "candidate").to_numpy())


def _fits(times: TravelTimes, cells: PageCells, sites: Ints, most: PageSize) -> bool:
    if len(cells.rows) > most.cells or len(sites) > most.sites:
        return False
    return int(_pairs_by_site(times, cells)[sites].sum()) <= most.pairs


def _pairs_by_site(times: TravelTimes, cells: PageCells) -> Ints:
    """Return by column of the matrix how many cells of the page it has."""
    on_page = np.zeros(times.costs.shape[0], dtype=bool)
    on_page[cells.rows] = True
    kept = np.concatenate([[0], np.cumsum(on_page[times.costs.indices])])
    return np.diff(kept[times.costs.indptr]).astype(np.int64)


def _kept_sites(plan: Plan, today: Assessment, cells: PageCells, worth: Floats, most: int) -> Ints:
    """Return the sites that the page needs, and the best of the others as far as there is room."""
    sites = explored_sites(plan)
    times = plan.scenario.times
    needed = np.zeros(len(times.sites), dtype=bool)
    needed[times.positions(list(plan.opened))] = True
    for state in (today, plan.after):
        nearest = state.cells["site_id"].to_numpy(dtype=object)[cells.rows]
        known = times.sites.index.get_indexer(nearest)
        needed[known[known >= 0]] = True
    others = sites[~needed[sites]]
    # Of equally good ones the first stay.
    best = others[np.lexsort((others, -worth[others]))]
    room = max(0, most - int(needed[sites].sum()))
    return np.sort(np.concatenate([sites[needed[sites]], best[:room]]))


def _worth(plan: Plan) -> Floats:
    """Return by site the people in its reach, and those whom the plan leaves unserved before all others."""
    times, after = plan.scenario.times, plan.after.cells
    people = after["people"].to_numpy(dtype=np.float64)
    unserved = people - after["people_served"].to_numpy(dtype=np.float64)
    reach = times.within_cost(plan.after.limit)
    return np.asarray(reach.T @ (people + (1 + people.sum()) * unserved), dtype=np.float64)


def _cells_note(cells: PageCells, populated: int) -> Sentence:
    return Sentence(
        "The page shows {shown:,} coarser cells in squares of {side_m:,.0f} m instead of {cells:,}, "
        "which would make it too large. Its figures for today and for the plan are those of all cells; "
        "for other sites, limits and years each coarser cell is taken to be where most of its people live.",
        shown=len(cells.rows),
        side_m=cells.side_m or 0.0,
        cells=populated,
    )


def _sites_note(shown: int, total: int) -> Sentence:
    return Sentence(
        "The page shows {shown:,} of {sites:,} sites: those that the plan opens, those nearest to people, "
        "and of the others those that reach most people whom the plan leaves unserved. "
        "All are in results.gpkg.",
        shown=shown,
        sites=total,
    )
