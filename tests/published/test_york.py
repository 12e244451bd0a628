"""York's listed buildings as towers and crimes as users (maxcovr): published and proven optima."""

import csv
from pathlib import Path

import numpy as np
import pytest
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.covering.maximal import maximal_covering
from scipy.sparse import csc_array
from shared_cases import shared_case

EARTH_RADIUS_M = 6_371_000.0
LIMIT_M = 100.0


def haversine_m(ours: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Great-circle distances from (longitude, latitude) in degrees."""
    a, b = np.radians(ours)[:, None], np.radians(theirs)[None]
    half = np.sin((b - a) / 2) ** 2
    chord = half[..., 1] + np.cos(a[..., 1]) * np.cos(b[..., 1]) * half[..., 0]
    return 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(chord))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def york() -> tuple[csc_array, np.ndarray]:
    """Who is reached by which candidate, and who is served today."""
    folder = shared_case("york_maxcovr")
    towers = rows(folder / "york_listed_buildings.csv")
    users = np.array(
        [[float(row["long"]), float(row["lat"])] for row in rows(folder / "york_crime.csv")]
    )
    at = np.array([[float(row["long"]), float(row["lat"])] for row in towers])
    stands = np.array([row["grade"] == "I" for row in towers])
    near = haversine_m(users, at) <= LIMIT_M
    return csc_array(near[:, ~stands]), near[:, stands].any(axis=1)


def test_today(york: tuple[csc_array, np.ndarray]) -> None:
    reach, today = york
    assert reach.shape == (1814, 2873)
    assert today.sum() == 339


@pytest.mark.parametrize(
    ("added", "served"),
    [(0, 339), (10, 479), (20, 540), (40, 618), (60, 659), (80, 679), (100, 693)],
)
def test_added(york: tuple[csc_array, np.ndarray], added: int, served: int) -> None:
    reach, today = york
    answer = maximal_covering(
        reach, np.where(today, 0.0, 1.0), max_new=added, effort=Effort(threads=1)
    )
    assert answer.status == "optimal"
    assert answer.objective_value + today.sum() == served
    assert answer.bound == answer.objective_value
    newly = ~today & (reach[:, answer.opened].sum(axis=1) > 0)
    assert newly.sum() == answer.objective_value
    assert len(answer.opened) <= added
