"""The made town on which loops are compiled."""

from halfhour.app.first_run.job import made_town
from halfhour.optimize.capacity.params import CAPACITY_DEFAULTS


def test_the_made_town_is_too_large_to_be_left_to_the_solver_at_once() -> None:
    times = made_town()
    assert times.within_cost(3600.0).nnz > 1.2 * CAPACITY_DEFAULTS.model_pairs
