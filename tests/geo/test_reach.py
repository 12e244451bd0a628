import numpy as np
import pytest
import shapely
from halfhour.geo.network import build_network
from halfhour.geo.reach import reached_lines
from halfhour.geo.travel_times import travel_times
from towns import CRS, demand_at, lines, place, sites_at


@pytest.mark.parametrize(
    ("direction", "tags", "west_m", "east_m"),
    [
        ("to_site", {"highway": "residential"}, 833, 833),
        # Driving with the one-way street towards the site: from the west alone; 20 km/h.
        ("to_site", {"highway": "residential", "oneway": "yes"}, 3333, 0),
        ("from_site", {"highway": "residential", "oneway": "yes"}, 0, 3333),
    ],
)
def test_the_reach_along_a_street_is_the_limit(
    direction: str, tags: dict[str, str], west_m: float, east_m: float
) -> None:
    mode = "drive" if "oneway" in tags else "walk"
    street = [([(i, place(i, 0)) for i in (0, 9, 10, 11, 20)], tags)]
    # A way back, so that the one-way street is no dead end; far away, to be out of reach.
    back = [
        ([(20, place(20, 0)), (50, place(10, 60)), (0, place(0, 0))], {"highway": "residential"})
    ]
    network = build_network(lines([*street, *back]), CRS)
    times = travel_times(
        demand_at([place(10.5, 0)], [1]),
        sites_at([place(10.5, 0)]),
        network,
        mode=mode,
        limit_min=30,
        direction=direction,
    )
    reached = shapely.union_all(reached_lines(times.search, np.array([0]), 600.0))
    site = times.sites.geometry.iloc[0]
    coordinates = shapely.get_coordinates(reached)
    assert site.x - coordinates[:, 0].min() == pytest.approx(west_m, rel=0.01, abs=1)
    assert coordinates[:, 0].max() - site.x == pytest.approx(east_m, rel=0.01, abs=1)
