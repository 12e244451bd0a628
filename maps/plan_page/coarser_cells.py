"""Cells of a page that is too small for all of them: neighbours are added up in squares."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import count

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...common.arrays import Ints
from ...coverage.assessment import Assessment
from ...geo.tables import levels
from ...geo.travel.road_search import points_xy
from .cells import spacing_m
from .page_cells import PageCells


def coarser_cells(today: Assessment, after: Assessment, rows: Ints) -> Iterator[PageCells]:
    """Yield ever coarser cells, from squares of two cells' width to one that holds the whole study.

    Cells in one square are added up where they are in the same units, and where today and with the plan
    the same is true of them: all are served, or none is for the same reason. So the sums of people by unit,
    and of those who are served or unreachable, are those of the cells themselves. Of each group the cell with
    most people stands for all.

    Parameters
    ----------
    today, after
        Coverage today and with the plan, on the same demand table.
    rows
        Cells in which anybody lives.
    """
    demand = today.times.demand
    xy = points_xy(demand.geometry.to_numpy())[rows]
    kind = _kinds(today, after, rows)
    people = today.cells["people"].to_numpy(dtype=np.float64)[rows]
    # Of cells with equally many people the first is taken.
    most = np.lexsort((np.arange(len(rows)), -people))
    spacing = spacing_m(today)
    corner = xy.min(axis=0) - spacing / 2
    for width in _widths():
        side_m = width * spacing
        column, row = (np.floor((xy[:, axis] - low) / side_m) for axis, low in enumerate(corner))
        square = _pairs_of(column, row)
        of = _pairs_of(square, kind)
        # Later entries of an assignment win, so that those with most people come last.
        stands = np.empty(int(of.max()) + 1, dtype=np.int64)
        stands[of[most[::-1]]] = most[::-1]
        whole = np.full(len(demand), -1, dtype=np.int64)
        whole[rows] = of
        yield PageCells(rows=rows[stands], of=whole, side_m=side_m)
        if not square.any():
            return


def _widths() -> Iterator[int]:
    """Yield 2, 3, 4, 6, 8, 12 ...: at each step about half as many squares remain."""
    for doubling in count(1):
        yield 2**doubling
        yield 3 * 2 ** (doubling - 1)


def _kinds(today: Assessment, after: Assessment, rows: Ints) -> Ints:
    """Return a number for each cell that is the same for those which may be added up."""
    demand = today.times.demand
    known = [demand[level].to_numpy(dtype=object)[rows] for level in levels(demand)]
    known += [pd.factorize(state.cells["reason"])[0][rows] for state in (today, after)]
    return reduce(_pairs_of, known, np.zeros(len(rows), dtype=np.int64))


def _pairs_of(one: npt.NDArray[np.generic], other: npt.NDArray[np.generic]) -> Ints:
    """Return numbers from 0 on that are equal where both arrays are."""
    first, _ = pd.factorize(one)
    second, values = pd.factorize(other)
    number, _ = pd.factorize(first * max(1, len(values)) + second)
    return np.asarray(number, dtype=np.int64)
