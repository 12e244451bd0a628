from halfhour.coverage.assessment import assess
from halfhour.coverage.gap_clusters import gap_clusters
from halfhour.geo.travel.road_times import travel_times
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


def test_the_centre_is_the_cluster_s_own_cell_nearest_to_its_people() -> None:
    today = clusters()
    centre = gap_clusters(today, neighbour_m=600).geometry.iloc[0]
    # 20 people live in cell1 and 30 in cell2: the mean lies nearer to cell2.
    assert centre.equals(today.times.demand.geometry.loc["cell2"])


def test_a_ring_of_gap_cells_is_marked_on_the_ring() -> None:
    ring = [(c, r) for c in range(6) for r in range(6) if c in (0, 5) or r in (0, 5)]
    middle = [(2.5, 2.5)]
    demand = demand_at([place(c, r) for c, r in ring + middle], [10.0] * 21)
    sites = sites_at([place(2.5, 2.5)])
    today = assess(travel_times(demand, sites, grid_town(), limit_min=10))
    [centre] = gap_clusters(today).geometry
    cells = today.times.demand.geometry[~today.cells["served"]]
    assert len(cells) > 4
    assert cells.distance(centre).min() == 0


def test_neighbours_are_told_by_the_spacing_of_the_cells() -> None:
    today = clusters()
    # The median distance to the nearest other cell is about 1.8 km here: twice that joins all.
    assert len(gap_clusters(today)) == 1
    assert gap_clusters(today)["people"].sum() == today.gap_people


def test_several_rows_on_one_spot_do_not_part_the_gap() -> None:
    # As demand classes do: each cell twice, with half of its people.
    places = [place(0, 0), place(4, 4), place(5, 4), place(0, 5), place(3, 0)]
    demand = demand_at([*places, *places], [5, 10, 15, 3.5, 0] * 2)
    times = travel_times(demand, sites_at([place(0, 0)]), grid_town(), limit_min=5)
    once, twice = gap_clusters(clusters()), gap_clusters(assess(times))
    assert twice["people"].tolist() == once["people"].tolist()
    assert twice.geometry.tolist() == once.geometry.tolist()


def test_no_gap_gives_an_empty_table_with_its_columns() -> None:
    table = gap_clusters(clusters(limit_min=120))
    assert len(table) == 0
    assert {"people", "cells", "unreachable"} <= set(table.columns)
