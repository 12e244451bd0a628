import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from halfhour.common.errors import InputError
from halfhour.common.prepared import Prepared
from halfhour.coverage.surface.travel_surface import default_pixel_m, travel_surface
from halfhour.coverage.zones.access_zones import access_zones
from halfhour.geo.roads.network import build_network
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.times_table import travel_times_from_table
from towns import CRS, demand_at, grid_town, lines, place, sites_at


def town_times(**options):
    demand = demand_at([place(0, 0), place(5, 5)], [1, 1])
    sites = sites_at([place(0.3, 0.1)], [place(4.6, 5), place(60, 60)])
    return travel_times(demand, sites, grid_town(), **options)


def middles(surface):
    """Places of all pixels' middles, by a way of their own: rasterio's."""
    grid = surface.grid
    row, column = np.indices(surface.cost.shape)
    x, y = rasterio.transform.xy(grid.transform, row.ravel(), column.ravel())
    return np.asarray(x), np.asarray(y)


def assert_is_the_zone(surface, zone, limit, near_m=25.0):
    """Pixels differ from the zone only near its border, as far as its corners are cut and it is simplified."""
    x, y = middles(surface)
    inside = shapely.contains_xy(zone, x, y)
    differ = inside != (surface.cost.ravel() <= limit)
    away_m = shapely.distance(zone.boundary, shapely.points(x[differ], y[differ]))
    assert inside.sum() > 100
    assert (away_m < near_m).all()
    assert differ.mean() < 0.02


@pytest.mark.parametrize("sites", [["e0"], ["e0", "p0"]])
def test_up_to_a_limit_the_surface_is_the_access_zone(sites) -> None:
    times = town_times()
    surface = travel_surface(times, sites, pixel_m=20, buffer_m=150)
    zones = access_zones(times, sites, limits_min=[5, 12, 25, 40], buffer_m=150)
    for limit, zone in zip(zones["limit"], zones.geometry, strict=True):
        assert_is_the_zone(surface, zone, limit)


@pytest.mark.parametrize("direction", ["to_site", "from_site"])
def test_one_way_streets_have_a_surface_on_one_side(direction) -> None:
    street = [
        ([(i, place(i, 0)) for i in (0, 50, 100)], {"highway": "residential", "oneway": "yes"})
    ]
    back = [
        ([(100, place(100, 0)), (500, place(50, 90)), (0, place(0, 0))], {"highway": "residential"})
    ]
    times = travel_times(
        demand_at([place(45, 0), place(55, 0)], [1, 1]),
        sites_at([place(50.4, 0)]),
        build_network(lines([*street, *back]), CRS),
        mode="drive",
        limit_min=30,
        direction=direction,
    )
    surface = travel_surface(times, pixel_m=25)
    [zone] = access_zones(times, limits_min=[2]).geometry
    assert_is_the_zone(surface, zone.intersection(_frame(surface)), 120)


def _frame(surface):
    grid = surface.grid
    return shapely.box(
        grid.west,
        grid.north - grid.rows * grid.pixel,
        grid.west + grid.columns * grid.pixel,
        grid.north,
    )


def test_a_straight_street_costs_what_one_works_out_by_hand() -> None:
    street = [([(i, place(i, 0)) for i in (0, 5, 10)], {"highway": "residential"})]
    demand = demand_at([place(0, 0), place(10, 0)], [1, 1])
    times = travel_times(demand, sites_at([place(5, 0)]), build_network(lines(street), CRS))
    surface = travel_surface(times, pixel_m=20, buffer_m=60)
    x, y = middles(surface)
    [site] = shapely.get_coordinates(times.sites.geometry.to_numpy())
    ends = shapely.get_coordinates(demand.geometry.to_numpy())
    way = (ends[1] - ends[0]) / np.hypot(*(ends[1] - ends[0]))
    along_m = (x - site[0]) * way[0] + (y - site[1]) * way[1]
    aside_m = np.abs((x - site[0]) * way[1] - (y - site[1]) * way[0])
    beside = (aside_m < 55) & (np.abs(along_m) < 1900)
    # The cheapest point within 60 m, at 5 km/h.
    best_m = np.maximum(0, np.abs(along_m) - np.sqrt(np.maximum(0, 60**2 - aside_m**2)))
    assert surface.cost.ravel()[beside] == pytest.approx(best_m[beside] * 3.6 / 5, abs=3)
    assert np.isinf(surface.cost.ravel()[aside_m > 62]).all()


def test_the_surface_goes_beyond_the_limit_that_was_computed() -> None:
    times = town_times(limit_min=5)
    surface = travel_surface(times)
    assert surface.cost[np.isfinite(surface.cost)].max() > 3000
    assert surface.cost.dtype == np.float32
    assert np.isinf(travel_surface(times, []).cost).all()
    assert np.isinf(travel_surface(times, ["p1"]).cost).all()


def river(west, south, east, north):
    box = shapely.box(*place(west, south), *place(east, north))
    return gpd.GeoDataFrame(geometry=[box], crs="EPSG:4326").to_crs(CRS)


