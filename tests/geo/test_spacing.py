from __future__ import annotations

import numpy as np
import pytest
from halfhour.geo.spacing import distinct_spots, usual_spacing_m


def test_the_spacing_is_that_of_a_grid_however_often_each_spot_occurs() -> None:
    grid = np.array([(100.0 * column, 100.0 * row) for column in range(9) for row in range(7)])
    for times in (1, 2, 5):
        assert usual_spacing_m(np.repeat(grid, times, axis=0)) == pytest.approx(100)
        assert usual_spacing_m(np.tile(grid, (times, 1)), sample=10) == pytest.approx(100)


def test_the_median_is_that_of_all_pairs() -> None:
    xy = np.random.default_rng(3).uniform(0, 1000, size=(60, 2))
    away_m = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    np.fill_diagonal(away_m, np.inf)
    assert usual_spacing_m(xy) == pytest.approx(np.median(away_m.min(axis=1)))


@pytest.mark.parametrize("rows", [0, 1, 4])
def test_one_spot_has_no_spacing(rows: int) -> None:
    assert usual_spacing_m(np.full((rows, 2), 7.0)) is None


def test_spots_stay_in_their_order() -> None:
    xy = np.array([[3.0, 1.0], [1.0, 2.0], [3.0, 1.0], [1.0, 1.0]])
    assert distinct_spots(xy).tolist() == [[3.0, 1.0], [1.0, 2.0], [1.0, 1.0]]
