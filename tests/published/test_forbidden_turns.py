"""Real networks with forbidden turns, made up as their extracts have none, on a graph that the test expands."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from halfhour import sample_study
from halfhour.data.formats.layer import Layer
from halfhour.data.roads.roads import read_roads
from halfhour.geo.roads.network import RoadNetwork
from halfhour.geo.routing.mode_graph import mode_graph
from halfhour.geo.tables import Mode
from halfhour.geo.travel.road_search import RoadSearch
from halfhour.geo.travel.snapping import SnappedPositions
from turn_cases import Travel, arcs_of


def forbidden_at_random(roads: RoadNetwork, mode: Mode, count: int) -> RoadNetwork:
    """Forbid turns over one node, and over one edge between, that a mode could make."""
    rng = np.random.default_rng(7)
    cost, tail, head = arcs_of(roads, mode)
    ways_out: dict[int, list[int]] = {}
    for arc in np.flatnonzero(np.isfinite(cost)).tolist():
        ways_out.setdefault(int(tail[arc]), []).append(arc)
    every = np.flatnonzero(np.isfinite(cost))
    turns = set()
    while len(turns) < count:
        arcs = [int(rng.choice(every))]
        for _ in range(int(rng.integers(1, 3))):
            arcs.append(int(rng.choice(ways_out.get(int(head[arcs[-1]]), [-1]))))
        if -1 not in arcs:
            turns.add(tuple(arcs))
    return replace(roads, forbidden_turns={mode: tuple(sorted(turns))})


@pytest.mark.parametrize(
    ("extract", "mode"),
    [
        ("monaco_graphhopper/monaco.osm.gz", "cycle"),
        ("monaco_graphhopper/monaco.osm.gz", "drive"),
        pytest.param("saopaulo_r5r/spo_osm.pbf", "drive", marks=pytest.mark.prove),
        pytest.param("wuhan_roads/roads.parquet", "drive", marks=pytest.mark.prove),
        pytest.param("", "drive", marks=pytest.mark.prove),
    ],
    ids=["monaco_cycle", "monaco_drive", "sao_paulo", "wuhan", "home_city"],
)
def test_times_with_forbidden_turns_equal_a_graph_of_histories(
    shared_case: Callable[[str], Path], extract: str, mode: Mode
) -> None:
    folder, _, name = extract.partition("/")
    file = shared_case(folder) / name if folder else sample_study().parent / "roads.osm.pbf"
    columns = {"class": "highway"} if file.suffix == ".parquet" else {}
    # So few that nearly all of Monaco stays connected.
    roads = forbidden_at_random(read_roads(Layer(file=file, columns=columns)), mode, 200)
    graph = mode_graph(roads, mode, "s")
    rng = np.random.default_rng(3)
    edges = rng.choice(np.flatnonzero(graph.main), 44, replace=False)
    share = np.round(rng.random(44), 3)
    share[::7] = 0
    cells, sites = (
        SnappedPositions(
            edge=edges[rows],
            fraction=share[rows],
            access_m=np.zeros(len(edges[rows])),
            nearest_road_m=np.zeros(len(edges[rows])),
            reason=np.full(len(edges[rows]), ""),
        )
        for rows in (slice(None, 40), slice(40, None))
    )
    search = RoadSearch(
        network=roads,
        graph=graph,
        cells=cells,
        sites=sites,
        direction="from_site",
        snap_max_m=100.0,
    )
    places = list(zip(edges.tolist(), share.tolist(), [0.0] * 44, strict=True))
    expected = Travel(roads, mode).times(places[40:], places[:40]).T
    found = search.matrix(20_000).toarray()
    assert np.isfinite(expected).mean() > 0.9
    assert found[np.isfinite(expected)] == pytest.approx(expected[np.isfinite(expected)], abs=0.1)
    free = replace(
        search, network=roads, graph=mode_graph(replace(roads, forbidden_turns={}), mode, "s")
    )
    assert (found > free.matrix(20_000).toarray() + 1).any()
