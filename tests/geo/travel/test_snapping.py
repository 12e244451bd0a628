from random import Random

import numpy as np
import pyproj
import pytest
import shapely
from halfhour.geo.roads.network import RoadNetwork, build_network
from halfhour.geo.routing.mode_graph import mode_graph
from halfhour.geo.travel.road_search import points_xy
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.snapping import NO_ROAD, snap
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import CRS, demand_at, grid_town, lines, place, sites_at


def xy(*places: tuple[float, float]) -> np.ndarray:
    return points_xy(demand_at(places, [1.0] * len(places)).geometry.to_numpy())


def test_a_place_takes_the_nearest_point_of_the_nearest_edge() -> None:
    network = grid_town()
    graph = mode_graph(network, "walk", "s")
    position = snap(xy(place(1.25, 2.02)), network, graph)
    assert position.fraction[0] == pytest.approx(0.25, abs=0.01)
    assert position.access_m[0] == pytest.approx(0.02 * 555, abs=0.5)
    assert position.reason[0] == ""


def test_a_place_too_far_from_every_road_is_listed_not_dropped() -> None:
    network = grid_town()
    graph = mode_graph(network, "walk", "s")
    position = snap(xy(place(1, 1), place(20, 20)), network, graph, snap_max_m=500)
    assert position.edge[1] == -1
    assert position.reason.tolist() == ["", NO_ROAD]
    assert np.isinf(position.nearest_road_m[1])


def island_town() -> RoadNetwork:
    main = [([(i, place(i, 0)) for i in range(6)], {"highway": "residential"})]
    island = [([(100, place(0, 9)), (101, place(1, 9))], {"highway": "residential"})]
    return build_network(lines([*main, *island]), CRS)


@pytest.mark.parametrize("snap_max_m", [800, 6000])
def test_a_place_on_an_island_stands_on_its_road_however_far_the_mainland(
    snap_max_m: float,
) -> None:
    network = island_town()
    graph = mode_graph(network, "walk", "s")
    position = snap(xy(place(0.5, 9)), network, graph, snap_max_m=snap_max_m)
    assert position.edge[0] == np.flatnonzero(~graph.main)[0]
    assert position.reason[0] == ""
    assert position.access_m[0] == pytest.approx(0, abs=0.5)
    assert len(position.second.place) == 0


def cut_off(columns: float, row: float) -> RoadNetwork:
    """A street of 2 km, and a piece that lies `row` steps north of it."""
    main = ([(i, place(i, 0)) for i in range(6)], {"highway": "residential"})
    piece = ([(100, place(0, row)), (101, place(columns, row))], {"highway": "service"})
    return build_network(lines([main, piece]), CRS)


@pytest.mark.parametrize(
    ("columns", "row", "artefact"),
    [
        (0.02, 1, True),  # 9 m of road, 555 m off
        (0.5, 0.05, True),  # a car park's aisle of 214 m, 28 m off
        (2, 0.1, True),  # 850 m behind a gate, 55 m off
        (2, 0.3, False),  # 850 m of street across a river of 166 m
        (0.8, 1, False),  # an islet with 342 m of street
    ],
)
def test_beside_an_artefact_of_the_map_a_place_has_its_way_to_the_larger_component_too(
    *, columns: float, row: float, artefact: bool
) -> None:
    network = cut_off(columns, row)
    graph = mode_graph(network, "walk", "s")
    position = snap(xy(place(0.01, row), place(3, 0)), network, graph)
    assert position.edge[0] == np.flatnonzero(~graph.main)[0]
    assert position.access_m[0] == pytest.approx(0, abs=0.5)
    if artefact:
        assert position.second.place.tolist() == [0]
        assert graph.main[position.second.edge[0]]
        assert position.second.access_m[0] == pytest.approx(row * 555, rel=0.01)
    else:
        assert len(position.second.place) == 0


def test_the_only_road_is_no_artefact_of_itself() -> None:
    network = build_network(
        lines([([(1, place(0, 0)), (2, place(0.2, 0))], {"highway": "residential"})]), CRS
    )
    position = snap(xy(place(0, 0)), network, mode_graph(network, "walk", "s"))
    assert position.edge.tolist() == [0]
    assert len(position.second.place) == 0


def test_a_dead_end_that_cannot_be_left_serves_those_who_arrive() -> None:
    ways = [
        ([(i, place(i, 0)) for i in range(6)], {"highway": "residential"}),
        ([(5, place(5, 0)), (9, place(5, 1))], {"highway": "residential", "oneway": "yes"}),
    ]
    network = build_network(lines(ways), CRS)
    graph = mode_graph(network, "drive", "s")
    assert graph.usable.sum() == 2
    assert graph.main.sum() == 1
    spot = xy(place(5, 0.8))
    arriving = snap(spot, network, graph, leaving=False)
    leaving = snap(spot, network, graph, leaving=True)
    assert arriving.edge.tolist() == leaving.edge.tolist() == [1]
    assert len(arriving.second.place) == 0
    assert leaving.second.edge.tolist() == [0]


