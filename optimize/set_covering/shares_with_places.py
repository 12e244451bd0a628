"""Shares of people within reach and with a place: models, and searches whose solutions are recounted.

A model may give places to other people than the service's own rule does: any allocation that fulfils the
shares will do for it. So each solution is recounted under that rule, as an assessment counts it; one that
fails is cut off, and the model is solved again. Bounds hold throughout, since the rule's own allocation is one
of those that the model allows. Source of the cuts: Hooker, J. N. and Ottosson, G. (2003), Logic-based Benders
decomposition, Mathematical Programming 96, 33-60.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from scipy.sparse import coo_array

from ...common.arrays import Bools, Floats, Ints
from ..core.budget import add_budget_rows, budget_left
from ..core.effort import Deadline, Effort
from ..core.linear_model import ModelWriter, Numbers, Sense
from ..core.problem import Siting
from ..core.result import SearchResult, Status
from ..core.solver import Solution, solve_model
from ..core.tolerances import ROUNDING, TOLERANCE
from ..places.recount import served_people
from ..places.served_flows import ServedFlows, add_served
from .share_problem import Ask

_SHORT: Final = 1e-7
"""Relative tolerance of a sum of people with a place, which a linear program allocated."""


class _Cut(NamedTuple):
    """A choice that was recounted, and its recounted level; None for one that is not feasible."""

    chosen: Bools
    level: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class PlaceShares:
    """Shares of people that are to be served, where places count.

    Parameters
    ----------
    siting
        Cells, sites and candidates; its `assignment` says who gets a place.
    asks
        The shares.
    total, need
        By ask its people, and how many of them must be served.
    """

    siting: Siting
    asks: Sequence[Ask]
    total: Floats = field(init=False)
    need: Floats = field(init=False)

    def __post_init__(self) -> None:
        total = np.array([self.siting.people[ask.cells(self.siting)].sum() for ask in self.asks])
        object.__setattr__(self, "total", total)
        object.__setattr__(self, "need", total * np.array([ask.share for ask in self.asks]))

    def reached(self, opened: Ints) -> Floats:
        """Return by ask the people served, recounted under the service's rule."""
        served = served_people(self.siting, opened)
        return np.array([served[ask.cells(self.siting)].sum() for ask in self.asks])

    def lacking(self, reached: Floats, need: Floats | None = None) -> Floats:
        """Return by ask how many people are missing, exactly 0 where none are."""
        short = (self.need if need is None else need) - reached
        return np.where(short > _SHORT * np.maximum(1.0, self.total), short, 0.0)

    @property
    def label(self) -> Ints | None:
        """By cell a number of its unit, 0 where no share is asked of it; None where all shares are of all."""
        units = [ask.unit for ask in self.asks if ask.unit is not None]
        if not units:
            return None
        asked = np.isin(self.siting.unit, units)
        return np.where(asked, self.siting.unit + 1, 0).astype(np.int64)

    def members(self, flows: ServedFlows) -> coo_array:
        """Return by ask and variable the people that count for the ask."""
        units = np.array([-1 if ask.unit is None else ask.unit for ask in self.asks])
        counts = (units[:, None] == -1) | (units[:, None] + 1 == flows.label)
        return coo_array(counts * flows.people)


def least_cost_with_places(problem: PlaceShares, cost: Floats, effort: Effort) -> SearchResult:
    """Return the candidates of least cost, `must_open` included, that serve all shares, with a lower bound."""
    deadline, cuts = Deadline.of(effort), list[_Cut]()
    while True:
        found, chosen, groups = _solved(
            problem, "minimise", cuts, effort.until(deadline), cost=cost, need=problem.need
        )
        short = (
            chosen is not None and problem.lacking(problem.reached(np.flatnonzero(chosen))).any()
        )
        if chosen is None or not short or deadline.over or found.status != "optimal":
            return SearchResult(
                status=_ended(found, deadline, proven=not short),
                chosen=None if short else chosen,
                bound=max(found.bound, float(cost[problem.siting.must_open].sum())),
                groups=groups,
                kept=len(cost),
                solver=found.solver,
                seconds=deadline.spent_s,
            )
        cuts.append(_Cut(chosen, None))


def most_people_with_places(problem: PlaceShares, need: Floats, effort: Effort) -> SearchResult:
    """Return the candidates that serve the most people of those that serve so many of each ask."""
    deadline, cuts = Deadline.of(effort), list[_Cut]()
    people = float(problem.siting.people.sum())
    while True:
        found, chosen, groups = _solved(
            problem, "maximise", cuts, effort.until(deadline), weight=1.0, need=need
        )
        short = (
            chosen is not None
            and problem.lacking(problem.reached(np.flatnonzero(chosen)), need).any()
        )
        if chosen is None or not short or deadline.over or found.status != "optimal":
            return SearchResult(
                status=_ended(found, deadline, proven=not short),
                chosen=None if short else chosen,
                bound=min(found.bound, people),
                groups=groups,
                kept=len(problem.siting.opening_cost),
                solver=found.solver,
                seconds=deadline.spent_s,
            )
        cuts.append(_Cut(chosen, None))


