"""The assignment of people to sites of limited capacity: the transportation problem.

Source: Hitchcock, F. L. (1941), The distribution of a product from several sources to numerous localities,
Journal of Mathematics and Physics 20, 224-230.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array, csc_array

from ...common.arrays import Floats, Ints
from ...coverage.assigned_people import AssignedPeople, AssignmentRule
from ..core.effort import Deadline, Effort
from ..core.linear_model import ModelWriter
from ..core.pairs import Pairs, pairs_within, sums_by
from ..core.result import Status
from ..core.solver import solve_model
from .maximum_flow import fill_sites
from .successive_paths import countable, flows_by_paths, ticks_of

NO_SOLVER = "none needed after exact reduction"
PATHS = "successive shortest paths"


def assign_people(
    costs: csc_array,
    people: Floats,
    capacity: Floats,
    *,
    limit: float,
    assignment: AssignmentRule = "system",
    effort: Effort | None = None,
) -> AssignedPeople:
    """Assign people to open sites of limited capacity.

    Travel is counted in whole tenths of a second (or metre). Of assignments that are equal in people and in
    travel one is chosen by the marks of `successive_paths.pair_marks`, which follow the order of cells and
    sites; beyond `PAIRS_MAX` pairs the one that the solver finds.

    Parameters
    ----------
    costs
        Sparse (cells, sites), open sites only; an absent entry is beyond the limit.
    people
        By cell.
    capacity
        By site its capacity in people; may be infinite.
    limit
        Up to which cost people go.
    assignment
        ``"system"``: the most people are served and, among these assignments, total travel is least.
        ``"closest"``: people are assigned to the nearest site, or are not served; where demand exceeds its
        capacity, the same share is served of all cells with this nearest site. Where several sites are equally
        near, people are assigned to those with capacity left.
    effort
        Time limit and threads.
    """
    effort = effort or Effort()
    deadline = Deadline.of(effort)
    within = pairs_within(costs, people, limit)
    by_rule = countable(len(within), limit, len(capacity))
    if assignment == "closest":
        pairs = within.where(within.levels() == 0)
        mark = np.zeros(len(pairs), dtype=np.int64)
    else:
        pairs = within.where(capacity[within.site] > 0)
        if not by_rule:
            pairs = _worth_the_way(pairs, people, capacity)
        # The bits of floats that are not negative sort as the floats do, and are equal where these are.
        mark = pairs.cost.view(np.uint32).astype(np.int64)
    if by_rule and assignment == "system":
        groups, supply, group = pairs, people, np.arange(len(people))
    else:
        groups, supply, group = pairs.merged(mark, people)
    # With closest assignment all pairs of a cell have the same cost.
    far = groups.cost.astype(np.float64)
    detour = np.zeros(len(groups)) if assignment == "closest" else far
    if by_rule:
        # A group stands where its first cell does.
        _, cells = np.unique(group, return_index=True)
        group_flow, status, solver = _by_rule(groups, detour, cells, supply, capacity)
    else:
        group_flow, status, solver = _transport(
            groups, detour / max(limit, 1.0), supply, capacity, effort
        )
    offset = np.arange(len(pairs)) - pairs.indptr[pairs.cell]
    flow = group_flow[groups.indptr[group[pairs.cell]] + offset]
    flow *= people[pairs.cell] / supply[group[pairs.cell]]
    served = sums_by(pairs.cell, flow, len(people))
    reached = np.where(within.degree > 0, people, 0.0)
    return AssignedPeople(
        flows=csc_array(coo_array((flow, (pairs.cell, pairs.site)), shape=costs.shape)),
        served=served,
        overflow=_without_rounding(reached - served, people),
        load=sums_by(pairs.site, flow, len(capacity)),
        people_within_reach=float(reached.sum()),
        status=status,
        seconds=deadline.spent_s,
        solver=solver,
    )


def most_assigned(
    costs: csc_array,
    people: Floats,
    capacity: Floats,
    *,
    limit: float,
    assignment: AssignmentRule = "system",
) -> float:
    """Return how many people `assign_people` serves, by a maximum flow; the parameters are the same.

    Cells that may go to the same sites are one group whatever the costs.
    """
    within = pairs_within(costs, people, limit)
    pairs = within.where(
        within.levels() == 0 if assignment == "closest" else capacity[within.site] > 0
    )
    groups, supply, _ = pairs.merged(np.zeros(len(pairs), dtype=np.int64), people)
    one_level = np.zeros(len(groups), dtype=np.int64)
    held = np.minimum(capacity, sums_by(groups.site, supply[groups.cell], len(capacity)))
    every = np.ones(len(capacity), dtype=bool)
    return fill_sites((groups.indptr, groups.site, one_level), supply, held, every).served


def _by_rule(
    pairs: Pairs, detour: Floats, cells: Ints, supply: Floats, capacity: Floats
) -> tuple[Floats, Status, str]:
    """Return the people of each pair: of all optima the one of the rule for ties, in whole ticks."""
    flow = flows_by_paths(pairs, ticks_of(detour), cells, supply, capacity)
    tight = (sums_by(pairs.site, supply[pairs.cell], len(capacity)) > capacity).any()
    return flow, "optimal", PATHS if tight else NO_SOLVER


def _worth_the_way(pairs: Pairs, people: Floats, capacity: Floats) -> Pairs:
    """Drop pairs that some optimal assignment does not use.

    A site whose capacity is at least its potential demand is never full: nobody need travel farther than to the
    nearest such site. Dropping pairs lowers the potential demand of others, so this is repeated.
    """
    while True:
        demand = sums_by(pairs.site, people[pairs.cell], len(capacity))
        ample = (demand <= capacity)[pairs.site]
        bound = pairs.least(ample)[pairs.cell]
        level_end = ample & (pairs.cost == bound)
        total = np.concatenate([[0], np.cumsum(level_end)])
        first = level_end & (total[:-1] == total[pairs.indptr[pairs.cell]])
        kept = (pairs.cost < bound) | first
        if kept.all():
            return pairs
        pairs = pairs.where(kept)


def _transport(
    pairs: Pairs, detour: Floats, supply: Floats, capacity: Floats, effort: Effort
) -> tuple[Floats, Status, str]:
    """Return the people of each pair: the most served and, among these assignments, the least total travel.

    Maximise sum (n + 1 - detour) f over the pairs, where detours are at most 1 and n is the number of sites.
    An augmenting path that serves one more person enters each site once at most, so that detours grow by n at
    most: one more person served outweighs them.
    """
    wanted = sums_by(pairs.site, supply[pairs.cell], len(capacity))
    tight = wanted > capacity
    # Groups with one site, which is never full, need no solver.
    settled = (pairs.degree == 1)[pairs.cell] & ~tight[pairs.site]
    flow = np.where(settled, supply[pairs.cell], 0.0)
    if settled.all():
        return flow, "optimal", NO_SOLVER
    cell, site = pairs.cell[~settled], pairs.site[~settled]
    writer = ModelWriter()
    variables = writer.add_variables(
        len(cell),
        objective=len(np.unique(site)) + 1.0 - detour[~settled],
        upper=supply[cell],
    )
    for owner, most in ((cell, supply), (site, np.where(tight, capacity, np.inf))):
        bounded = np.isfinite(most)[owner]
        number, row = np.unique(owner[bounded], return_inverse=True)
        block = coo_array(
            (np.ones(len(row)), (row, np.flatnonzero(bounded))), shape=(len(number), len(cell))
        )
        writer.add_rows([(block, variables)], upper=most[number])
    solution = solve_model(
        writer.model("maximise"),
        time_limit_s=effort.time_limit_s,
        threads=effort.threads,
        control=effort.control(),
    )
    if solution.values is None:
        # Stopped early: everybody is assigned to the first site, up to its capacity.
        first = np.arange(len(pairs)) == pairs.indptr[pairs.cell]
        wanted = sums_by(pairs.site[first], supply[pairs.cell[first]], len(capacity))
        found = np.minimum(capacity, wanted) / np.maximum(wanted, 1e-300)
        flow = np.where(first, supply[pairs.cell] * found[pairs.site], 0.0)
    else:
        flow[~settled] = _without_rounding(
            solution.values, np.minimum(supply[cell], capacity[site])
        )
    return flow, solution.status, solution.solver


def _without_rounding(value: Floats, scale: Floats) -> Floats:
    """Return 0 where a value is negative or within the solver's tolerance of 0."""
    return np.where(value > 1e-9 * scale + 1e-7, value, 0.0)
