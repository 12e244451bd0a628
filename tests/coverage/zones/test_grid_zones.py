from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.coverage.zones.grid_zones import cell_areas, grid_zones
from halfhour.geo.travel.times_table import travel_times_from_table
from halfhour.geo.travel.travel_times import TravelTimes
from towns import CRS, place, sites_at

WIDE_M, HIGH_M = 90.0, 120.0
SITE = sites_at([place(0, 0)])


def demand_of(geometry) -> gpd.GeoDataFrame:
    table = gpd.GeoDataFrame(
        {"residents": 1.0}, geometry=geometry, crs=CRS, index=range(len(geometry))
    )
    table.index = pd.Index([f"c{i}" for i in range(len(table))], name="cell_id")
    return table


def grid(size: int = 9) -> np.ndarray:
    """Points of a grid whose cells are oblong, row by row."""
    column, row = np.meshgrid(np.arange(size), np.arange(size))
    return shapely.points(5e5 + column.ravel() * WIDE_M, 4.4e6 + row.ravel() * HIGH_M)


def times_of(demand: gpd.GeoDataFrame, minutes: np.ndarray, limit_min: float = 60) -> TravelTimes:
    pairs = pd.DataFrame({"cell_id": demand.index, "site_id": "e0", "cost": minutes * 60.0})
    pairs = pairs[np.isfinite(minutes)]
    return travel_times_from_table(demand, SITE, pairs, limit_min=limit_min)


def from_middle(size: int = 9) -> np.ndarray:
    column, row = np.meshgrid(np.arange(size), np.arange(size))
    return 10.0 * np.maximum(abs(column - size // 2), abs(row - size // 2)).ravel() + 1


def test_the_area_is_that_of_the_served_cells() -> None:
    demand = demand_of(grid())
    zones = grid_zones(times_of(demand, from_middle()), limits_min=[5, 15, 25])
    assert list(zones.columns) == ["site_id", "limit", "limit_min", "area_km2", "geometry"]
    cells = [1, 9, 25]
    expected_km2 = [n * WIDE_M * HIGH_M / 1e6 for n in cells]
    assert zones["area_km2"].tolist() == pytest.approx(expected_km2, rel=1e-4)
    assert zones.is_valid.all()
    # Neighbouring rectangles leave no slits.
    assert [len(zone.geoms) for zone in zones.geometry] == [1, 1, 1]
    for small, large in pairwise(zones.geometry):
        assert large.covers(small)


def test_a_cell_that_is_not_served_is_a_hole_unless_it_is_small() -> None:
    minutes = from_middle()
    minutes[40] = np.inf
    times = times_of(demand_of(grid()), minutes)
    [holed] = grid_zones(times, limits_min=[15]).geometry
    assert [len(p.interiors) for p in holed.geoms] == [1]
    [filled] = grid_zones(times, limits_min=[15], hole_min_m2=2 * WIDE_M * HIGH_M).geometry
    assert [len(p.interiors) for p in filled.geoms] == [0]


def test_polygons_are_taken_as_they_are() -> None:
    left = shapely.Polygon([(0, 0), (100, 0), (160, 200), (0, 200)])
    right = shapely.Polygon([(100, 0), (300, 0), (300, 200), (160, 200)])
    times = times_of(demand_of([left, right]), np.array([5.0, 15.0]))
    zones = grid_zones(times, limits_min=[10, 20])
    assert zones.geometry.iloc[0].equals(left)
    assert zones.geometry.iloc[1].equals(shapely.box(0, 0, 300, 200))


def test_water_is_taken_out() -> None:
    lake = gpd.GeoDataFrame(geometry=[shapely.Point(5e5 + 360, 4.4e6 + 480).buffer(70)], crs=CRS)
    times = times_of(demand_of(grid()), from_middle())
    dry, wet = (
        grid_zones(times, limits_min=[15, 25], water=water)["area_km2"] for water in (None, lake)
    )
    lake_km2 = lake.area.iloc[0] / 1e6
    assert (dry - wet).tolist() == pytest.approx([lake_km2, lake_km2], rel=1e-3)


def test_a_limit_that_was_not_computed_is_refused() -> None:
    times = times_of(demand_of(grid()), from_middle(), limit_min=20)
    with pytest.raises(InputError, match="was computed"):
        grid_zones(times, limits_min=[10, 30])


def test_no_served_cell_is_an_empty_zone() -> None:
    times = times_of(demand_of(grid()), from_middle() + 20)
    assert grid_zones(times, limits_min=[10]).geometry.is_empty.all()
    assert grid_zones(times, [], limits_min=[40]).geometry.is_empty.all()


def test_cells_in_a_row_are_squares_and_a_lonely_one_is_a_square_metre() -> None:
    row = shapely.points(np.arange(5) * 50.0, np.zeros(5))
    assert shapely.area(cell_areas(demand_of(row))) == pytest.approx(2500)
    assert shapely.area(cell_areas(demand_of([shapely.Point(0, 0)]))) == pytest.approx(1)
