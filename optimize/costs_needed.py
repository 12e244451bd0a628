"""The costs that an objective needs, also beyond the limit up to which the travel times have them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from scipy.sparse import csc_array, csr_array, hstack
from scipy.sparse.csgraph import connected_components

from ..common.arrays import Bools, Floats, Ints
from ..common.errors import Fault, InputError
from ..geo.travel.times_table import TableSearch
from ..geo.travel.travel_times import TravelTimes

MOST_PAIRS: Final = 50_000_000
"""So many pairs of cells and candidates are held at most: about 4 GB in a p-median."""

_SITES_AT_ONCE: Final = 256


def costs_needed(
    times: TravelTimes,
    candidates: Ints,
    *,
    limit: float,
    up_to: float,
    people: Floats,
    today: Floats,
    kind: str,
) -> csc_array:
    """Return the costs of the candidates, beyond `limit` those that are lower than today's.

    Nothing else can count: of a cell with a way to an existing site, a farther candidate is never the nearest.

    Parameters
    ----------
    times
        The travel times.
    candidates
        Positions in the site table.
    limit
        The scenario's limit; all costs up to it are returned.
    up_to
        Up to which cost the objective needs them; infinite for all.
    people
        By cell; beyond the limit only cells with people are returned.
    today
        By cell the cost of the nearest existing site, infinite where there is none.
    kind
        The objective's name, for messages.

    Returns
    -------
    scipy.sparse.csc_array
        Shape (cells, candidates).

    Raises
    ------
    InputError
        If a table of travel times ends before `up_to`, or there are more than `MOST_PAIRS`.
    """
    lived_in = people > 0
    up_to = max(limit, min(up_to, float(today[lived_in].max(initial=0.0))))
    if up_to > limit and isinstance(times.search, TableSearch):
        _require_all_times(times.search, candidates, limit, up_to, lived_in & np.isinf(today), kind)
    ceiling = np.where(lived_in, today, 0.0)
    found, blocks = 0, [csc_array((len(people), 0), dtype=np.float32)]
    for block in _blocks(times, candidates, up_to):
        row = block.indices
        kept = (block.data <= np.float32(limit)) | (block.data < ceiling[row])
        indptr = np.concatenate([[0], np.cumsum(kept)])[block.indptr]
        blocks.append(csc_array((block.data[kept], row[kept], indptr), shape=block.shape))
        found += int(indptr[-1])
        if found > MOST_PAIRS:
            raise InputError(_too_many(int(lived_in.sum()), len(candidates), kind))
    return csc_array(hstack(blocks, format="csc"))


def _blocks(times: TravelTimes, candidates: Ints, up_to: float) -> Iterator[csc_array]:
    for first in range(0, len(candidates), _SITES_AT_ONCE):
        yield times.search.matrix_of(candidates[first : first + _SITES_AT_ONCE], up_to)


def _too_many(cells: int, candidates: int, kind: str) -> Fault:
    return Fault(
        file="scenario",
        column="objective",
        value=kind,
        cause=f"needs the times between {cells:,} cells with people and {candidates:,} candidates, and more "
        f"than {MOST_PAIRS:,} of them are lower than today's",
        fix="take larger cells or fewer candidates; or maximal_covering or gradual_covering, which need times "
        "up to a limit only",
    )


def _require_all_times(
    search: TableSearch, candidates: Ints, limit: float, up_to: float, cut_off: Bools, kind: str
) -> None:
    """Refuse a table that ends too early for cells that no existing site is reached from.

    Of the others a time that the table does not have is longer than today's, or there is no way. A missing time
    of these may be either, so it is taken for no way only where that is plain: each cell has a time to all
    candidates that a cell of the same island has one to, and the table has times beyond the limit.
    """
    longest = float(search.cost.max(initial=0.0))
    if longest >= up_to or not cut_off.any():
        return
    cells = np.flatnonzero(cut_off)
    pairs = csr_array(search.matrix_of(candidates, np.inf))[cells]
    missing = len(cells) * len(candidates) - pairs.nnz
    if missing and (longest <= limit or not _islands(pairs)):
        number = int((np.diff(pairs.indptr) < len(candidates)).sum())
        raise InputError(
            Fault(
                file="travel times",
                column="objective",
                value=kind,
                cause=f"needs times beyond the limit, but the table has none between {number:,} cells with "
                f"people and some of the candidates ({missing:,} pairs), and nothing says that there is no way",
                fix="give the times of all these pairs, however long; take cells without any way out of the "
                "people; or ask for maximal_covering, which needs times up to the limit only",
            )
        )


def _islands(pairs: csr_array) -> bool:
    """Return whether cells and candidates form islands: a time of each pair within one, of none between two."""
    cells, candidates = pairs.shape
    row = np.repeat(np.arange(cells), np.diff(pairs.indptr))
    graph = csr_array(
        (np.ones(pairs.nnz, dtype=bool), (row, cells + pairs.indices)),
        shape=(cells + candidates, cells + candidates),
    )
    count, island = connected_components(graph, directed=False)
    here = np.bincount(island[:cells], minlength=count)
    there = np.bincount(island[cells:], minlength=count)
    return int((here * there).sum()) == pairs.nnz
