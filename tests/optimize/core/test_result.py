import pytest
from halfhour.common.errors import SolverError
from halfhour.optimize.core.result import certified


def test_a_bound_that_the_objective_reaches_proves_it() -> None:
    assert certified("optimal", 100.0, 100.0 + 1e-5) == ("optimal", 100.0)
    assert certified("stopped by time", 100.0, 100.0) == ("optimal", 100.0)
    assert certified("stopped by time", 100.0, 110.0) == ("stopped by time", 110.0)


def test_an_optimum_without_its_bound_is_not_believed() -> None:
    with pytest.raises(SolverError, match=r"at most 110\.000"):
        certified("optimal", 100.0, 110.0)


def test_what_the_solver_s_tolerance_leaves_open_is_said_by_the_bound() -> None:
    assert certified("optimal", 100.0, 100.001) == ("optimal", 100.001)
