import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.zones.access_zones import access_zones
from halfhour.coverage.zones.zone_table import require_zone_options, zone_limits
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.travel_times import TravelTimes
from towns import demand_at, grid_town, place, sites_at


@pytest.fixture(scope="module")
def times() -> TravelTimes:
    return travel_times(demand_at([place(0, 0)], [1]), sites_at([place(0, 0)]), grid_town())


def test_limits_are_sorted_and_none_is_there_twice(times: TravelTimes) -> None:
    assert zone_limits(times, [30, 10, 30.0, 0.5], None) == [30, 600, 1800]


def test_every_wrong_limit_is_named(times: TravelTimes) -> None:
    with pytest.raises(InputError) as error:
        zone_limits(times, [10, 0, np.nan], None)
    assert [fault.column for fault in error.value.faults] == ["limits_min", "limits_min"]
    with pytest.raises(InputError, match="give at least one limit"):
        zone_limits(times, [], None)


def test_every_wrong_option_is_named() -> None:
    with pytest.raises(InputError) as error:
        require_zone_options(buffer_m=0, tolerance_m=-1, hole_min_m2=np.inf)
    assert [f.column for f in error.value.faults] == ["buffer_m", "tolerance_m", "hole_min_m2"]
    require_zone_options(buffer_m=1, tolerance_m=0, hole_min_m2=0)


def test_an_unknown_site_is_refused(times: TravelTimes) -> None:
    with pytest.raises(InputError, match="site_id x9"):
        access_zones(times, ["x9"])
