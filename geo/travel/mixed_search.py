"""Multimodal search: one search for each mode, over the sites that are reached by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array, hstack

from ...common.arrays import Floats, Ints
from .road_search import RoadSearch


@dataclass(frozen=True, kw_only=True, eq=False)
class SearchPart:
    """The search of one mode.

    Parameters
    ----------
    search
        The mode's search over all cells and its own sites.
    sites
        Positions of these sites in the site table, ascending, in the search's order.
    """

    search: RoadSearch
    sites: Ints

    def among(self, sites: Ints) -> Ints:
        """Return those of `sites` that are of this mode, in the search's numbering."""
        return np.flatnonzero(np.isin(self.sites, sites))


@dataclass(frozen=True, kw_only=True, eq=False)
class MixedSearch:
    """Searches of several modes as one: the nearest site of a cell is that of the least cost in any mode.

    Parameters
    ----------
    parts
        One for each mode; each site is in exactly one.
    """

    parts: tuple[SearchPart, ...]

    def matrix(self, limit: float) -> csc_array:
        """Return the many-to-many matrix up to `limit`, as `RoadSearch.matrix` does."""
        order = np.argsort(np.concatenate([part.sites for part in self.parts]))
        stacked = hstack([part.search.matrix(limit) for part in self.parts], format="csc")
        return csc_array(stacked[:, order])

    def matrix_of(self, sites: Ints, limit: float) -> csc_array:
        """Return the costs of `sites` up to `limit`, as `RoadSearch.matrix_of` does."""
        own = [part.among(sites) for part in self.parts]
        numbers = np.concatenate(
            [part.sites[mine] for part, mine in zip(self.parts, own, strict=True)]
        )
        blocks = [
            part.search.matrix_of(mine, limit) for part, mine in zip(self.parts, own, strict=True)
        ]
        stacked = hstack(blocks, format="csc")
        place = np.argsort(numbers)
        return csc_array(stacked[:, place[np.searchsorted(numbers[place], sites)]])

    def nearest(self, sites: Ints) -> tuple[Ints, Floats]:
        """Return the nearest of `sites` and its cost for each cell, without limit; -1 and inf if none."""
        site, cost = self.nearest_k(sites, 1)
        return site[:, 0], cost[:, 0]

    def nearest_k(self, sites: Ints, k: int) -> tuple[Ints, Floats]:
        """Return the k nearest of `sites` for each cell and their costs, as `RoadSearch.nearest_k` does."""
        by_mode = [part.search.nearest_k(part.among(sites), k) for part in self.parts]
        site = np.hstack(
            [
                np.where(own < 0, -1, part.sites[own])
                for part, (own, _) in zip(self.parts, by_mode, strict=True)
            ]
        )
        cost = np.hstack([cost for _, cost in by_mode])
        # Of equally near sites the first in the site table.
        order = np.lexsort((site, cost))[:, :k]
        return np.take_along_axis(site, order, axis=1), np.take_along_axis(cost, order, axis=1)

    def cell_reason(self, sites: Ints) -> npt.NDArray[np.str_]:
        """Return why each cell is not snapped in any mode of `sites`, or ``""``."""
        used = [part for part in self.parts if len(part.among(sites))] or list(self.parts)
        reason = used[0].search.cells.reason
        for part in used[1:]:
            reason = np.where((reason == "") | (part.search.cells.reason == ""), "", reason)
        return reason
