import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.geo.tables import require_sites
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.candidates.lattice import candidates_on_lattice, lattice_xy
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import KDTree
from towns import CRS, demand_at, grid_town, place, sites_at


def town_demand() -> gpd.GeoDataFrame:
    return demand_at([place(0, 0), place(5, 5), place(2, 9)], [10, 20, 0])


def polygons(*shapes: shapely.Polygon) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=CRS)


@given(
    west=st.floats(-1e6, 1e6),
    south=st.floats(-1e6, 1e6),
    width=st.floats(2_000, 9_000),
    spacing=st.sampled_from([300.0, 500.0, 777.0]),
)
def test_the_lattice_is_regular_covers_the_extent_and_does_not_move_with_it(
    west: float, south: float, width: float, spacing: float
) -> None:
    xy = lattice_xy((west, south, west + width, south + width), spacing)
    away_m, _ = KDTree(xy).query(xy, k=[2])
    assert away_m == pytest.approx(spacing)
    shift = np.random.default_rng(0).uniform(spacing, width - spacing, (200, 2))
    inner = np.array([west, south]) + shift
    assert KDTree(xy).query(inner)[0].max() <= spacing / np.sqrt(3) + 1e-6
    wider = lattice_xy((west - 950, south - 30, west + width + 1, south + width + 400), spacing)
    assert KDTree(wider).query(xy)[0].max() < 1e-6


def test_candidates_are_a_site_table_near_people_that_times_can_be_computed_to() -> None:
    demand = town_demand()
    table = candidates_on_lattice(demand, spacing_m=400, service="clinic", near_m=600, cost=3.0)
    assert require_sites(table) == CRS
    homes = demand.geometry[demand["residents"] > 0]
    # Not near the cell where nobody lives.
    assert table.geometry.apply(lambda point: homes.distance(point).min()).max() <= 600
    assert set(table["status"]) == {"candidate"}
    assert set(table["cost"]) == {3.0}
    both = pd.concat([sites_at([place(3, 3)]), table])
    times = travel_times(demand, both, grid_town(), limit_min=60)
    assert times.costs.nnz > 0


def test_an_area_to_build_in_and_forbidden_land() -> None:
    demand = town_demand()
    x, y = demand.geometry.iloc[0].coords[0]
    field = shapely.box(x - 2_000, y - 2_000, x + 2_000, y + 2_000)
    lake = shapely.box(x - 2_000, y - 2_000, x, y + 2_000)
    inside = candidates_on_lattice(demand, spacing_m=300, service="clinic", within=polygons(field))
    dry = candidates_on_lattice(
        demand, spacing_m=300, service="clinic", within=polygons(field), forbidden=polygons(lake)
    )
    assert inside.intersects(field).all()
    assert len(inside) == pytest.approx(4_000**2 / (300**2 * np.sqrt(3) / 2), rel=0.1)
    assert list(dry.index) == list(inside.index[~inside.intersects(lake)])
    near = candidates_on_lattice(
        demand, spacing_m=300, service="clinic", within=polygons(field), near_m=500
    )
    assert set(near.index) < set(inside.index)


def test_nothing_left_is_said_with_the_reason() -> None:
    demand = town_demand()
    everywhere = polygons(shapely.box(*demand.buffer(9_000).total_bounds))
    with pytest.raises(InputError, match="all of these on forbidden land"):
        candidates_on_lattice(demand, spacing_m=300, service="clinic", forbidden=everywhere)
    with pytest.raises(InputError, match="nobody lives"):
        candidates_on_lattice(demand.assign(residents=0), spacing_m=300, service="clinic")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"spacing_m": 0.0}, "spacing_m = 0.0: is not a number of metres above 0"),
        ({"spacing_m": 1.0}, r"spacing_m = 1.0: makes about .* points of .* give \d"),
        ({"near_m": -5.0}, "near_m = -5.0"),
        ({"cost": -1.0}, "cost = -1.0: is not a sum of money"),
        ({"cost": np.nan}, "cost = nan"),
        ({"within": polygons(shapely.box(0, 0, 1, 1)).to_crs(4326)}, "within.*not in metres"),
        ({"forbidden": gpd.GeoDataFrame(geometry=[], crs=32650)}, "forbidden.*differs from"),
    ],
)
def test_bad_input_is_named(change: dict, message: str) -> None:
    with pytest.raises(InputError, match=message):
        candidates_on_lattice(town_demand(), **{"spacing_m": 400.0, "service": "clinic", **change})


def test_degrees_are_refused() -> None:
    with pytest.raises(InputError, match="not in metres"):
        candidates_on_lattice(town_demand().to_crs(4326), spacing_m=400, service="clinic")
