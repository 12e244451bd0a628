import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.common.prepared import Prepared
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.times_table import travel_times_from_table
from towns import CRS, demand_at, grid_town, place, sites_at


def test_walking_along_streets_takes_the_metres_of_the_streets() -> None:
    demand = demand_at([place(0, 0), place(2, 2)], [10, 20])
    times = travel_times(demand, sites_at([place(0, 0)]), grid_town(), limit_min=60)
    nearest = times.nearest(["e0"])
    assert nearest.loc["cell0", "cost"] == pytest.approx(0, abs=0.01)
    # 2 x 427.6 m east and 2 x 555.2 m north at 5 km/h.
    assert nearest.loc["cell1", "cost"] == pytest.approx((2 * 427.6 + 2 * 555.2) * 0.72, rel=1e-3)


def test_distance_instead_of_time() -> None:
    demand = demand_at([place(2, 0)], [10])
    times = travel_times(demand, sites_at([place(0, 0)]), grid_town(), mode="drive", limit_m=5000)
    assert times.unit == "m"
    assert times.nearest(["e0"])["cost"].iloc[0] == pytest.approx(2 * 427.6, rel=1e-3)


def test_a_stored_zero_is_within_and_an_absent_pair_is_not() -> None:
    demand = demand_at([place(0, 0), place(5, 5)], [1, 1])
    times = travel_times(demand, sites_at([place(0, 0)]), grid_town(), limit_min=5)
    assert times.within().toarray().tolist() == [[True], [False]]


def test_a_narrower_limit_keeps_fewer_pairs_and_a_wider_one_is_refused() -> None:
    demand = demand_at([place(c, 0) for c in range(6)], [1] * 6)
    times = travel_times(demand, sites_at([place(0, 0)]), grid_town(), limit_min=30)
    assert times.within(limit_min=10).sum() < times.within(limit_min=30).sum()
    with pytest.raises(InputError, match="at most 30 min, which was computed"):
        times.within(limit_min=30.5)


@pytest.mark.parametrize("limit_min", [0, -5, float("nan"), float("inf")])
def test_a_limit_must_be_above_zero(limit_min: float) -> None:
    with pytest.raises(InputError, match=r"limit_min .*must be a number above 0"):
        travel_times(
            demand_at([place(0, 0)], [1]), sites_at([place(0, 0)]), grid_town(), limit_min=limit_min
        )


def test_layers_in_different_crs_are_refused_with_the_fix() -> None:
    demand = demand_at([place(0, 0)], [1]).to_crs("EPSG:32650")
    with pytest.raises(InputError, match=r"differs from .* call .to_crs\(\) on it"):
        travel_times(demand, sites_at([place(0, 0)]), grid_town())


def test_repeated_ids_are_refused() -> None:
    demand = demand_at([place(0, 0), place(1, 1)], [1, 1])
    demand.index = pd.Index(["a", "a"], name="cell_id")
    with pytest.raises(InputError, match=r"cell_id a.*occurs more than once"):
        travel_times(demand, sites_at([place(0, 0)]), grid_town())


def test_no_input_is_changed() -> None:
    demand, sites = demand_at([place(0, 0)], [1]), sites_at([place(1, 1)])
    copies = demand.copy(), sites.copy()
    travel_times(demand, sites, grid_town())
    pd.testing.assert_frame_equal(demand, copies[0])
    pd.testing.assert_frame_equal(sites, copies[1])


def test_times_from_a_table_are_taken_as_they_are() -> None:
    demand = demand_at([place(0, 0), place(1, 1), place(2, 2)], [1, 2, 3])
    sites = sites_at([place(0, 0)], [place(1, 0)])
    pairs = pd.DataFrame(
        {
            "cell_id": ["cell0", "cell1", "cell1"],
            "site_id": ["e0", "p0", "e0"],
            "cost": [0.0, 500.0, 2000.0],
        }
    )
    times = travel_times_from_table(demand, sites, pairs, limit_min=30)
    assert times.within().toarray().tolist() == [[True, False], [False, True], [False, False]]
    assert times.nearest(["e0"])["cost"].tolist() == [0.0, 2000.0, np.inf]
    assert times.nearest(["e0", "p0"])["site_id"].tolist() == ["e0", "p0", None]
    assert times.cell_reason.tolist() == ["", "", "no_time"]
    assert times.demand.crs == CRS


def test_services_with_the_same_cells_and_mode_share_their_positions() -> None:
    demand, town, prepared = demand_at([place(0, 0), place(4, 4)], [1, 1]), grid_town(), Prepared()
    one, two = (
        travel_times(demand, sites_at([place(*at)]), town, limit_min=30, prepared=prepared)
        for at in ((0, 0), (5, 5))
    )
    assert one.search.cells is two.search.cells
    assert one.search.sites is not two.search.sites
    for mode, snap_max_m, direction in (
        ("drive", 2000.0, "to_site"),
        ("walk", 900.0, "to_site"),
        ("walk", 2000.0, "from_site"),
    ):
        options = {"mode": mode, "snap_max_m": snap_max_m, "direction": direction}
        other = travel_times(demand, sites_at([place(0, 0)]), town, prepared=prepared, **options)
        assert other.search.cells is not one.search.cells
        alone = travel_times(demand, sites_at([place(0, 0)]), town, **options)
        assert (other.costs != alone.costs).nnz == 0
