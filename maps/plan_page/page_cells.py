"""The cells that a page holds: those of the demand table, or several of them added up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...common.arrays import Floats, Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class PageCells:
    """The cells of a page.

    Parameters
    ----------
    rows
        For each cell of the page the row of the demand table that stands for it: its travel times are
        those of the page's cell.
    of
        For each row of the demand table the page's cell in which its people are counted; -1 where nobody
        lives.
    side_m
        Side of the squares in which cells were added up; None where the page has every cell.
    """

    rows: Ints
    of: Ints
    side_m: float | None = None

    def sums(self, values: Floats) -> Floats:
        """Return the sums of a column of the demand table by cell of the page."""
        if self.side_m is None:
            return np.asarray(values[self.rows], dtype=np.float64)
        inside = self.of >= 0
        return np.bincount(
            self.of[inside], weights=values[inside], minlength=len(self.rows)
        ).astype(np.float64)

    def middles(self, xy: Floats) -> Floats:
        """Return the mean place of the cells that each cell of the page is made of; shape (cells, 2)."""
        count = self.sums(np.ones(len(self.of)))
        return np.column_stack([self.sums(xy[:, axis]) / count for axis in (0, 1)])


def each_cell(rows: Ints, total: int) -> PageCells:
    """Return cells of a page that shows some rows of a demand table as they are.

    Parameters
    ----------
    rows
        Which rows.
    total
        How many rows the demand table has.
    """
    of = np.full(total, -1, dtype=np.int64)
    of[rows] = np.arange(len(rows))
    return PageCells(rows=rows, of=of)
