"""The people served at given sites under capacities, from cuts: an oracle without flows."""

from __future__ import annotations

import numpy as np
from halfhour.coverage.assigned_people import AssignmentRule
from halfhour.optimize.core.problem import Siting
from scipy.sparse import csc_array, hstack


def most_served(problem: Siting, opened: np.ndarray, assignment: AssignmentRule) -> float:
    """By cutting: the people served are the least of room and people over all sets of sites (Hall, Gale)."""
    table = np.full((len(problem.people), problem.existing_costs.shape[1] + len(opened)), np.inf)
    costs = csc_array(hstack([problem.existing_costs, problem.costs[:, opened]], format="csc"))
    coo = costs.tocoo()
    table[coo.row, coo.col] = coo.data
    near = table <= problem.limit
    if assignment == "closest":
        near &= table == table.min(axis=1, initial=np.inf, keepdims=True)
    capacity = np.concatenate([problem.existing_capacity, problem.capacity[opened]])
    full = (np.arange(2 ** len(capacity))[:, None] >> np.arange(len(capacity))) & 1 == 1
    elsewhere = (~full @ near.T.astype(int)) > 0
    return float((np.where(full, capacity, 0).sum(axis=1) + elsewhere @ problem.people).min())
