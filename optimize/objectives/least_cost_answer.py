"""The answer of an objective that assigns everybody within reach at least cost."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..capacity.least_cost import LeastCost, left_out
from ..core.effort import Deadline, Effort
from ..core.problem import Siting
from ..core.result import Answer, Sizes, infeasible


def least_cost_answer(
    siting: Siting, effort: Effort, choose: Callable[[Effort], LeastCost]
) -> Answer:
    """Return the answer of a choice, with a note of those who are left out."""
    deadline = Deadline.of(effort)
    found = choose(effort)
    if found.status == "infeasible":
        return infeasible(
            siting, found.conflicts, "minimise", seconds=deadline.spent_s, solver=found.solver
        )
    cells = int((siting.people > 0).sum())
    return Answer(
        status=found.status,
        opened=np.empty(0, dtype=np.int64) if found.opened is None else found.opened,
        objective_value=found.cost,
        bound=found.bound,
        sizes=Sizes(
            cells=cells, candidates=len(siting.opening_cost), groups=cells, kept=found.kept
        ),
        seconds=deadline.spent_s,
        solver=found.solver,
        conflicts=left_out(siting),
    )
