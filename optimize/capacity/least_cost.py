"""Sites of limited capacity at least cost: opening and travel, everybody within reach assigned.

Minimise ``sum_j f_j y_j + t sum_ij w_i c_ij x_ij`` with ``sum_j x_ij = 1``, ``sum_i w_i x_ij <= K_j y_j`` and
``x_ij <= y_j``, the strong formulation of the capacitated facility location problem: Balinski, M. (1965),
Integer programming: methods, uses, computation, Management Science 12, 253-313.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np
from scipy.sparse import csc_array, hstack

from ...common.arrays import Floats, Ints
from ...common.sentences import Sentence
from ..core.budget import add_budget_rows, allowed, budget_left, must_open_conflicts
from ..core.effort import Deadline, Effort
from ..core.linear_model import LinearModel, ModelWriter
from ..core.problem import Siting
from ..core.result import NO_SOLVER, Status, certified_minimum
from ..core.solver import solve_model
from ..core.tolerances import TOLERANCE
from .sites import CapacitySites, add_capacities, add_links, block_of, capacity_sites
from .transport import most_assigned


class CostTerms(NamedTuple):
    """What is minimised, and how people may be assigned.

    Parameters
    ----------
    opening
        By candidate what opening it adds.
    travel
        What one person adds for each unit of travel cost.
    whole_cells
        Whether all people of a cell go to one site.
    """

    opening: Floats
    travel: float
    whole_cells: bool


class LeastCost(NamedTuple):
    """The best choice that was found: candidates (None if there is none), its cost, and a lower bound."""

    status: Status
    opened: Ints | None
    cost: float
    bound: float
    kept: int
    solver: str
    conflicts: tuple[str, ...] = ()


def choose_least_cost(siting: Siting, terms: CostTerms, effort: Effort) -> LeastCost:
    """Choose candidates so that everybody within reach is assigned at least cost.

    Parameters
    ----------
    siting
        The problem; people within the limit of no site and no candidate are left out.
    terms
        What is minimised.
    effort
        Time limit, threads and progress report.
    """
    deadline = Deadline.of(effort)
    sites = capacity_sites(siting)
    kept = int((~siting.must_open).sum())
    conflicts = must_open_conflicts(siting) or _shortages(siting, sites)
    if conflicts:
        return LeastCost("infeasible", None, np.nan, np.inf, kept, NO_SOLVER, conflicts)
    effort.enter("exact solve")
    model, is_open, candidates = _model(siting, sites, terms)
    found = solve_model(
        model,
        time_limit_s=deadline.solver_limit_s(),
        threads=effort.threads,
        control=effort.control(),
        progress=lambda best, bound: effort.report(
            f"so far at a cost of {best:,.6g}, at least {bound:,.6g}"
        ),
    )
    if found.status == "infeasible":
        text = Sentence(
            "with {allowed} not everybody within the limit finds a place: allow more, or add room",
            allowed=allowed(siting),
        )
        return LeastCost("infeasible", None, np.nan, np.inf, kept, found.solver, (text,))
    if found.values is None:
        return LeastCost(found.status, None, np.nan, found.bound, kept, found.solver)
    chosen = candidates[found.values[is_open] > 0.5]
    opened = np.union1d(np.flatnonzero(siting.must_open), chosen)
    cost = least_cost(siting, opened, terms)
    status, bound = certified_minimum(found.status, cost, min(found.bound, cost))
    return LeastCost(status, opened, cost, bound, kept, found.solver)


def least_cost(siting: Siting, opened: Ints, terms: CostTerms) -> float:
    """Return the cost of opened candidates, everybody within reach assigned; infinite if that cannot be."""
    is_open = np.zeros(len(siting.must_open), dtype=bool)
    is_open[opened] = True
    sites = capacity_sites(siting)
    standing = np.concatenate([np.ones(sites.existing, dtype=bool), is_open])
    spent = float(terms.opening[opened].sum())
    reached = np.unique(sites.pairs.cell)
    if len(np.unique(sites.pairs.cell[standing[sites.pairs.site]])) < len(reached):
        return np.inf
    if not len(reached):
        return spent
    alone = dataclasses.replace(sites, standing=standing)
    model, _, _ = _model(dataclasses.replace(siting, must_open=is_open), alone, terms, closed=True)
    solution = solve_model(model, threads=1)
    if solution.values is None:
        return np.inf
    return float(spent + model.objective @ solution.values)


def left_out(siting: Siting) -> tuple[str, ...]:
    """Return a note of the people whom no site and no candidate is within reach of, where there are some."""
    outside = (siting.people > 0) & (capacity_sites(siting).pairs.degree == 0)
    if not outside.any():
        return ()
    text = Sentence(
        "{cells:,} cells with {people:,.0f} people reach no site and no candidate within the limit, "
        "and are left out",
        cells=int(outside.sum()),
        people=float(siting.people[outside].sum()),
    )
    return (text,)


def _model(
    siting: Siting, sites: CapacitySites, terms: CostTerms, *, closed: bool = False
) -> tuple[LinearModel, Ints, Ints]:
    """Return the model, its variables of candidates, and these; `closed` leaves out all that do not stand.

    Without `closed` the opening costs of `must_open` are a variable that is 1.
    """
    pairs = sites.pairs
    reached = np.unique(pairs.cell)
    if closed:
        pairs = pairs.where(sites.standing[pairs.site])
    writer = ModelWriter()
    candidates = np.empty(0, dtype=np.int64) if closed else np.flatnonzero(~siting.must_open)
    is_open = writer.add_variables(
        len(candidates), objective=terms.opening[candidates], integer=True
    )
    if not closed:
        add_budget_rows(writer, budget_left(siting).of(candidates), is_open)
        must = float(terms.opening[siting.must_open].sum())
        writer.add_variables(1, objective=must, lower=1.0)
    open_of = np.full(len(sites.capacity), -1)
    open_of[sites.existing + candidates] = is_open
    people = sites.people[pairs.cell]
    share = writer.add_variables(
        len(pairs),
        objective=terms.travel * people * pairs.cost.astype(np.float64),
        integer=terms.whole_cells,
    )
    new = open_of[pairs.site] >= 0
    add_links(writer, share[new], open_of[pairs.site[new]])
    if len(reached):
        row = np.searchsorted(reached, pairs.cell)
        once = block_of(row, np.arange(len(pairs)), 1.0, (len(reached), len(pairs)))
        writer.add_rows([(once, share)], lower=1.0, upper=1.0)
    tight = np.flatnonzero((sites.demand(pairs, sites.people) > sites.capacity)[pairs.site])
    full, row = np.unique(pairs.site[tight], return_inverse=True)
    load = block_of(row, np.arange(len(tight)), people[tight], (len(full), len(tight)))
    add_capacities(writer, load, share[tight], sites.capacity[full], open_of[full])
    return writer.model("minimise"), is_open, candidates


def _shortages(siting: Siting, sites: CapacitySites) -> tuple[str, ...]:
    """Return that not everybody within reach finds a place even with all candidates open."""
    within = float(siting.people[sites.pairs.degree > 0].sum())
    costs = [siting.existing_costs, siting.costs]
    served = most_assigned(
        csc_array(hstack(costs, format="csc")), siting.people, sites.capacity, limit=siting.limit
    )
    if served >= within * (1 - TOLERANCE):
        return ()
    text = Sentence(
        "with all candidates open {served:,.0f} of {people:,.0f} people within the limit find a place: "
        "add room for {missing:,.0f} within their reach",
        served=served,
        people=within,
        missing=within - served,
    )
    return (text,)
