"""How many people have a place at open sites, by cutting: independent of any solver."""

import numpy as np
from halfhour.optimize.core.problem import Siting
from scipy.sparse import csc_array, hstack


def most_with_a_place(
    problem: Siting, opened: np.ndarray, people: np.ndarray | None = None
) -> float:
    """The people served are the least of capacity and people over all sets of sites (Hall, Gale)."""
    people = problem.people if people is None else people
    table = np.full((len(people), problem.existing_costs.shape[1] + len(opened)), np.inf)
    costs = csc_array(hstack([problem.existing_costs, problem.costs[:, opened]], format="csc"))
    coo = costs.tocoo()
    table[coo.row, coo.col] = coo.data
    near = table <= problem.limit
    if problem.assignment == "closest":
        near &= table == table.min(axis=1, initial=np.inf, keepdims=True)
    capacity = np.concatenate([problem.existing_capacity, problem.capacity[opened]])
    full = (np.arange(2 ** len(capacity))[:, None] >> np.arange(len(capacity))) & 1 == 1
    elsewhere = (~full @ near.T.astype(int)) > 0
    return float((np.where(full, capacity, 0).sum(axis=1) + elsewhere @ people).min())