def test_among_says_which_edges_a_place_may_take() -> None:
    network = island_town()
    graph = mode_graph(network, "walk", "s")
    spot = xy(place(0.5, 9))
    free = snap(spot, network, graph, snap_max_m=800, among=graph.usable)
    assert free.edge[0] == np.flatnonzero(~graph.main)[0]
    assert free.reason[0] == ""
    assert free.access_m[0] == pytest.approx(0, abs=0.5)
    barred = snap(spot, network, graph, snap_max_m=800, among=np.zeros_like(graph.usable))
    assert barred.edge[0] == -1
    assert barred.reason[0] == NO_ROAD


def test_among_cannot_open_a_closed_edge() -> None:
    ways = [
        ([(i, place(i, 0)) for i in range(3)], {"highway": "residential"}),
        ([(2, place(2, 0)), (9, place(2, 1))], {"highway": "steps"}),
    ]
    network = build_network(lines(ways), CRS)
    graph = mode_graph(network, "drive", "s")
    for among in (np.ones_like(graph.usable), graph.usable[:1]):
        with pytest.raises(ValueError, match="among must name usable edges"):
            snap(xy(place(0, 0)), network, graph, among=among)


def test_a_place_at_a_junction_takes_its_lowest_edge_at_the_very_end() -> None:
    network = grid_town()
    graph = mode_graph(network, "walk", "s")
    position = snap(network.node_xy, network, graph)
    for node, (edge, fraction) in enumerate(zip(position.edge, position.fraction, strict=True)):
        touching = (network.start == node) | (network.end == node)
        assert edge == np.flatnonzero(touching)[0]
        assert fraction == (0.0 if network.start[edge] == node else 1.0)
    assert position.access_m == pytest.approx(0, abs=1e-6)


spots = st.lists(st.tuples(st.floats(-3, 9), st.floats(-3, 12)), min_size=1, max_size=30)


@given(spots, st.floats(50, 4000), st.randoms())
@settings(max_examples=60, deadline=None)
def test_positions_do_not_depend_on_the_order_or_the_company_of_places(
    grid: list[tuple[float, float]], snap_max_m: float, random: Random
) -> None:
    network = island_town()
    graph = mode_graph(network, "walk", "s")
    coordinates = xy(*(place(column, row) for column, row in grid))
    whole = snap(coordinates, network, graph, snap_max_m=snap_max_m)
    order = list(range(len(grid)))
    random.shuffle(order)
    mixed = snap(coordinates[order], network, graph, snap_max_m=snap_max_m)
    alone = [snap(one[None, :], network, graph, snap_max_m=snap_max_m) for one in coordinates]
    for name in ("edge", "fraction", "access_m", "nearest_road_m", "reason"):
        wanted = getattr(whole, name)
        one_by_one = np.concatenate([getattr(one, name) for one in alone])
        np.testing.assert_array_equal(getattr(mixed, name), wanted[order])
        np.testing.assert_array_equal(one_by_one, wanted)


@given(spots)
@settings(max_examples=40, deadline=None)
def test_access_legs_are_geodesics_to_the_fraction_along_the_edge(
    grid: list[tuple[float, float]],
) -> None:
    network = grid_town()
    graph = mode_graph(network, "walk", "s")
    coordinates = xy(*(place(column, row) for column, row in grid))
    position = snap(coordinates, network, graph, snap_max_m=5000)
    on_road = position.snapped
    feet = shapely.line_interpolate_point(
        network.geometry[position.edge[on_road]], position.fraction[on_road], normalized=True
    )
    to_degrees = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    ends = [
        to_degrees.transform(*points.T)
        for points in (coordinates[on_road], shapely.get_coordinates(feet))
    ]
    _, _, wanted = pyproj.Geod(ellps="WGS84").inv(*ends[0], *ends[1])
    assert position.access_m[on_road] == pytest.approx(np.asarray(wanted), abs=2e-3)


def test_a_clinic_where_one_cannot_leave_serves_those_who_arrive() -> None:
    ways = [
        ([(i, place(i, 0)) for i in range(6)], {"highway": "residential"}),
        ([(5, place(5, 0)), (9, place(5, 1))], {"highway": "residential", "oneway": "yes"}),
    ]
    network = build_network(lines(ways), CRS)
    cells, sites = (
        demand_at([place(4, 0), place(5, 1)], [1, 1]),
        sites_at([place(5, 1), place(0, 0)]),
    )
    arriving, leaving = (
        travel_times(cells, sites, network, mode="drive", direction=direction).costs.toarray()
        for direction in ("to_site", "from_site")
    )
    # 20 km/h by car, 5 on foot; who stands at the end walks 555 m back to the street.
    assert arriving[0, 0] == pytest.approx((427 + 555) * 0.18, rel=0.01)
    assert arriving[1, 0] == 0
    assert arriving[1, 1] == pytest.approx(555 * 0.72 + 5 * 427 * 0.18, rel=0.01)
    assert leaving[1, 1] == pytest.approx((555 + 5 * 427) * 0.18, rel=0.01)
