import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from halfhour.coverage.assessment import assess
from halfhour.coverage.site_check.check import check_site
from halfhour.geo.travel.road_times import travel_times
from halfhour.optimize.site_comparison.comparison import compare_site
from halfhour.optimize.site_comparison.villages import villages_of
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import CRS, demand_at, grid_town, place, sites_at

TOWN = grid_town()
CELLS = [place(c, r) for c in range(6) for r in range(6)]
PEOPLE = [float((7 * i) % 13) for i in range(36)]
UNITS = ["A" if i < 20 else "B" for i in range(36)]


def assessed(candidates=(), cells=CELLS, people=PEOPLE, **options):
    demand = demand_at(cells, people, **options)
    return assess(travel_times(demand, sites_at([place(0, 0)], candidates), TOWN, limit_min=12))


@settings(deadline=None, max_examples=15)
@given(column=st.floats(0, 5), row=st.floats(0, 5))
def test_the_farthest_cell_and_its_way_are_those_of_a_full_assessment(
    column: float, row: float
) -> None:
    at = place(column, row)
    today = assessed([at])
    after = assess(today.times, open_sites=["e0", "p0"])
    lived_in = after.cells[after.cells["people"] > 0]
    found = compare_site(check_site(today, at=at), today).farthest
    assert found is not None
    assert found.cost == pytest.approx(lived_in["cost"].max(), abs=0.01)
    assert lived_in.loc[found.unit_id, "cost"] == pytest.approx(found.cost, abs=0.01)
    assert found.cost_before == today.cells.loc[found.unit_id, "cost"]
    assert found.helped == (found.cost < found.cost_before)
    path = today.times.path(found.unit_id, "p0")
    assert path is not None
    assert found.cost_to_site == pytest.approx(60 * path.minutes, abs=0.05)
    assert found.by_class["length_m"].sum() == pytest.approx(path.length_m)
    assert found.way is not None
    own = gpd.GeoSeries([path.geometry], crs=CRS).to_crs("EPSG:4326").iloc[0]
    for end in (0, -1):
        assert found.way.coords[end] == pytest.approx(own.coords[end], abs=1e-9)


def test_villages_are_the_finest_units_by_their_most_populous_cell() -> None:
    today = assessed(units=UNITS)
    villages = villages_of(today)
    assert (villages.level, villages.unit_id, villages.name) == (
        "county",
        ("A", "B"),
        ("County A", "County B"),
    )
    people = np.array(PEOPLE)
    assert villages.cell.tolist() == [int(people[:20].argmax()), 20 + int(people[20:].argmax())]


def test_villages_that_are_points_are_their_nearest_inhabited_cell() -> None:
    today = assessed(units=UNITS)
    points = gpd.GeoDataFrame(
        {"name": ["东村", "西村", "北村"]},
        geometry=gpd.points_from_xy(
            *zip(place(5, 5), place(0, 0), place(0, 5), strict=True), crs="EPSG:4326"
        ),
        index=pd.Index(["v1", "v2", "v3"], name="unit_id"),
    ).to_crs(CRS)
    villages = villages_of(today, {"village": points})
    assert (villages.level, villages.name) == ("village", ("东村", "西村", "北村"))
    # Nobody lives in cell 0 at the corner: a neighbour stands for it.
    assert PEOPLE[0] == 0
    assert villages.cell[0] == 35
    assert villages.cell[1] in (1, 6)
    check = check_site(today, at=place(3, 3))
    found = compare_site(check, today, villages=villages).farthest
    assert found is not None
    # 2.8 km from the clinic and 2.4 km from the site; the other two are nearer to one of them.
    assert (found.name, found.helped) == ("北村", True)


def test_a_village_without_any_way_is_counted_and_not_compared() -> None:
    cells, people = [*CELLS, place(30, 30)], [*PEOPLE, 4.0]
    today = assessed(cells=cells, people=people)
    found = compare_site(check_site(today, at=place(3, 3)), today).farthest
    assert found is not None
    assert found.without_way == 1
    assert found.unit_id != "cell36"


def test_a_site_on_no_road_leaves_the_farthest_village_as_it_is() -> None:
    today = assessed()
    found = compare_site(check_site(today, at=place(30, 30)), today).farthest
    assert found is not None
    assert (found.helped, found.way, len(found.by_class)) == (False, None, 0)
    assert found.cost == today.cells.loc[today.cells["people"] > 0, "cost"].max()


def test_where_nobody_has_a_way_there_is_no_farthest_village() -> None:
    today = assessed(cells=[place(30, 30)], people=[3.0])
    assert compare_site(check_site(today, at=place(3, 3)), today).farthest is None
    nobody = assessed(cells=[place(1, 1)], people=[0.0])
    assert compare_site(check_site(nobody, at=place(3, 3)), nobody).farthest is None
