from collections.abc import Iterator
from itertools import combinations

import numpy as np
from halfhour.optimize.core.budget import add_budget_rows, budget_left, must_open_conflicts
from halfhour.optimize.core.linear_model import ModelWriter
from halfhour.optimize.core.problem import Siting
from hypothesis import given
from sitings import choices, siting, sitings


def kept(problem: Siting) -> Iterator[tuple[int, ...]]:
    """What the rows allow besides what must be opened."""
    free = np.flatnonzero(~problem.must_open)
    writer = ModelWriter()
    is_open = writer.add_variables(len(free), integer=True)
    add_budget_rows(writer, budget_left(problem).of(free), is_open)
    model = writer.model("maximise")
    for size in range(len(free) + 1):
        for chosen in combinations(range(len(free)), size):
            taken = np.zeros(len(free))
            taken[list(chosen)] = 1.0
            if np.all(model.matrix @ taken <= model.row_upper):
                yield tuple(free[list(chosen)].tolist())


@given(problem=sitings())
def test_the_rows_allow_what_number_and_budget_allow(problem: Siting) -> None:
    allowed = [tuple(o[~problem.must_open[o]].tolist()) for o in choices(problem)]
    conflicts = must_open_conflicts(problem)
    assert bool(conflicts) == (not allowed)
    if not conflicts:
        assert sorted(kept(problem)) == sorted(allowed)


def test_what_contradicts_what_is_said_with_what_would_work() -> None:
    table, must = np.zeros((1, 3)), np.array([True, True, False])
    opening_cost = np.array([0.2, 0.2, 1.0])
    problem = siting(
        table, np.ones(1), opening_cost=opening_cost, must_open=must, max_new=1, budget=0.3
    )
    number, money = must_open_conflicts(problem)
    assert "opens 2 candidates (c0, c1), but max_new allows 1: set max_new to 2 or more" in number
    assert "costs 0.4 (c0, c1), but the budget is 0.3: set the budget to 0.4 or more" in money
