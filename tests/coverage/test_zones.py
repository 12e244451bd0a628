from itertools import pairwise

import pandas as pd
import shapely
from halfhour.coverage.assessment import assess
from halfhour.coverage.zones import access_zone
from halfhour.geo.times_table import travel_times_from_table
from halfhour.geo.travel_times import travel_times
from towns import demand_at, grid_town, place, sites_at


def today(limit_min: float):
    demand = demand_at([place(0, 0), place(4, 4)], [1, 1])
    times = travel_times(demand, sites_at([place(0, 0)]), grid_town(), limit_min=60)
    return assess(times, limit=limit_min * 60)


def test_a_longer_limit_gives_a_zone_that_holds_the_shorter_ones() -> None:
    zones = [access_zone(today(limit)) for limit in (5, 10, 20, 60)]
    for small, large in pairwise(zones):
        assert large.buffer(15).contains(small)
        assert large.area > small.area
        assert large.is_valid


def test_a_zone_follows_the_roads_and_leaves_holes_between_them() -> None:
    zone = access_zone(today(60), buffer_m=50)
    middle = shapely.Point(demand_at([place(0.5, 0.5)], [1]).geometry.iloc[0].coords[0])
    assert not zone.contains(middle)
    assert zone.area < 0.5 * zone.convex_hull.area


def test_no_open_site_has_an_empty_zone() -> None:
    nobody = assess(today(60).times, open_sites=[])
    assert access_zone(nobody).is_empty


def test_without_roads_the_served_cells_are_the_zone() -> None:
    demand = demand_at([place(0, 0), place(4, 4)], [1, 1])
    pairs = pd.DataFrame({"cell_id": ["cell0"], "site_id": ["e0"], "cost": [60.0]})
    times = travel_times_from_table(demand, sites_at([place(0, 0)]), pairs, unit="s", limit=600)
    zone = access_zone(assess(times))
    assert zone.contains(demand.geometry.iloc[0])
    assert not zone.contains(demand.geometry.iloc[1])
