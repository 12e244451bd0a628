"""The graphs that are searched: Wuhan by car, and mosaics of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import halfhour as hh
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

ROADS: Final = (
    Path(__file__).parents[1].parent / "shared" / "cases" / "wuhan_roads" / "roads.parquet"
)

_MARGIN_M: Final = 100.0
"""Between the outermost node of a copy and its border."""

_BORDER_M: Final = 2_000.0
"""Nodes nearer to a common border are joined to their mirror images across it."""

_BORDER_S_PER_M: Final = 3.6 / 40
"""These roads are travelled at 40 km/h."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Graph:
    """Arcs that can be travelled, in seconds; `node_xy` in metres, shape (nodes, 2)."""

    name: str
    tail: Ints
    head: Ints
    cost_s: Floats
    node_xy: Floats

    def __len__(self) -> int:
        return len(self.node_xy)

    def save(self, file: Path) -> None:
        """Write the arrays, for another process."""
        np.savez(file, tail=self.tail, head=self.head, cost_s=self.cost_s, node_xy=self.node_xy)


def load_graph(file: Path) -> Graph:
    """Read what `Graph.save` wrote."""
    with np.load(file) as arrays:
        return Graph(name=file.stem, **{name: arrays[name] for name in arrays.files})


def read_wuhan(file: Path = ROADS) -> hh.RoadNetwork:
    """Read the streets of Wuhan."""
    return hh.read_roads(hh.Layer(file=file, columns={"class": "highway"}))


def drive_graph(network: hh.RoadNetwork) -> Graph:
    """Return the arcs of a network by car."""
    forward_s, backward_s = network.costs("drive", "s")
    cost_s = np.concatenate([forward_s, backward_s])
    open_ = np.isfinite(cost_s)
    return Graph(
        name="Wuhan",
        tail=np.concatenate([network.start, network.end])[open_],
        head=np.concatenate([network.end, network.start])[open_],
        cost_s=cost_s[open_],
        node_xy=network.node_xy,
    )


def mosaic(graph: Graph, columns: int, rows: int, *, name: str) -> Graph:
    """Lay copies of a graph side by side, every second one mirrored, and join them across their borders.

    Copy (column, row) has the nodes from (column * rows + row) * len(graph) on.
    """
    count = len(graph)
    xy = graph.node_xy - graph.node_xy.min(axis=0) + _MARGIN_M
    size_m = xy.max(axis=0) + _MARGIN_M
    numbers = np.arange(columns * rows).reshape(columns, rows)
    places, tails, heads, costs = [], [], [], []
    for (column, row), number in np.ndenumerate(numbers):
        at = np.array([column, row])
        places.append(np.where(at % 2 == 1, size_m - xy, xy) + at * size_m)
        tails.append(graph.tail + number * count)
        heads.append(graph.head + number * count)
        costs.append(graph.cost_s)
        # The border to the next copy is the high side of an upright copy, the low side of a mirrored one.
        for axis, last in enumerate((columns - 1, rows - 1)):
            if at[axis] == last:
                continue
            other = numbers[tuple(at + np.eye(2, dtype=np.int64)[axis])]
            gap_m = xy[:, axis] if at[axis] % 2 else size_m[axis] - xy[:, axis]
            near = np.flatnonzero(gap_m < _BORDER_M)
            tails += [near + number * count, near + other * count]
            heads += [near + other * count, near + number * count]
            costs += [2 * gap_m[near] * _BORDER_S_PER_M] * 2
    return Graph(
        name=name,
        tail=np.concatenate(tails),
        head=np.concatenate(heads),
        cost_s=np.concatenate(costs),
        node_xy=np.concatenate(places),
    )
