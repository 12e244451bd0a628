"""Jobs of the coverage matrix: who reaches which site within half an hour, by car."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from statistics import median
from typing import Final

import numpy as np
from measuring.peers import asked
from measuring.rows import Row
from measuring.timing import Duel, Timed, interleaved, timed, touch
from scipy.sparse.csgraph import dijkstra
from travel.checks import same_matrix, same_rows, same_times
from travel.peers import (
    COMPILED,
    along_curve,
    networkx_graph,
    networkx_rows,
    scipy_arcs,
    scipy_matrix,
)
from travel.town import Town, comparison

LIMIT_S: Final = 1800.0

_BYTES_PER_PAIR: Final = 8
_SAMPLE: Final = 100
_LIBRARY_SAMPLE: Final = 20
_ONE_SITES: Final = 21


def matrix_rows(
    town: Town, *, least: tuple[float, float] | None, sampled: bool, curve: bool = True
) -> Iterator[Row]:
    """Measure the matrix of all sites and all nodes, one thread, against scipy.

    Parameters
    ----------
    town
        The graph and the sites.
    least
        Ratios to come to.
    sampled
        Whether scipy does only some of the sites.
    curve
        Whether scipy is also given the nodes along a curve.
    """
    name, count = town.graph.name, len(town.sites)
    some = np.arange(min(_SAMPLE, count)) if sampled else np.arange(count)
    note = f"scipy on {len(some)} of the sites, scaled" if sampled else ""
    job = f"matrix {count:,} x {len(town.graph):,} ({name}), 1 thread"
    pairs = town.engine.matrix(town.sites, LIMIT_S).nnz
    size = pairs * _BYTES_PER_PAIR
    plain = interleaved(
        lambda: town.engine.matrix(town.sites, LIMIT_S),
        lambda: scipy_matrix(town.arcs, town.sites[some], LIMIT_S),
        touch_bytes=size,
    )
    town.ns_per_pair[name] = plain.ours.wall_s / pairs * 1e9
    yield comparison(
        town,
        job,
        "scipy",
        plain,
        checked=same_matrix(plain.ours.result, plain.peer.result, LIMIT_S),
        least=least,
        scale=count / len(some),
        note=note,
    )
    matrix = plain.ours.result
    yield Row(
        job=f"memory of that matrix ({name})",
        value=(matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes) / pairs,
        unit=f"bytes a pair, {pairs:,} pairs",
        target="<= 8, and 4 to 8 a site",
        met=matrix.data.itemsize + matrix.indices.itemsize <= _BYTES_PER_PAIR,
    )
    if not curve:
        return
    moved, sites, old = along_curve(town.graph, town.sites[some])
    arcs = timed(lambda: scipy_arcs(moved))
    once = timed(lambda: scipy_matrix(arcs.result, sites, LIMIT_S))
    column = np.empty(len(town.graph), dtype=np.int64)
    column[town.sites] = np.arange(count)
    yield comparison(
        town,
        job,
        "scipy, nodes along a curve",
        Duel(ours=plain.ours, peer=once),
        checked=same_matrix(matrix, once.result, LIMIT_S, columns=column[old[sites]], nodes=old),
        scale=count / len(some),
        preparation_s=arcs.wall_s,
        note="; ".join(filter(None, (note, "renumbering not counted"))),
    )


def networkx_row(town: Town, *, repetitions: int) -> Iterator[Row]:
    """Measure networkx on a few of the sites."""
    graph = timed(partial(asked, partial(networkx_graph, town.arcs)))
    some = town.sites[:_LIBRARY_SAMPLE]
    whole = interleaved(
        lambda: town.engine.matrix(town.sites, LIMIT_S),
        lambda: networkx_rows(graph.result, some, LIMIT_S),
        repetitions=repetitions,
        touch_bytes=10**9,
    )
    yield comparison(
        town,
        f"matrix {len(town.sites):,} x {len(town.graph):,} ({town.graph.name}), 1 thread",
        "networkx",
        whole,
        checked=same_rows(whole.ours.result, whole.peer.result, LIMIT_S),
        least=(60.0, 0.0),
        scale=len(town.sites) / len(some),
        preparation_s=graph.wall_s + town.preparation.peer.wall_s,
        note=f"networkx on {len(some)} of the sites, scaled",
    )


def compiled_row(town: Town, peer: str, *, repetitions: int) -> Iterator[Row]:
    """Measure a compiled graph library on a few of the sites."""
    graph = timed(partial(asked, partial(COMPILED[peer], town.arcs)))
    some = town.sites[:_LIBRARY_SAMPLE]
    whole = interleaved(
        lambda: town.engine.matrix(town.sites, LIMIT_S),
        lambda: graph.result(some, LIMIT_S),
        repetitions=repetitions,
        touch_bytes=10**9,
    )
    yield comparison(
        town,
        f"matrix {len(town.sites):,} x {len(town.graph):,} ({town.graph.name}), 1 thread",
        peer,
        whole,
        checked=same_matrix(whole.ours.result, whole.peer.result, LIMIT_S),
        scale=len(town.sites) / len(some),
        preparation_s=graph.wall_s + town.preparation.peer.wall_s,
        note=f"{peer} on {len(some)} of the sites, scaled; it knows no limit and goes to every node",
    )


def threads_row(town: Town) -> Row:
    """Measure two threads against one."""
    two, one = (partial(town.engine.matrix, town.sites, LIMIT_S, threads=n) for n in (2, 1))
    # The arrays that one run fills are the next one's fresh pages.
    size = two().nnz * _BYTES_PER_PAIR
    duel = interleaved(two, one, repetitions=5, touch_bytes=size)
    ratio = duel.peer.wall_s / duel.ours.wall_s
    same = (duel.ours.result != duel.peer.result).nnz == 0 if size < 2**31 else None
    return Row(
        job=f"matrix {len(town.sites):,} x {len(town.graph):,} ({town.graph.name}), 2 threads",
        ours_s=duel.ours.wall_s,
        peer="1 thread",
        peer_s=duel.peer.wall_s,
        ratio=ratio,
        checked=same,
        target=">= 1.7",
        met=ratio >= 1.7,
        note=f"others kept {duel.others_cores:.1f} cores busy" if duel.others_cores > 0.1 else "",
    )


def one_row(town: Town, *, most_ms: float) -> Row:
    """Measure one source at a time, the median of many, warm."""
    runs: list[tuple[Timed[object], Timed[object]]] = []
    same = True
    touch(len(town.graph) * 100)
    town.engine.one(int(town.sites[0]), LIMIT_S)
    for site in town.sites[:_ONE_SITES].tolist():
        ours = timed(partial(town.engine.one, site, LIMIT_S))
        peer = timed(partial(dijkstra, town.arcs, indices=site, limit=LIMIT_S))
        cost_s = np.full(len(town.graph), np.inf)
        cost_s[ours.result[0]] = ours.result[1]
        same &= same_times(cost_s, peer.result, LIMIT_S)
        runs.append((ours, peer))
    ours_s, peer_s = (median(pair[k].wall_s for pair in runs) for k in range(2))
    ours_cpu_s, peer_cpu_s = (median(pair[k].cpu_s for pair in runs) for k in range(2))
    return Row(
        job=f"one source, all within 30 min, {len(town.graph):,} nodes ({town.graph.name}), warm",
        ours_s=ours_s,
        preparation_s=town.preparation.ours.wall_s,
        peer="scipy",
        peer_s=peer_s,
        peer_preparation_s=town.preparation.peer.wall_s,
        ratio=peer_s / ours_s,
        cpu_ratio=peer_cpu_s / ours_cpu_s,
        checked=same,
        target=f"<= {most_ms:g} ms",
        met=ours_s * 1000 <= most_ms,
        note=f"median of {len(runs)} sources, the slowest {max(r[0].wall_s for r in runs) * 1000:.0f} ms",
    )


def growth_rows(towns: list[Town], block: int) -> Iterator[Row]:
    """Compare nanoseconds per pair on every graph with those on the smallest.

    Parameters
    ----------
    towns
        Graphs whose matrices were measured, the smallest first.
    block
        Nodes of one copy, to put sites as densely in a large graph as they are in the smallest.
    """
    base = towns[0].ns_per_pair[towns[0].graph.name]
    for town in towns:
        ns = town.ns_per_pair[town.graph.name]
        yield _growth(town, ns, base, f"{len(town.sites):,} sites")
    count = len(towns[0].sites)
    for town in towns[1:]:
        # A copy in the middle, where the search can leave it on every side.
        first = len(town.graph) // block // 2 * block
        sites = first + np.random.default_rng(1).choice(block, count, replace=False)
        pairs = town.engine.matrix(sites, LIMIT_S).nnz
        runs = []
        for _ in range(3):
            touch(pairs * _BYTES_PER_PAIR)
            runs.append(timed(partial(town.engine.matrix, sites, LIMIT_S)).wall_s)
        yield _growth(
            town,
            median(runs) / pairs * 1e9,
            base,
            f"{count:,} sites in one copy, as dense as there",
        )


def _growth(town: Town, ns: float, base: float, sites: str) -> Row:
    return Row(
        job=f"growth: time per pair on {len(town.graph):,} nodes, {sites}",
        value=ns,
        unit="ns a pair",
        ratio=ns / base,
        target="<= 1.5 of the smallest",
        met=ns <= 1.5 * base,
    )
