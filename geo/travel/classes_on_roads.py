"""The searches on roads behind travel times: by class of the demand, and by mode."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from scipy.sparse import csc_array

from ...common.arrays import Floats, Ints
from ..tables import Mode, ModeByTier
from .class_search import ClassSearch
from .mixed_search import MixedSearch, SearchPart
from .road_search import RoadSearch


class NearestSearch(Protocol):
    """Whatever finds the nearest of some sites for every cell, without limit."""

    def nearest(self, sites: Ints) -> tuple[Ints, Floats]:
        """Return site position (-1 if none) and cost (inf if none) by cell."""
        ...

    def nearest_k(self, sites: Ints, k: int) -> tuple[Ints, Floats]:
        """Return the positions and costs of the k nearest by cell, shape (cells, k), nearest first."""
        ...

    def matrix_of(self, sites: Ints, limit: float) -> csc_array:
        """Return the costs of some sites up to a limit, which may be infinite: sparse (cells, sites)."""
        ...


class ClassOnRoads(NamedTuple):
    """A class of the demand: its rows in the demand table, its mode, and its searches, one for each mode."""

    rows: Ints
    mode: Mode | ModeByTier
    parts: tuple[SearchPart, ...]


def classes_on_roads(
    search: NearestSearch, cells: int, sites: int, mode: Mode | ModeByTier
) -> tuple[ClassOnRoads, ...]:
    """Return each class of the demand that a search knows; one where there are no classes.

    Parameters
    ----------
    search
        The search behind travel times.
    cells, sites
        How many rows the demand table and the site table have.
    mode
        How people travel where there are no classes.
    """
    if isinstance(search, ClassSearch):
        return tuple(
            ClassOnRoads(part.rows, part.mode, _by_mode(part.search, sites))
            for part in search.parts
        )
    return (ClassOnRoads(np.arange(cells), mode, _by_mode(search, sites)),)


def _by_mode(search: NearestSearch, sites: int) -> tuple[SearchPart, ...]:
    """Return the search of each mode; none for times computed elsewhere."""
    if isinstance(search, RoadSearch):
        return (SearchPart(search=search, sites=np.arange(sites)),)
    return search.parts if isinstance(search, MixedSearch) else ()