def highest_level_with_places(
    problem: PlaceShares, scale: Floats, effort: Effort
) -> tuple[SearchResult, float]:
    """Return the candidates with which the lowest part of `scale`, up to 1, is highest; and that part."""
    deadline, cuts = Deadline.of(effort), list[_Cut]()
    best: Bools | None = None
    level, bound, again = -np.inf, 1.0, False
    while True:
        found, chosen, groups = _solved(
            problem, "maximise", cuts, effort.until(deadline), scale=scale
        )
        bound = min(bound, found.bound)
        if chosen is not None:
            own = float((problem.reached(np.flatnonzero(chosen)) / scale).min(initial=1.0))
            if own > level:
                best, level = chosen, own
            # Given again, it is within the solver's tolerance of its own cut: nothing else is better.
            again = any(np.array_equal(cut.chosen, chosen) for cut in cuts)
            cuts.append(_Cut(chosen, own))
        proven = best is not None and (
            bound - level <= TOLERANCE * max(1.0, level) or (again and found.status == "optimal")
        )
        if proven or deadline.over or found.status != "optimal" or chosen is None:
            result = SearchResult(
                status="optimal" if proven else _ended(found, deadline, proven=False),
                chosen=best,
                bound=max(bound, level),
                groups=groups,
                kept=len(problem.siting.opening_cost),
                solver=found.solver,
                seconds=deadline.spent_s,
            )
            return result, level
        effort.report(f"so far {level:.4f} by the service's own allocation, at most {bound:.4f}")


def _ended(found: Solution, deadline: Deadline, *, proven: bool) -> Status:
    """Return the status of a search: the solver's, but not optimal before a recounted solution is proven."""
    if found.status == "optimal" and not proven:
        return deadline.ended or "stopped by time"
    return found.status


def _solved(
    problem: PlaceShares,
    sense: Sense,
    cuts: Sequence[_Cut],
    effort: Effort,
    *,
    cost: Numbers = 0.0,
    weight: float = 0.0,
    need: Floats | None = None,
    scale: Floats | None = None,
) -> tuple[Solution, Bools | None, int]:
    """Return the solver's result, its choice and the groups of cells."""
    writer = ModelWriter()
    siting = problem.siting
    count = len(siting.opening_cost)
    is_open = writer.add_variables(count, objective=cost, lower=siting.must_open, integer=True)
    free = np.flatnonzero(~siting.must_open)
    add_budget_rows(writer, budget_left(siting).of(free), is_open[free])
    flows = add_served(writer, siting, is_open, weight=weight, label=problem.label)
    level = writer.add_variables(0 if scale is None else 1, objective=1.0)
    _add_shares(writer, problem, flows, need, (level, scale))
    for cut in cuts:
        # 0 at this choice, 1 or more at any other.
        other = np.where(cut.chosen, -1.0, 1.0)[None, :]
        same = float(cut.chosen.sum())
        if cut.level is None:
            writer.add_rows([(other, is_open)], lower=1.0 - same)
        else:
            gap = 1.0 - cut.level
            writer.add_rows(
                [(np.ones((1, 1)), level), (-gap * other, is_open)], upper=cut.level + gap * same
            )
    found = solve_model(
        writer.model(sense),
        time_limit_s=effort.time_limit_s,
        threads=effort.threads,
        control=effort.control(),
        progress=lambda best, bound: effort.report(f"so far {best:,.6g}, bound {bound:,.6g}"),
    )
    chosen = None if found.values is None else found.values[is_open] > 0.5
    return found, chosen, flows.groups


def _add_shares(
    writer: ModelWriter,
    problem: PlaceShares,
    flows: ServedFlows,
    need: Floats | None,
    highest: tuple[Ints, Floats | None],
) -> None:
    """Add that each ask is served, or a level of its scale at least."""
    members = problem.members(flows).tocsr()
    level, scale = highest
    if scale is not None:
        part = coo_array(members / scale[:, None])
        writer.add_rows(
            [(part, flows.variables), (np.full((len(scale), 1), -1.0), level)], lower=0.0
        )
    if need is not None:
        asked = np.flatnonzero(need > 0)
        if len(asked):
            lower = need[asked] - ROUNDING * np.maximum(1.0, problem.total[asked])
            part = coo_array(members[asked] / need[asked][:, None])
            writer.add_rows([(part, flows.variables)], lower=lower / need[asked])
