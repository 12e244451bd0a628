"""Notes count the places that are not attached to the largest component alone."""

from __future__ import annotations

from halfhour.geo.roads.network import build_network
from halfhour.geo.travel.attachments import attachment_notes
from halfhour.geo.travel.road_times import travel_times
from towns import CRS, demand_at, lines, place, sites_at

STREET = {"highway": "residential"}
AISLE = (
    "1 cell and 0 sites beside pieces of road that only the map cuts off "
    "also have a way to a larger part"
)
TOWN = build_network(
    lines(
        [
            ([(0, place(0, 0)), (1, place(9, 0))], STREET),
            ([(2, place(0, 3)), (3, place(2, 3))], STREET),
            ([(4, place(5, 0.1)), (5, place(5.2, 0.1))], STREET),
        ]
    ),
    CRS,
)


def notes(cells: list[tuple[float, float]], sites: list[tuple[float, float]]) -> list[str]:
    demand = demand_at([place(*at) for at in cells], [1.0] * len(cells))
    times = travel_times(demand, sites_at([place(*at) for at in sites]), TOWN)
    return [str(note) for note in attachment_notes(times.road_parts)]


def test_places_on_the_largest_component_are_not_told() -> None:
    assert notes([(1, 0), (7, 0)], [(3, 0)]) == []


def test_places_elsewhere_and_beside_artefacts_are_counted() -> None:
    assert notes([(1, 0), (1, 3), (2, 3), (5.1, 0.1)], [(0, 3)]) == [
        "3 cells and 1 site are attached to parts of the road network other than the largest",
        AISLE,
    ]


def test_cells_count_once_whatever_the_modes() -> None:
    demand = demand_at([place(1, 3)], [1.0])
    sites = sites_at([place(0, 0), place(2, 0)]).assign(tier=["a", "b"])
    times = travel_times(demand, sites, TOWN, mode={"a": "walk", "b": "drive"})
    assert [str(note) for note in attachment_notes(times.road_parts)] == [
        "1 cell and 0 sites are attached to parts of the road network other than the largest"
    ]


def test_there_is_nothing_to_tell_without_roads() -> None:
    assert attachment_notes([]) == ()
