import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import Assessment, assess
from halfhour.geo.tables import require_sites
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.candidates.sites import candidates_from_hosts, candidates_from_unserved
from towns import CRS, demand_at, grid_town, place, sites_at


def clinics() -> gpd.GeoDataFrame:
    table = sites_at([place(0, 0), place(2, 2), place(4, 4)], [place(5, 0)])
    table["tier"] = ["village", "township", "township", "village"]
    table["name"] = ["North", "Middle", "South", "Plan"]
    return table


def capacities() -> gpd.GeoDataFrame:
    """One rehabilitation room, in the clinic e2."""
    return sites_at([place(4, 4)], service="rehab").rename(index={"e0": "r0"})


def gap(places: list[tuple[float, float]], people: list[float]) -> Assessment:
    demand = demand_at([place(0, 0), *places], [100, *people])
    return assess(travel_times(demand, sites_at([place(0, 0)]), grid_town(9), limit_min=5))


def test_existing_facilities_host_the_service_where_it_does_not_stand_yet() -> None:
    sites, hosts = capacities(), clinics()
    table = candidates_from_hosts(sites, service="rehab", hosts=hosts, hosting_cost=0.2)
    assert table.index.tolist() == ["rehab@e0", "rehab@e1"]
    assert table["name"].tolist() == ["North", "Middle"]
    assert table["host"].tolist() == ["e0", "e1"]
    assert set(table["cost"]) == {0.2}
    assert set(table["status"]) == {"candidate"}
    assert (table.geometry.to_numpy() == hosts.geometry.to_numpy()[:2]).all()
    assert require_sites(pd.concat([sites, table])) == CRS


def test_hosts_of_some_tiers() -> None:
    table = candidates_from_hosts(
        capacities(), service="rehab", hosts=clinics(), hosting_cost=0.2, tiers=["township"]
    )
    assert table.index.tolist() == ["rehab@e1"]
    with pytest.raises(InputError, match=r"'city': there is no such tier.*township, village"):
        candidates_from_hosts(
            capacities(), service="rehab", hosts=clinics(), hosting_cost=0.2, tiers=["city"]
        )


def test_no_host_left_is_said() -> None:
    here = clinics().loc[["e2"]]
    with pytest.raises(InputError, match=r"of 1 hosts 1 exist .* rehab stands in all of these"):
        candidates_from_hosts(capacities(), service="rehab", hosts=here, hosting_cost=0.2)
    planned = clinics().loc[["p0"]]
    with pytest.raises(InputError, match="of 1 hosts 0 exist"):
        candidates_from_hosts(capacities(), service="rehab", hosts=planned, hosting_cost=0.2)


def test_hosts_in_another_crs_or_at_a_negative_cost_are_refused() -> None:
    with pytest.raises(InputError, match=r"hosts.*differs from"):
        candidates_from_hosts(
            capacities(), service="rehab", hosts=clinics().to_crs(32650), hosting_cost=0.2
        )
    with pytest.raises(InputError, match="cost = -1"):
        candidates_from_hosts(capacities(), service="rehab", hosts=clinics(), hosting_cost=-1)


def test_candidates_stand_where_most_of_the_unserved_live() -> None:
    west, east = [(0, 7), (0, 8), (1, 8)], [(7, 0), (8, 0), (8, 1)]
    today = gap([place(*at) for at in west + east], [5, 90, 5, 5, 90, 5])
    table = candidates_from_unserved(today, count=2, service="clinic", cost=2.0)
    assert sorted(table.index) == ["clinic@cell2", "clinic@cell5"]
    assert require_sites(table) == CRS
    assert set(table["cost"]) == {2.0}
    cells = today.times.demand.geometry
    assert table.geometry["clinic@cell2"].equals(cells["cell2"])


def test_a_centre_is_moved_to_where_people_live() -> None:
    # The mean of a ring lies in its middle, where nobody lives.
    ring = [place(c, r) for c in range(2, 9) for r in range(2, 9) if {c, r} & {2, 8}]
    today = gap(ring, [10.0] * len(ring))
    [point] = candidates_from_unserved(today, count=1, service="clinic").geometry
    assert today.times.demand.distance(point).min() == 0


def test_the_same_seed_gives_the_same_candidates() -> None:
    rng = np.random.default_rng(1)
    places = [place(*at) for at in rng.uniform(2, 8, (60, 2))]
    today = gap(places, rng.integers(1, 9, 60).tolist())
    tables = [candidates_from_unserved(today, count=7, service="clinic", seed=3) for _ in range(2)]
    assert len(tables[0]) == 7
    pd.testing.assert_frame_equal(*tables)


def test_fewer_places_than_candidates_is_said() -> None:
    said: list[str] = []
    # Two of the cells are one place, at one nobody lives, one is on no road.
    places = [place(8, 8), place(8, 8), place(7, 0), place(0, 8), place(90, 90)]
    today = gap(places, [3, 4, 5, 0, 9])
    table = candidates_from_unserved(today, count=4, service="clinic", report=said.append)
    assert sorted(table.index) == ["clinic@cell1", "clinic@cell3"]
    assert said == ["2 candidates instead of 4: there are unserved people at no more places"]


@pytest.mark.parametrize("count", [0, -1, 2.5, True])
def test_a_wrong_count_is_named(count: int) -> None:
    with pytest.raises(InputError, match=r"count = .*whole number"):
        candidates_from_unserved(gap([place(8, 8)], [1]), count=count, service="clinic")


def test_nobody_to_serve_is_said() -> None:
    with pytest.raises(InputError, match=r"no unserved cell with people is on a road \(9 in"):
        candidates_from_unserved(gap([place(90, 90)], [9]), count=1, service="clinic")
