import numpy as np
import pytest
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.objectives.maximal_covering import MaximalCovering
from hypothesis import given
from sitings import choices, people_served, sitings


@given(problem=sitings())
def test_the_best_of_all_choices_is_found_and_proven(problem) -> None:
    answer = MaximalCovering().answer(problem, Effort())
    best = max((people_served(problem, chosen) for chosen in choices(problem)), default=None)
    if best is None:
        assert answer.status == "infeasible"
        assert answer.conflicts
        assert np.isnan(answer.objective_value)
        return
    assert answer.status == "optimal"
    assert answer.objective_value == answer.bound == pytest.approx(best)
    assert MaximalCovering().value(problem, answer.opened) == pytest.approx(best)
    assert set(np.flatnonzero(problem.must_open)) <= set(answer.opened.tolist())