def test_water_is_not_crossed_but_on_a_bridge() -> None:
    times = town_times()
    # Along a street, narrower than a pixel, and across all others.
    water = pd.concat([river(-2, 0.05, 8, 0.09), river(2.4, -1, 2.5, 8)])
    surface = travel_surface(times, pixel_m=50, buffer_m=150, water=water)
    [zone] = access_zones(times, limits_min=[30], buffer_m=150, water=water).geometry
    [dry] = access_zones(times, limits_min=[30], buffer_m=150).geometry
    assert dry.area > 1.01 * zone.area
    assert_is_the_zone(surface, zone.intersection(_frame(surface)), 1800)
    x, y = middles(surface)
    wet = shapely.contains_xy(water.union_all(), x, y)
    assert wet.any()
    assert np.isinf(surface.cost.ravel()[wet]).all()
    with pytest.raises(InputError, match="water"):
        travel_surface(times, water=water.to_crs("EPSG:32650"))


def test_without_roads_pixels_take_the_times_of_cells() -> None:
    demand = demand_at([place(c, r) for c in range(3) for r in range(2)], [1] * 6)
    cost = [0.0, 60.0, 120.0, 180.0, 240.0]
    pairs = pd.DataFrame({"cell_id": [f"cell{i}" for i in range(5)], "site_id": "e0", "cost": cost})
    times = travel_times_from_table(demand, sites_at([place(0, 0)]), pairs, limit_min=10)
    surface = travel_surface(times)
    x, y = middles(surface)
    near = shapely.STRtree(demand.geometry.to_numpy()).nearest(shapely.points(x, y))
    of_near = np.array([*cost, np.inf])[near]
    got = surface.cost.ravel()
    known = np.isfinite(got)
    assert 0.6 < known.mean() < 0.95
    assert (got[known] == of_near[known]).mean() > 0.97
    assert np.isinf(
        got[shapely.distance(demand.geometry.iloc[5], shapely.points(x, y)) < 150]
    ).all()


def test_the_geotiff_says_minutes_and_where_it_lies(tmp_path) -> None:
    times = town_times()
    surface = travel_surface(times)
    path = surface.save(tmp_path / "travel_time.tif")
    with rasterio.open(path) as raster:
        assert raster.crs.to_epsg() == 4549
        [site] = shapely.get_coordinates(times.sites.geometry.iloc[:1].to_numpy())
        [[at_site]] = raster.sample([site])
        values = raster.read(1, masked=True)
        assert raster.descriptions == ("travel time, minutes",)
    # The site is a tenth of a step from its street: 55.5 m at 5 km/h.
    assert at_site == pytest.approx(55.5 * 0.06 / 5, rel=0.01)
    assert values.mask.sum() == np.isinf(surface.cost).sum()
    assert values.max() == pytest.approx(surface.cost[np.isfinite(surface.cost)].max() / 60)
    assert [file.name for file in tmp_path.iterdir()] == ["travel_time.tif"]
    again = surface.save(tmp_path / "again.tif")
    assert again.read_bytes() == path.read_bytes()


def test_distances_stay_metres(tmp_path) -> None:
    surface = travel_surface(town_times(limit_m=2000))
    assert surface.unit == "m"
    with rasterio.open(surface.save(tmp_path / "metres.tif")) as raster:
        assert raster.descriptions == ("distance, metres",)
        assert raster.read(1).max() == surface.cost[np.isfinite(surface.cost)].max()


@pytest.mark.parametrize("side_m", [10, 5_000, 60_000, 400_000])
def test_the_default_pixel_keeps_the_grid_below_a_million(side_m) -> None:
    pixel_m = default_pixel_m((0, 0, side_m, side_m))
    assert (side_m / pixel_m + 1) ** 2 <= 1_000_000
    assert pixel_m == 40 or (side_m / (pixel_m - 20)) ** 2 > 900_000


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"pixel_m": 0}, "pixel_m"),
        ({"pixel_m": 0.1}, "100 million pixels"),
        ({"buffer_m": -1}, "buffer_m"),
        ({"bounds_m": (1, 1, 1, 2)}, "has no area"),
        ({"sites": ["nobody"]}, "there is no such site"),
    ],
)
def test_wrong_options_are_named(options, words) -> None:
    with pytest.raises(InputError, match=words):
        travel_surface(town_times(), **options)


def test_surfaces_that_share_their_parts_are_those_that_do_not() -> None:
    prepared, times = Prepared(), town_times()
    for sites in (["e0"], ["e0", "p0"], ["e0"]):
        shared = travel_surface(times, sites, pixel_m=20, prepared=prepared)
        alone = travel_surface(times, sites, pixel_m=20)
        assert np.array_equal(shared.cost, alone.cost)
    # Another mode and direction at the same sites.
    for options in ({"mode": "drive"}, {"direction": "from_site"}):
        other = town_times(**options)
        shared = travel_surface(other, ["e0"], pixel_m=20, prepared=prepared)
        assert np.array_equal(shared.cost, travel_surface(other, ["e0"], pixel_m=20).cost)
