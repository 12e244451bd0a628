# ruff: noqa: T201 - a benchmark talks to whoever runs it
"""Measure Halfhour's travel times against scipy, networkx, igraph, networkit and pandana: ``make bench``.

Every job is done by both sides in turn, in one process, and the results are compared. What came of it
stands in docs/performance/travel-times.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from measuring.peers import or_not_measured
from measuring.rows import Row, machine, show, table, write_json
from travel.engine import warm_up
from travel.matrix_jobs import (
    compiled_row,
    growth_rows,
    matrix_rows,
    networkx_row,
    one_row,
    threads_row,
)
from travel.nearest_jobs import nearest_rows
from travel.peers import COMPILED
from travel.process_jobs import load_rows, memory_rows, start_rows
from travel.street_jobs import snapping_row, zone_rows
from travel.town import Town, prepared_town
from wuhan import ROADS, Graph, drive_graph, mosaic, read_wuhan

JOBS: Final = (
    "start",
    "snap",
    "zones",
    "nearest",
    "one",
    "matrix",
    "threads",
    "networkx",
    "igraph",
    "networkit",
    "growth",
    "memory",
)


def main() -> None:
    """Run the jobs that were asked for, and show what they came to."""
    options = _options()
    print(", ".join(f"{name} {value}" for name, value in machine().items()), flush=True)
    rows: list[Row] = []
    for row in _rows(options, frozenset(options.jobs)):
        rows.append(row)
        show(row)
        if options.json is not None:
            # After each row, so that a run that is stopped leaves what it measured.
            write_json(rows, options.json)
    print("\n" + table(rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write rows to this file")
    parser.add_argument("--large", action="store_true", help="5 million nodes, too")
    parser.add_argument("--small", action="store_true", help="only Wuhan, not the mosaics")
    parser.add_argument("--jobs", nargs="+", choices=JOBS, default=list(JOBS), help="only these")
    parser.add_argument("--roads", type=Path, default=ROADS, help="Wuhan's roads.parquet")
    return parser.parse_args()


def _rows(options: argparse.Namespace, jobs: frozenset[str]) -> Iterator[Row]:
    warm_up()
    if "start" in jobs:
        yield from start_rows()
    network = read_wuhan(options.roads)
    if "snap" in jobs:
        yield snapping_row(network)
    if "zones" in jobs:
        yield from zone_rows(network)
    if jobs - {"start", "snap", "zones"}:
        yield from _graph_rows(drive_graph(network), options, jobs)


def _graph_rows(wuhan: Graph, options: argparse.Namespace, jobs: frozenset[str]) -> Iterator[Row]:
    """Measure what is measured on bare graphs, the small ones first."""
    towns = [prepared_town(wuhan, 1_000)]
    yield from _town_rows(towns[0], jobs, least=(8.0, 4.0), sampled=False)
    if not options.small:
        towns.append(prepared_town(mosaic(wuhan, 4, 3, name="mosaic of 12"), 5_000, repetitions=1))
        yield from _town_rows(towns[-1], jobs, least=(12.0, 8.0), sampled=True)
    if options.large:
        graph = mosaic(wuhan, 10, 6, name="mosaic of 60")
        if "memory" in jobs:
            yield from memory_rows(graph, 500)
        towns.append(prepared_town(graph, 500, repetitions=1))
        yield _preparation_row(towns[-1])
        if jobs & {"matrix", "growth"}:
            rows = matrix_rows(towns[-1], least=None, sampled=True, curve=False)
            yield from or_not_measured("matrix", rows)
    if "growth" in jobs:
        yield from growth_rows(towns, len(wuhan))


def _town_rows(
    town: Town, jobs: frozenset[str], *, least: tuple[float, float], sampled: bool
) -> Iterator[Row]:
    """Measure what is measured on every graph, the cheap jobs first."""
    yield _preparation_row(town)
    if "start" in jobs:
        yield from load_rows(town.graph)
    if "one" in jobs:
        yield one_row(town, most_ms=10.0)
    if "nearest" in jobs:
        yield from or_not_measured("nearest sites", nearest_rows(town))
    if "threads" in jobs and not sampled:
        yield threads_row(town)
    if jobs & {"matrix", "growth"}:
        yield from or_not_measured("matrix", matrix_rows(town, least=least, sampled=sampled))
    repetitions = 1 if sampled else 3
    if "networkx" in jobs:
        yield from or_not_measured("matrix", networkx_row(town, repetitions=repetitions))
    for peer in COMPILED:
        if peer in jobs:
            rows = compiled_row(town, peer, repetitions=repetitions)
            yield from or_not_measured("matrix", rows, peer=peer)


def _preparation_row(town: Town) -> Row:
    duel = town.preparation
    return Row(
        job=f"preparation, {len(town.graph):,} nodes, {len(town.graph.tail):,} arcs ({town.graph.name})",
        ours_s=duel.ours.wall_s,
        peer="scipy",
        peer_s=duel.peer.wall_s,
        ratio=duel.peer.wall_s / duel.ours.wall_s,
        note="hierarchy against sparse matrix",
    )


if __name__ == "__main__":
    main()
