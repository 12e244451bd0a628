"""What is told of where places are attached to the network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from ...common.arrays import Bools
from ...common.sentences import Sentence
from ..routing.connectivity import Connections
from .mixed_search import SearchPart
from .positions import SnappedPositions

_ELSEWHERE: Final = (
    "{cells} cells and {sites} sites are attached to parts of the road network "
    "other than the largest"
)
_TWICE: Final = (
    "{cells} cells and {sites} sites beside pieces of road that only the map cuts off "
    "also have a way to a larger part"
)


def attachment_notes(parts: Sequence[SearchPart]) -> tuple[Sentence, ...]:
    """Count the cells and sites that are attached elsewhere than to the largest component alone.

    Parameters
    ----------
    parts
        The searches, one for each mode. A cell counts once, whatever the modes.
    """
    if not parts:
        return ()
    cells_elsewhere: list[Bools] = []
    cells_twice: list[Bools] = []
    sites_elsewhere = sites_twice = 0
    for part in parts:
        search, graph = part.search, part.search.graph
        leaving, arriving = graph.leaving, graph.arriving
        if search.direction == "from_site":
            leaving, arriving = arriving, leaving
        cells_elsewhere.append(_elsewhere(search.cells, leaving))
        cells_twice.append(_twice(search.cells))
        sites_elsewhere += int(_elsewhere(search.sites, arriving).sum())
        sites_twice += int(_twice(search.sites).sum())
    notes = (
        (
            _ELSEWHERE,
            int(np.any(cells_elsewhere, axis=0).sum()),
            sites_elsewhere,
        ),
        (
            _TWICE,
            int(np.any(cells_twice, axis=0).sum()),
            sites_twice,
        ),
    )
    return tuple(
        Sentence(text, cells=cells, sites=sites) for text, cells, sites in notes if cells or sites
    )


def _elsewhere(positions: SnappedPositions, connected: Connections) -> Bools:
    """Return which places stand on a road that is not connected with the largest component."""
    elsewhere: Bools = connected.rank[positions.edge] != 0
    return positions.snapped & elsewhere


def _twice(positions: SnappedPositions) -> Bools:
    """Return which places have a second position."""
    result = np.zeros(len(positions), dtype=bool)
    result[positions.second.place] = True
    return result
