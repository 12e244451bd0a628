"""Capacitated covering against every choice of sites and the least cut of each, on random instances."""

from functools import partial

import numpy as np
import pytest
from brute_force import COUNTS, EFFORT, require_best, values
from halfhour.optimize.core.problem import Siting
from halfhour.optimize.objectives.capacitated_covering import CapacitatedCovering
from hard_sitings import hard_siting
from scipy.sparse import csc_array, hstack


def served(opened: np.ndarray, problem: Siting, assignment: str) -> float:
    """The least cut between people and room, over all sets of sites that are full (Gale 1957)."""
    costs = csc_array(hstack([problem.existing_costs, problem.costs[:, opened]], format="csc"))
    table = np.full(costs.shape, np.inf)
    coo = costs.tocoo()
    table[coo.row, coo.col] = coo.data
    near = table <= problem.limit
    if assignment == "closest":
        near &= table == table.min(axis=1, initial=np.inf, keepdims=True)
    room = np.concatenate([problem.existing_capacity, problem.capacity[opened]])
    full = (np.arange(2 ** len(room))[:, None] >> np.arange(len(room))) & 1 == 1
    elsewhere = (~full @ near.T.astype(int)) > 0
    return float((np.where(full, room, 0.0).sum(axis=1) + elsewhere @ problem.people).min())


@pytest.mark.parametrize("assignment", ["system", "closest"])
@pytest.mark.parametrize("count", COUNTS)
def test_every_choice_is_tried(count: int, assignment: str) -> None:
    for seed in range(count):
        rng = np.random.default_rng([seed, 15])
        problem = hard_siting(rng, capacitated=True, candidates=5)
        strict, loose = values(problem, partial(served, problem=problem, assignment=assignment))
        got = CapacitatedCovering(assignment=assignment).answer(problem, EFFORT)
        require_best(got, strict, loose, sense="maximise", where=seed)
