"""Jobs that need fresh processes: the first run and the second, loading, the peak of memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from measuring.fresh_process import ask
from measuring.rows import Row
from wuhan import Graph


def start_rows() -> Iterator[Row]:
    """Measure the first process with nothing compiled, and the second."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = (_ask("start", numba=folder) for _ in range(2))
    yield Row(
        job="first process: compiling all loops",
        ours_s=first["loops_s"],
        target="<= 10 s",
        met=first["loops_s"] <= 10,
        note=f"imports {first['import_s']:.1f} s",
    )
    yield Row(
        job="second process: the loops from the cache",
        ours_s=second["loops_s"],
        note=f"imports {second['import_s']:.1f} s",
    )


def load_rows(graph: Graph) -> Iterator[Row]:
    """Measure preparing a graph in one process, and reading it in the next."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graph.npz"
        graph.save(file)
        kept = Path(folder) / "prepared"
        first, second = (_ask("load", str(file), prepared=str(kept)) for _ in range(2))
        size_mb = sum(f.stat().st_size for f in kept.glob("*.npz")) / 1e6
    nodes = f"{len(graph):,} nodes ({graph.name})"
    yield Row(
        job=f"preparing {nodes}, and writing it",
        ours_s=first["prepared_s"],
        note=f"{size_mb:,.0f} MB",
    )
    yield Row(
        job=f"loading {nodes}",
        ours_s=second["prepared_s"],
        peer="preparing",
        peer_s=first["prepared_s"],
        ratio=first["prepared_s"] / second["prepared_s"],
    )


def memory_rows(graph: Graph, site_count: int) -> Iterator[Row]:
    """Measure the peak of memory of preparation and matrix in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graph.npz"
        graph.save(file)
        found = _ask("peak", str(file), str(site_count))
    for step, what in (("arcs", "with the arcs read"), ("prepared", "after preparing")):
        yield Row(
            job=f"peak of memory {what}, {len(graph):,} nodes",
            value=found[step] / 2**30,
            unit="GiB",
        )
    yield Row(
        job=f"peak of memory, preparation and matrix of {site_count:,} sites, {len(graph):,} nodes",
        value=found["matrix"] / 2**30,
        unit="GiB",
        target="< 3 GiB" if len(graph) > 4_000_000 else "",
        met=found["matrix"] < 3 * 2**30 if len(graph) > 4_000_000 else None,
        note=f"{found['pairs']:,.0f} pairs, 2 threads",
    )


def _ask(*arguments: str, numba: str | None = None, prepared: str = "off") -> dict[str, float]:
    compiled = {} if numba is None else {"NUMBA_CACHE_DIR": numba}
    return ask("travel/child.py", *arguments, HALFHOUR_CACHE=prepared, **compiled)
