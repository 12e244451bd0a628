"""Partial set covering after exact reduction: shares of all people, or of a unit's, and merged cells."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, csr_array

from ...common.arrays import Bools, Floats, Ints
from ..core.budget import Budget, budget_left
from ..core.covering_problem import CoveringProblem
from ..core.incidence import Incidence, selected_rows, transposed
from ..core.linear_rows import Rows, rows_from, stack_rows
from ..core.problem import Siting
from ..core.tolerances import ROUNDING
from ..covering.reduction import reduce_covering


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A share of people that is to be served.

    Parameters
    ----------
    share
        Part of the people, 0 to 1.
    unit
        Number of the unit; None for all people.
    """

    share: float
    unit: int | None = None

    def cells(self, siting: Siting) -> Bools:
        """Return by cell whether it is in the unit."""
        if self.unit is None:
            return np.ones(len(siting.people), dtype=bool)
        return np.asarray(siting.unit == self.unit, dtype=bool)


@dataclass(frozen=True, kw_only=True, eq=False)
class ShareProblem:
    """The reduced problem of shares, with `must_open` already opened.

    Parameters
    ----------
    candidates
        By remaining candidate its number in the siting.
    opening_cost
        By remaining candidate.
    reach
        Sparse (groups of merged cells, remaining candidates), ones.
    people
        Of each group, all above 0.
    members
        Sparse (asks, groups): people of each group that belong to each ask.
    total, already, need
        By ask its people, those served in any case, and how many must be served.
    left
        The number and budget left.
    """

    candidates: Ints
    opening_cost: Floats
    reach: csr_array
    people: Floats
    members: csr_array
    total: Floats
    already: Floats
    need: Floats
    left: Budget

    def served(self, chosen: Bools) -> Bools:
        """Return by group whether a solution serves it."""
        return np.asarray(self.reach @ chosen.astype(np.float64) > 0)

    def reached(self, chosen: Bools) -> Floats:
        """Return by ask the people served, those served in any case included."""
        return np.asarray(self.already + self.members @ self.served(chosen).astype(np.float64))

    def gains(self, chosen: Bools) -> csr_array:
        """Return by ask and candidate the people that it adds to a solution."""
        others = (~self.served(chosen)).astype(np.float64)
        return csr_array(csr_array(self.members * others) @ self.reach)

    def lacking(self, reached: Floats) -> Floats:
        """Return by ask how many people are missing, exactly 0 where none are."""
        short = self.need - reached
        return np.where(short > ROUNDING * np.maximum(1.0, self.total), short, 0.0)

    def highest(self, scale: Floats) -> float:
        """Return the lowest part of `scale`, up to 1, with all candidates open: an upper bound."""
        return float((self.most / scale).min(initial=1.0))

    def short(self) -> ShareProblem:
        """Return the problem with only those asks that are not served in any case."""
        asks = self.lacking(self.already) > 0
        return dataclasses.replace(
            self,
            members=csr_array(self.members[np.flatnonzero(asks)]),
            total=self.total[asks],
            already=self.already[asks],
            need=self.need[asks],
        )

    def covering(self) -> CoveringProblem:
        """Return the groups of the only ask, as a covering problem."""
        weight = self.members.toarray().ravel()
        groups = np.flatnonzero(weight > 0)
        every = np.arange(len(self.candidates))
        rows = Incidence(self.reach.indptr.astype(np.int64), self.reach.indices)
        candidates_of = selected_rows(rows, groups, every)
        return CoveringProblem(
            groups_of=transposed(candidates_of, len(every)),
            candidates_of=candidates_of,
            weight=weight[groups],
            label=np.zeros(len(groups), dtype=np.int64),
            candidates=every,
        )

    @property
    def nothing(self) -> Bools:
        """The solution that opens nothing."""
        return np.zeros(len(self.candidates), dtype=bool)

    @property
    def most(self) -> Floats:
        """By ask the people served with all candidates open."""
        return self.reached(~self.nothing)

    @property
    def needed(self) -> Bools:
        """By group whether it must be served, since some ask needs all that candidates can serve."""
        spare = self.most - self.need <= ROUNDING * np.maximum(1.0, self.total)
        full = spare & (self.lacking(self.already) > 0)
        return np.asarray(self.members.T @ full.astype(np.float64) > 0)

    @property
    def limits(self) -> Rows:
        """Number and budget, as rows over the remaining candidates."""
        count = len(self.candidates)
        every = np.arange(count)
        rows = [
            rows_from((0 * every, every, amount), (1, count), upper=float(limit))
            for amount, limit in (
                (np.ones(count), self.left.max_new),
                (self.opening_cost, self.left.money),
            )
            if amount.sum() > limit
        ]
        return stack_rows(rows, count)


def share_problem(siting: Siting, asks: Sequence[Ask], *, everybody: bool) -> ShareProblem:
    """Reduce a siting to the problem of some shares, exactly.

    Cells that are served in any case are dropped; cells with the same candidates are merged, within units if a
    share of a unit is asked for; a candidate is dropped if another one, no dearer, dominates it.

    Parameters
    ----------
    siting
        Cells, sites and candidates; `must_open` fits the budget.
    asks
        The shares.
    everybody
        Whether to keep people as well whom no share needs.
    """
    reach, people = siting.reach(), siting.people
    sure = siting.served_today.copy()
    sure[reach[:, np.flatnonzero(siting.must_open)].indices] = True
    inside = [ask.cells(siting) for ask in asks]
    total = np.array([people[cells].sum() for cells in inside])
    already = np.array([people[cells & sure].sum() for cells in inside])
    need = total * np.array([ask.share for ask in asks])
    matters = np.full(len(people), everybody)
    for k, cells in enumerate(inside):
        if need[k] - already[k] > ROUNDING * max(1.0, total[k]):
            matters |= cells
    units = np.array([-1 if ask.unit is None else ask.unit for ask in asks], dtype=np.int64)
    free = np.flatnonzero(~siting.must_open)
    covering = reduce_covering(
        csc_array(reach[:, free]),
        np.where(matters & ~sure, people, 0.0),
        opening_cost=siting.opening_cost[free],
        label=np.where(np.isin(siting.unit, units), siting.unit, -1),
    )
    groups, rows = len(covering.weight), covering.candidates_of
    member = (units[:, None] == -1) | (units[:, None] == covering.label)
    return ShareProblem(
        candidates=free[covering.candidates],
        opening_cost=siting.opening_cost[free[covering.candidates]],
        reach=csr_array(
            (np.ones(len(rows.indices)), rows.indices, rows.indptr),
            shape=(groups, len(covering.candidates)),
        ),
        people=covering.weight,
        members=csr_array(member * covering.weight),
        total=total,
        already=already,
        need=need,
        left=budget_left(siting).of(free[covering.candidates]),
    )
