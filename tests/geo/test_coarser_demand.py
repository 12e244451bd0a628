from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.geo.coarser_demand import coarser_demand, coarser_note
from hypothesis import given
from hypothesis import strategies as st


def demand_of(xy, residents, **more):
    return gpd.GeoDataFrame(
        {"name": "here", "residents": residents, **more},
        geometry=gpd.points_from_xy(*np.transpose(xy), crs="EPSG:32650"),
        index=pd.Index([f"c{n}" for n in range(len(residents))], name="cell_id"),
    )


def test_people_are_added_up_where_most_of_them_live():
    demand = demand_of(
        [(500_010, 10), (500_090, 90), (500_110, 10), (500_020, -1)],
        [3.0, 5.0, 7.0, 11.0],
        elderly=[1.0, 0.0, 2.0, 0.5],
    )
    coarse = coarser_demand(demand, 100)
    assert coarse["residents"].to_dict() == {"5000_-1": 11.0, "5000_0": 8.0, "5001_0": 7.0}
    assert coarse["elderly"].tolist() == [0.5, 1.0, 2.0]
    assert coarse.geometry.x.tolist() == [500_020, 500_090, 500_110]
    assert coarse.geometry.y.tolist() == [-1, 90, 10]
    assert coarse.crs == demand.crs
    assert coarse.index.name == "cell_id"
    assert "name" not in coarse


def test_of_equally_many_the_first_place_is_taken():
    coarse = coarser_demand(demand_of([(10, 10), (20, 20)], [4.0, 4.0]), 1000)
    assert coarse.geometry.x.tolist() == [10]


def test_a_table_without_people_of_a_square_keeps_it():
    coarse = coarser_demand(demand_of([(10, 10), (20, 20)], [0.0, 0.0]), 1000)
    assert coarse["residents"].tolist() == [0.0]


@given(
    st.lists(
        st.tuples(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 90)),
        min_size=1,
        max_size=40,
    ),
    st.sampled_from([70.0, 1000.0, 1e5]),
)
def test_people_are_those_of_the_squares_counted_one_by_one(cells, cell_m):
    coarse = coarser_demand(
        demand_of([cell[:2] for cell in cells], [float(cell[2]) for cell in cells]), cell_m
    )
    expected = {}
    for x, y, people in cells:
        key = f"{int(x // cell_m)}_{int(y // cell_m)}"
        expected[key] = expected.get(key, 0.0) + people
    assert coarse["residents"].to_dict() == expected
    places = {(x, y) for x, y, _ in cells}
    assert set(zip(coarse.geometry.x, coarse.geometry.y, strict=True)) <= places


def test_what_is_kept_apart_is_not_added_up():
    demand = demand_of([(10, 10), (20, 20), (30, 30), (110, 10)], [3.0, 5.0, 7.0, 2.0])
    apart = pd.Series(["b", "a", "b", "b"], index=demand.index)
    coarse = coarser_demand(demand, 100, apart=apart)
    assert coarse["residents"].to_dict() == {"0_0/1": 5.0, "0_0/2": 10.0, "1_0": 2.0}
    assert coarse.geometry.x.tolist() == [20, 30, 110]


def test_degrees_are_refused():
    demand = demand_of([(119, 39)], [1.0]).set_crs("EPSG:4326", allow_override=True)
    with pytest.raises(InputError):
        coarser_demand(demand, 100)


def test_the_note_counts_cells_and_squares():
    assert coarser_note(2000, 150, 500.0) == (
        "2,000 cells were added up to 150 squares of 500 m, each where most of its people live"
    )
