"""The most people with a place under side constraints: the core of joint and of multi-period planning.

Each block, a year or a service, gives its places on its own; the rows bind the sites of all blocks.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...common.arrays import Bools, Ints
from ..core.effort import Deadline, Effort
from ..core.linear_model import ModelWriter
from ..core.linear_rows import Rows
from ..core.problem import Siting
from ..core.result import SearchResult
from ..core.solver import solve_model
from .recount import unused_candidates
from .served_flows import add_served


@dataclass(frozen=True, kw_only=True, eq=False)
class PlacesBlock:
    """Cells and sites whose people are counted on their own.

    Parameters
    ----------
    siting
        With the people of the block; its `assignment` says who gets a place.
    columns
        By candidate the number of its 0-1 variable.
    weight
        How much a person served counts.
    """

    siting: Siting
    columns: Ints
    weight: float


def with_places_for_all(siting: Siting) -> Siting:
    """Return the same with a place for whoever is within the limit, for a service without capacities."""
    return dataclasses.replace(
        siting,
        assignment="system",
        capacity=np.full(len(siting.capacity), np.inf),
        existing_capacity=np.full(len(siting.existing_capacity), np.inf),
    )


def most_with_places(blocks: Sequence[PlacesBlock], rows: Rows, effort: Effort) -> SearchResult:
    """Maximise the weighted people with a place, of all blocks, under side constraints.

    Parameters
    ----------
    blocks
        Years or services.
    rows
        The side constraints, over the 0-1 variables of all blocks.
    effort
        Time limit, threads and progress report.

    Returns
    -------
    SearchResult
        The choice, with an upper bound on all people served, today's included.

    Raises
    ------
    SolverError
        If the solver fails.
    """
    deadline, count = Deadline.of(effort), rows.matrix.shape[1]
    writer = ModelWriter()
    is_open = writer.add_variables(count, integer=True)
    if rows.matrix.shape[0]:
        writer.add_rows([(rows.matrix, is_open)], lower=rows.lower, upper=rows.upper)
    groups = sum(
        add_served(writer, block.siting, is_open[block.columns], weight=block.weight).groups
        for block in blocks
    )
    effort.enter("exact solve")
    found = solve_model(
        writer.model("maximise"),
        time_limit_s=deadline.solver_limit_s(),
        threads=effort.threads,
        control=effort.control(),
        progress=lambda best, bound: effort.report(
            f"so far {best:,.0f} people have a place, at most {bound:,.0f} can"
        ),
    )
    nothing = np.zeros(count, dtype=bool)
    chosen = None if found.values is None else found.values[is_open] > 0.5
    if chosen is None and found.status != "infeasible" and rows.hold(nothing):
        chosen = nothing
    if chosen is not None:
        chosen = _without_unused(blocks, rows, chosen)
    most = sum(block.weight * float(block.siting.people.sum()) for block in blocks)
    return SearchResult(
        status=found.status,
        chosen=chosen,
        bound=-np.inf if found.status == "infeasible" else min(found.bound, most),
        groups=groups,
        kept=count,
        solver=found.solver,
        seconds=deadline.spent_s,
    )


def _without_unused(blocks: Sequence[PlacesBlock], rows: Rows, chosen: Bools) -> Bools:
    """Leave out sites that nobody goes to in any block, where the constraints allow it."""
    used = np.zeros(len(chosen), dtype=bool)
    for block in blocks:
        opened = np.flatnonzero(chosen[block.columns])
        used[block.columns[np.setdiff1d(opened, unused_candidates(block.siting, opened))]] = True
    for column in np.flatnonzero(chosen & ~used):
        trial = chosen.copy()
        trial[column] = False
        if rows.hold(trial):
            chosen = trial
    return chosen
