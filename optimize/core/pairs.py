"""Pairs of a cell and a site with their cost: the sparse cost matrix by cell, nearest site first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array

from ...common.arrays import Bools, Floats, Ints
from .equal_sets import equal_sets


@dataclass(frozen=True, kw_only=True, eq=False)
class Pairs:
    """Pairs of a cell and a site, sorted by cell, then cost, then site.

    Parameters
    ----------
    cell, site, cost
        Cell, site and cost of each pair.
    indptr
        By cell the position of its first pair, as in compressed sparse rows; one longer than the cells.
    """

    cell: Ints
    site: Ints
    cost: npt.NDArray[np.float32]
    indptr: Ints

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.cell)

    @property
    def cells(self) -> int:
        """Number of cells, those without pairs included."""
        return len(self.indptr) - 1

    @property
    def degree(self) -> Ints:
        """Number of pairs of each cell."""
        return np.diff(self.indptr)

    def where(self, kept: Bools) -> Pairs:
        """Return a subset of the pairs, of the same cells."""
        indptr = np.concatenate([[0], np.cumsum(kept)])[self.indptr]
        return Pairs(
            cell=self.cell[kept], site=self.site[kept], cost=self.cost[kept], indptr=indptr
        )

    def levels(self) -> Ints:
        """Return by pair the rank of its cost among the distinct costs of its cell, from 0."""
        fresh = np.zeros(len(self), dtype=np.int64)
        fresh[1:] = (self.cost[1:] != self.cost[:-1]) & (self.cell[1:] == self.cell[:-1])
        total = np.cumsum(fresh)
        return total - total[self.indptr[self.cell]]

    def least(self, among: Bools) -> npt.NDArray[np.float32]:
        """Return by cell the lowest cost of the pairs `among`, infinite where it has none."""
        least = np.full(self.cells, np.inf, dtype=np.float32)
        # Assigned in descending order of cost: the last assignment is the lowest.
        at = np.flatnonzero(among)[::-1]
        least[self.cell[at]] = self.cost[at]
        return least

    def merged(self, mark: Ints, people: Floats) -> tuple[Pairs, Floats, Ints]:
        """Aggregate cells that have the same sites with the same marks.

        Parameters
        ----------
        mark
            By pair an attribute that must be equal besides the site, from 0 to 2**32 - 1.
        people
            By cell.

        Returns
        -------
        tuple
            The pairs of the groups, the people of each, and by cell its group. Cells without pairs form a group
            of their own.
        """
        first, group = equal_sets((self.site << 32) | mark, self.indptr[:-1], self.indptr[1:])
        chosen = np.zeros(self.cells, dtype=bool)
        chosen[first] = True
        kept = chosen[self.cell]
        pairs = Pairs(
            cell=group[self.cell[kept]],
            site=self.site[kept],
            cost=self.cost[kept],
            indptr=np.concatenate([[0], np.cumsum(self.degree[first])]),
        )
        return pairs, sums_by(group, people, len(first)), group


def pairs_within(costs: csc_array, people: Floats, limit: float) -> Pairs:
    """Return the pairs within the limit of the cells that have people.

    Parameters
    ----------
    costs
        Sparse (cells, sites); pairs that are not stored are beyond the limit.
    people
        By cell.
    limit
        In the unit of the costs.
    """
    cell = costs.indices.astype(np.int64)
    site = np.repeat(np.arange(costs.shape[1]), np.diff(costs.indptr))
    cost = costs.data.astype(np.float32)
    near = (cost <= np.float32(limit)) & (people[cell] > 0)
    cell, site, cost = cell[near], site[near], cost[near]
    # Sites ascend, and the bits of floats that are not negative sort as the floats do.
    order = np.argsort((cell << 32) | (cost + 0.0).view(np.uint32), kind="stable")
    return Pairs(
        cell=cell[order],
        site=site[order],
        cost=cost[order],
        indptr=np.searchsorted(cell[order], np.arange(costs.shape[0] + 1)),
    )


def sums_by(number: Ints, value: Floats, count: int) -> Floats:
    """Return by number from 0 to `count` - 1 the sum of its values."""
    return np.bincount(number, weights=value, minlength=count).astype(np.float64)
