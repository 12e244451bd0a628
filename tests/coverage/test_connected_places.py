import numpy as np
import pytest
from halfhour.coverage.connected_places import connected_places
from sklearn.cluster import DBSCAN


@pytest.mark.parametrize("seed", range(6))
def test_groups_are_the_clusters_of_dbscan_in_the_same_order(seed: int) -> None:
    random = np.random.default_rng(seed)
    # On a lattice many are exactly as far apart as is asked for; some stand on one spot.
    xy = random.integers(0, 40, size=(500, 2)) * 100.0 + 50
    for reach_m in (99.9, 100.0, 200.0, 1e6):
        expected = DBSCAN(eps=reach_m, min_samples=1).fit_predict(xy)
        assert connected_places(xy, reach_m).tolist() == expected.tolist()


def test_one_place_and_none() -> None:
    assert connected_places(np.zeros((1, 2)), 5.0).tolist() == [0]
    assert connected_places(np.zeros((0, 2)), 5.0).tolist() == []
