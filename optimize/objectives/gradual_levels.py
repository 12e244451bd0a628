"""Gradual covering as maximal covering over levels of coverage.

The coverage of a cell is a sum of steps: for each value of the decay function that a candidate gives it, the
step from the next lower value counts if a candidate at least as near is open.
So each level is a demand point, covered by the candidates at least as near, whose weight is the step times the
people of the cell. Levels with the same candidates are merged, across cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, eye_array

from ...common.arrays import Bools, Floats, Ints
from ..capacity.sites import block_of
from ..core.budget import add_budget_rows, budget_left
from ..core.equal_sets import equal_sets
from ..core.linear_model import LinearModel, ModelWriter
from ..core.pairs import Pairs, sums_by
from ..core.problem import Siting


@dataclass(frozen=True, kw_only=True, eq=False)
class Levels:
    """Levels of coverage, each covered by a range of a cell's pairs, from the nearest candidate on.

    Parameters
    ----------
    pairs
        Cells and the candidates that cover them better than the standing sites.
    begin, near, end
        By level: its pairs are ``begin`` to ``end``; those from ``near`` on are not in the level below.
    below
        By level the next one of fewer candidates, which it is added to; -1 for none.
    weight
        By level the step times the people.
    """

    pairs: Pairs
    begin: Ints
    near: Ints
    end: Ints
    below: Ints
    weight: Floats

    def reached(self, is_open: Bools) -> Bools:
        """Return which levels the open candidates cover."""
        count = np.concatenate([[0], np.cumsum(is_open[self.pairs.site])])
        return np.asarray(count[self.end] > count[self.begin])


def gradual_levels(pairs: Pairs, worth: Floats, base: Floats, people: Floats) -> Levels:
    """Return the levels of coverage, those with the same candidates merged.

    Parameters
    ----------
    pairs
        Cells and candidates; equal costs have equal coverage, lower ones higher coverage.
    worth
        By pair the value of the decay function, above the cell's `base`.
    base
        By cell the coverage without any candidate.
    people
        By cell.
    """
    level = pairs.levels()
    fresh = np.ones(len(pairs), dtype=bool)
    fresh[1:] = (np.diff(pairs.cell) != 0) | (np.diff(level) != 0)
    near = np.flatnonzero(fresh)
    end = np.append(near[1:], len(pairs))
    cell, lowest = pairs.cell[near], level[near] == 0
    next_worth = np.append(worth[near][1:], 0.0)
    is_last = np.append(lowest[1:], True) if len(near) else np.zeros(0, dtype=bool)
    step = worth[near] - np.where(is_last, base[cell], next_worth[: len(near)])
    first, group = equal_sets(pairs.site, pairs.indptr[cell], end)
    below = np.where(lowest, -1, group[np.arange(len(near)) - 1])[first]
    return Levels(
        pairs=pairs,
        begin=pairs.indptr[cell[first]],
        near=near[first],
        end=end[first],
        below=below,
        weight=sums_by(group, step * people[cell], len(first)),
    )


def gradual_model(siting: Siting, levels: Levels, candidates: Ints) -> tuple[LinearModel, Ints]:
    """Return the model, whose first variables are the candidates, and its last ones, the levels.

    ``z_level <= z_below + (sum of y over the candidates of this level only)``, ``0 <= z <= 1``: the relaxation
    is as tight as with the sum over all candidates up to this level, with far fewer nonzeros.
    """
    writer = ModelWriter()
    is_open = writer.add_variables(len(candidates), integer=True)
    add_budget_rows(writer, budget_left(siting).of(candidates), is_open)
    counts = writer.add_variables(len(levels.weight), objective=levels.weight)
    if len(counts):
        number = np.full(len(siting.opening_cost), -1)
        number[candidates] = np.arange(len(candidates))
        size = levels.end - levels.near
        row = np.repeat(np.arange(len(size)), size)
        pair = np.repeat(levels.near - (np.cumsum(size) - size), size) + np.arange(len(row))
        shape = (len(counts), len(candidates))
        nearest = block_of(row, number[levels.pairs.site[pair]], -1.0, shape)
        on = np.flatnonzero(levels.below >= 0)
        chain = block_of(on, levels.below[on], -1.0, (len(counts), len(counts)))
        own = coo_array(eye_array(len(counts)) + chain)
        writer.add_rows([(own, counts), (nearest, is_open)], upper=0.0)
    return writer.model("maximise"), counts
