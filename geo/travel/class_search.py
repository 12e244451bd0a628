"""Search of demand classes: the rows of each class are searched in its own mode, at its own speed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csc_array, vstack

from ...common.arrays import Floats, Ints
from ..tables import Mode, ModeByTier
from .mixed_search import MixedSearch
from .road_search import RoadSearch


@dataclass(frozen=True, kw_only=True, eq=False)
class ClassPart:
    """The search of one class: its rows in the demand table, ascending, are the cells of the search.

    `mode` is how its people travel, by tier of the sites or to all.
    """

    search: RoadSearch | MixedSearch
    rows: Ints
    mode: Mode | ModeByTier


@dataclass(frozen=True, kw_only=True, eq=False)
class ClassSearch:
    """Searches of several classes as one.

    Parameters
    ----------
    parts
        One for each class, their rows one after the other as in the demand table.
    """

    parts: tuple[ClassPart, ...]

    def matrix(self, limit: float) -> csc_array:
        """Return the many-to-many matrix up to `limit`, as `RoadSearch.matrix` does."""
        return csc_array(vstack([part.search.matrix(limit) for part in self.parts], format="csc"))

    def matrix_of(self, sites: Ints, limit: float) -> csc_array:
        """Return the costs of `sites` up to `limit`, as `RoadSearch.matrix_of` does."""
        blocks = [part.search.matrix_of(sites, limit) for part in self.parts]
        return csc_array(vstack(blocks, format="csc"))

    def nearest(self, sites: Ints) -> tuple[Ints, Floats]:
        """Return the nearest of `sites` and its cost for each row, without limit; -1 and inf if none."""
        found = [part.search.nearest(sites) for part in self.parts]
        return np.concatenate([one[0] for one in found]), np.concatenate([one[1] for one in found])

    def nearest_k(self, sites: Ints, k: int) -> tuple[Ints, Floats]:
        """Return the k nearest of `sites` for each row and their costs, as `RoadSearch.nearest_k` does."""
        found = [part.search.nearest_k(sites, k) for part in self.parts]
        return np.vstack([one[0] for one in found]), np.vstack([one[1] for one in found])

    def cell_reason(self, sites: Ints) -> npt.NDArray[np.str_]:
        """Return why each row is not snapped in any mode of `sites`, or ``""``."""
        return np.concatenate(
            [
                part.search.cell_reason(sites)
                if isinstance(part.search, MixedSearch)
                else part.search.cells.reason
                for part in self.parts
            ]
        )
