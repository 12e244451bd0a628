"""Cutting lines into edges where they meet and where a barrier stands, and numbering the nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ...common.arrays import Ints
from .road_lines import RoadLines


@dataclass(frozen=True, kw_only=True, eq=False)
class Cuts:
    """Edges as stretches of lines.

    Parameters
    ----------
    first, last
        Position of each edge's first and last vertex in the flat arrays of the lines, shape (edges,).
    line
        The line that each edge is part of.
    start, end
        Node at either end. At a barrier every end has a node of its own.
    nodes
        How many nodes there are.
    barrier_nodes, barrier
        The nodes at barriers, and the barrier (a position in what was given) that each stands at.
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
    """Edges without length that join the ends at a barrier: the first of them to every other.

    Parameters
    ----------
    start, end
        Node at either end, shape (connectors,).
    barrier
        The barrier (a position in what was given) that each one leads past.
    """

    start: Ints
    end: Ints
    barrier: Ints


def cut_lines(lines: RoadLines, usable: npt.NDArray[np.bool_], barriers: Ints) -> Cuts:
    """Cut lines at vertices that occur more than once among all usable lines, and at barriers.

    Parameters
    ----------
    lines
        The lines.
    usable
        Which of them become edges, shape (lines,).
    barriers
        Ids of the vertices at which edges end apart from one another, each once.
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
    name = end_vertex.copy()
    name[apart] = len(ids) + np.arange(len(apart))
    taken = np.bincount(name, minlength=len(ids) + len(apart)) > 0
    node = (np.cumsum(taken) - 1)[name]
    return Cuts(
        first=first,
        last=last,
        line=line_of_vertex[first],
        start=node[: len(first)],
        end=node[len(first) :],
        nodes=int(taken.sum()),
        barrier_nodes=node[apart],
        barrier=barrier_at[end_vertex[apart]],
    )


def _barrier_at(ids: Ints, barriers: Ints) -> Ints:
    """Position of the barrier at each vertex; -1 where there is none."""
    result = np.full(len(ids), -1, dtype=np.int64)
    place = np.searchsorted(ids, barriers)
    on_line = np.flatnonzero(ids[np.minimum(place, len(ids) - 1)] == barriers)
    result[place[on_line]] = on_line
    return result


def barrier_connectors(cuts: Cuts) -> Connectors:
    """Return the edges that join the ends at every barrier."""
    order = np.argsort(cuts.barrier, kind="stable")
    barrier, node = cuts.barrier[order], cuts.barrier_nodes[order]
    _, begins, group = np.unique(barrier, return_index=True, return_inverse=True)
    others = np.ones(len(order), dtype=bool)
    others[begins] = False
    return Connectors(start=node[begins[group]][others], end=node[others], barrier=barrier[others])


def vertex_ranges(cuts: Cuts) -> tuple[Ints, Ints]:
    """Return all vertex positions first..last of every edge, end to end, and the edge of each."""
    sizes = cuts.last - cuts.first + 1
    edge = np.repeat(np.arange(len(sizes)), sizes)
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return np.arange(int(sizes.sum())) - begins[edge] + cuts.first[edge], edge
