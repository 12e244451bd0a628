# ruff: noqa: T201 - its answer is what it prints
"""What only a fresh process can tell: compiling, loading, the peak of memory. Prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np


def start() -> dict[str, float]:
    """Return the seconds until every loop of the engine has run once."""
    begin_s = time.perf_counter()
    from travel.engine import warm_up  # noqa: PLC0415 - importing is part of what is measured

    imported_s = time.perf_counter()
    warm_up()
    return {"import_s": imported_s - begin_s, "loops_s": time.perf_counter() - imported_s}


def load(file: Path) -> dict[str, float]:
    """Return the seconds to get a prepared graph: made and written, or read."""
    from halfhour.geo.routing.hierarchy_cache import prepared_hierarchy  # noqa: PLC0415
    from wuhan import load_graph  # noqa: PLC0415

    graph = load_graph(file)
    start()
    begin_s = time.perf_counter()
    hierarchy = prepared_hierarchy(graph.tail, graph.head, graph.cost_s, graph.node_xy)
    return {"prepared_s": time.perf_counter() - begin_s, "nodes": len(hierarchy)}


def peak(file: Path, site_count: int) -> dict[str, float]:
    """Return the peak of memory of preparing a graph and computing a matrix."""
    from travel.engine import prepare  # noqa: PLC0415
    from wuhan import load_graph  # noqa: PLC0415

    graph = load_graph(file)
    before = _peak_bytes()
    engine = prepare(graph)
    prepared = _peak_bytes()
    sites = np.random.default_rng(0).choice(len(graph), site_count, replace=False)
    matrix = engine.matrix(sites, 1800.0, threads=2)
    return {"arcs": before, "prepared": prepared, "matrix": _peak_bytes(), "pairs": matrix.nnz}


def _peak_bytes() -> int:
    status = Path("/proc/self/status")
    if status.exists():
        # getrusage would say what the parent came to: Linux hands its peak on to the new program.
        return int(status.read_text().split("VmHWM:", 1)[1].split()[0]) * 1024
    # Linux counts KiB, macOS bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )


if __name__ == "__main__":
    what, *arguments = sys.argv[1:]
    if what == "start":
        answer = start()
    elif what == "load":
        answer = load(Path(arguments[0]))
    else:
        answer = peak(Path(arguments[0]), int(arguments[1]))
    print(json.dumps(answer))
