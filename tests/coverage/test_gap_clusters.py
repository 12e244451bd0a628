import pytest
from halfhour.coverage.assessment import assess
from halfhour.coverage.gap_clusters import gap_clusters
from halfhour.geo.travel_times import travel_times
from towns import demand_at, grid_town, place, sites_at


def clusters(limit_min: float = 5):
    places = [place(0, 0), place(4, 4), place(5, 4), place(0, 5), place(3, 0)]
    demand = demand_at(places, [10, 20, 30, 7, 0])
    return assess(travel_times(demand, sites_at([place(0, 0)]), grid_town(), limit_min=limit_min))


def test_neighbouring_gap_cells_are_gathered_and_their_people_add_up() -> None:
    today = clusters()
    table = gap_clusters(today, neighbour_m=600)
    assert table["people"].tolist() == [50, 7]
    assert table["cells"].tolist() == [2, 1]
    assert table["people"].sum() == today.gap_people
    assert table.index.tolist() == [1, 2]


def test_the_centre_is_weighted_by_people() -> None:
    today = clusters()
    west, east = today.times.demand.geometry.loc[["cell1", "cell2"]]
    centre = gap_clusters(today, neighbour_m=600).geometry.iloc[0]
    assert centre.x == pytest.approx((20 * west.x + 30 * east.x) / 50)


def test_no_gap_gives_an_empty_table_with_its_columns() -> None:
    table = gap_clusters(clusters(limit_min=120))
    assert len(table) == 0
    assert {"people", "cells", "unreachable"} <= set(table.columns)
