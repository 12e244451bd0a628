"""The capacitated covering problem in arrays: pairs by cell and by site, capacities, and what may be opened."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from ...common.arrays import Bools, Floats, Ints
from ...coverage.assigned_people import AssignmentRule
from ..core.budget import Budget
from ..core.pairs import Pairs, sums_by
from .maximum_flow import Filling, fill_sites
from .sites import CapacitySites


@dataclass(frozen=True, kw_only=True, eq=False)
class CapacityProblem:
    """Merged cells, all sites, and the pairs within the limit.

    Parameters
    ----------
    assignment
        Who may go where.
    indptr, site, level, cell
        Pairs by cell, nearest site first: positions of each cell's first pair, and by pair its site, its level,
        and its cell. With closest assignment the level is the rank of the cost among the cell's; people may go
        to the open sites on the lowest level that has one. With the system-optimal one all are on one level.
    column_indptr, column_cell
        The same pairs by site: positions of each site's first pair, and the cells.
    place
        By pair its position in `column_cell`.
    people
        By cell.
    capacity
        By site, at most its potential demand.
    standing
        By site whether it is open in any case.
    closed
        By site whether it stays closed.
    budget
        Of the other sites; opening costs are by site.
    """

    assignment: AssignmentRule
    indptr: Ints
    site: Ints
    level: Ints
    cell: Ints
    column_indptr: Ints
    column_cell: Ints
    place: Ints
    people: Floats
    capacity: Floats
    standing: Bools
    closed: Bools
    budget: Budget

    @property
    def pairs(self) -> int:
        """Number of pairs."""
        return len(self.site)

    @property
    def free(self) -> Bools:
        """By site whether it may be opened or not."""
        return ~(self.standing | self.closed)

    @property
    def rows(self) -> int:
        """Number of multipliers: one for each cell, or with closest assignment one for each pair."""
        return len(self.people) if self.assignment == "system" else self.pairs

    @property
    def row_people(self) -> Floats:
        """People by multiplier."""
        return self.people if self.assignment == "system" else self.people[self.cell]


def capacity_problem(
    sites: CapacitySites, budget: Budget, assignment: AssignmentRule
) -> CapacityProblem:
    """Return the problem after exact merging of cells.

    Parameters
    ----------
    sites
        All sites, and the pairs within the limit.
    budget
        What `must_open` leaves, for the candidates.
    assignment
        Who may go where.
    """
    pairs = sites.pairs.where(sites.capacity[sites.pairs.site] > 0)
    mark = np.zeros(len(pairs), dtype=np.int64)
    if assignment == "closest":
        # A site without capacity still draws people, and those who have a standing site go no farther.
        pairs = _no_farther(sites.pairs, sites.standing)
        mark = pairs.levels()
    pairs, people, _ = pairs.merged(mark, sites.people)
    existing = np.zeros(sites.existing)
    return _arranged(
        pairs,
        people,
        sites.capacity,
        assignment=assignment,
        standing=sites.standing,
        closed=np.zeros(len(sites.standing), dtype=bool),
        budget=budget._replace(opening_cost=np.concatenate([existing, budget.opening_cost])),
    )


def narrowed(
    problem: CapacityProblem, *, opened: Bools, closed: Bools
) -> tuple[CapacityProblem, Bools]:
    """Fix more sites open or closed; return the problem of the other pairs, and which pairs these are."""
    standing, shut = problem.standing | opened, problem.closed | closed
    left = problem.budget.after(np.flatnonzero(opened & ~problem.standing))
    free = ~(standing | shut)
    shut |= free & (problem.budget.opening_cost > left.money)
    if left.max_new <= 0:
        shut |= free
    pairs = Pairs(
        cell=problem.cell,
        site=problem.site,
        cost=problem.level.astype(np.float32),
        indptr=problem.indptr,
    )
    kept = ~shut[problem.site]
    if problem.assignment == "closest":
        kept &= pairs.cost <= pairs.least(standing[pairs.site])[pairs.cell]
    smaller = _arranged(
        pairs.where(kept),
        problem.people,
        problem.capacity,
        assignment=problem.assignment,
        standing=standing,
        closed=shut,
        budget=left,
    )
    return smaller, kept


def filling(problem: CapacityProblem, is_open: Bools) -> Filling:
    """Return the most people served at open sites, standing ones included."""
    return fill_sites(
        (problem.indptr, problem.site, problem.level),
        problem.people,
        problem.capacity,
        is_open | problem.standing,
    )


def restricted(sites: CapacitySites, *, opened: Bools, closed: Bools) -> CapacitySites:
    """Return the sites with some more standing, and without the pairs of those that stay closed."""
    return dataclasses.replace(
        sites,
        pairs=sites.pairs.where(~closed[sites.pairs.site]),
        standing=sites.standing | opened,
    )


def _no_farther(pairs: Pairs, standing: Bools) -> Pairs:
    """Return the pairs without those farther than the cell's nearest standing site."""
    return pairs.where(pairs.cost <= pairs.least(standing[pairs.site])[pairs.cell])


def _arranged(
    pairs: Pairs,
    people: Floats,
    capacity: Floats,
    *,
    assignment: AssignmentRule,
    standing: Bools,
    closed: Bools,
    budget: Budget,
) -> CapacityProblem:
    """Return the problem of these pairs, by cell and by site."""
    by_site = np.argsort(pairs.site, kind="stable")
    place = np.empty(len(pairs), dtype=np.int64)
    place[by_site] = np.arange(len(pairs))
    count = np.bincount(pairs.site, minlength=len(capacity))
    demand = sums_by(pairs.site, people[pairs.cell], len(capacity))
    return CapacityProblem(
        assignment=assignment,
        indptr=pairs.indptr.astype(np.int64),
        site=pairs.site,
        level=pairs.levels() if assignment == "closest" else np.zeros(len(pairs), dtype=np.int64),
        cell=pairs.cell,
        column_indptr=np.concatenate([[0], np.cumsum(count)]),
        column_cell=pairs.cell[by_site],
        place=place,
        people=people,
        capacity=np.minimum(capacity, demand),
        standing=standing,
        closed=closed,
        budget=budget,
    )
