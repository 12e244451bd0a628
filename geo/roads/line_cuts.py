"""Graph topology: lines are cut into edges at shared vertices and at barriers, and nodes are numbered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...common.arrays import Ints
from .road_lines import RoadLines


@dataclass(frozen=True, kw_only=True, eq=False)
class Cuts:
    """The edges as parts of lines, and their nodes.

    Parameters
    ----------
    first, last
        Position of each edge's first and last vertex in the flat arrays of the lines, shape (edges,).
    line
        The line that each edge is part of, shape (edges,).
    start, end
        Node at either end of each edge, shape (edges,). At a barrier every edge ends in a node of its own.
    nodes
        The number of nodes.
    barrier_nodes, barrier
        The nodes at barriers, and the position of each one's barrier in what was given.
    """

    first: Ints
    last: Ints
    line: Ints
    start: Ints
    end: Ints
    nodes: int
    barrier_nodes: Ints
    barrier: Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class Connectors:
    """Edges without length between the nodes at a barrier: from the first to each other one.

    Parameters
    ----------
    start, end
        Node at either end, shape (connectors,).
    barrier
        Position of each one's barrier in what was given, shape (connectors,).
    """

    start: Ints
    end: Ints
    barrier: Ints


def cut_lines(lines: RoadLines, usable: npt.NDArray[np.bool_], barriers: Ints) -> Cuts:
    """Cut lines into edges at vertices that occur more than once among all usable lines, and at barriers.

    Parameters
    ----------
    lines
        The lines.
    usable
        Which of them become edges, shape (lines,).
    barriers
        Ids of the vertices with a barrier, each once: edges do not share a node there.

    Returns
    -------
    Cuts
        The edges, in the order of the lines.
    """
    line_of_vertex = np.repeat(np.arange(len(lines)), np.diff(lines.offsets))
    kept = usable[line_of_vertex]
    ids, vertex = np.unique(lines.vertex_id, return_inverse=True)
    barrier_at = _barrier_at(ids, barriers)
    cut = ((np.bincount(vertex[kept], minlength=len(ids)) > 1) | (barrier_at >= 0))[vertex]
    cut[lines.offsets[:-1]] = True
    cut[lines.offsets[1:] - 1] = True
    cuts = np.flatnonzero(cut & kept)
    same_line = line_of_vertex[cuts[:-1]] == line_of_vertex[cuts[1:]]
    first, last = cuts[:-1][same_line], cuts[1:][same_line]

    end_vertex = vertex[np.concatenate([first, last])]
    apart = np.flatnonzero(barrier_at[end_vertex] >= 0)
    label = end_vertex.copy()
    label[apart] = len(ids) + np.arange(len(apart))
    used = np.bincount(label, minlength=len(ids) + len(apart)) > 0
    node = (np.cumsum(used) - 1)[label]
    return Cuts(
        first=first,
        last=last,
        line=line_of_vertex[first],
        start=node[: len(first)],
        end=node[len(first) :],
        nodes=int(used.sum()),
        barrier_nodes=node[apart],
        barrier=barrier_at[end_vertex[apart]],
    )


def _barrier_at(ids: Ints, barriers: Ints) -> Ints:
    """Return the position of the barrier at each vertex; -1 where there is none."""
    result = np.full(len(ids), -1, dtype=np.int64)
    vertex = np.searchsorted(ids, barriers)
    on_line = np.flatnonzero(ids[np.minimum(vertex, len(ids) - 1)] == barriers)
    result[vertex[on_line]] = on_line
    return result


def barrier_connectors(cuts: Cuts) -> Connectors:
    """Return the connectors of all barriers."""
    order = np.argsort(cuts.barrier, kind="stable")
    barrier, node = cuts.barrier[order], cuts.barrier_nodes[order]
    _, first, row = np.unique(barrier, return_index=True, return_inverse=True)
    others = np.ones(len(order), dtype=bool)
    others[first] = False
    return Connectors(start=node[first[row]][others], end=node[others], barrier=barrier[others])


def vertex_ranges(cuts: Cuts) -> tuple[Ints, Ints]:
    """Return the positions of the vertices of all edges, concatenated, and the edge of each."""
    sizes = cuts.last - cuts.first + 1
    edge = np.repeat(np.arange(len(sizes)), sizes)
    begin = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return np.arange(int(sizes.sum())) - begin[edge] + cuts.first[edge], edge
