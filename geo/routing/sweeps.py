"""Bounded many-to-many sweeps over a hierarchy, the compiled loops behind `SweepSearch`.

PHAST (Delling, Goldberg, Nowatzyk and Werneck 2011): after an upward search from the sources, one linear pass
in sweep order relaxes the downward arcs into each node. Many sources share a sweep. As in RPHAST (Delling,
Goldberg and Werneck 2011) the sweep is restricted, here to the core nodes and regions within the limit.

Argument types are defined in this file, too: numba's cache notices changes of this file alone.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ...common.arrays import Floats32, Int32s, Ints
from ...common.compiled import compiled, compiled_part
from .contraction import INFINITY

LANES: Final = 32
"""Sources of one sweep of many: sixteen take nearly as long, for the vector loops are made for this many."""

FEW_LANES: Final = 8
"""Sources of one sweep of few: a workspace is smaller, and what is empty costs less."""

TILE: Final = 128
"""Cells whose costs are computed at once, few enough to stay in the first-level cache."""


class SearchGraph(NamedTuple):
    """A `RegionTree` in the direction of search: `up` and `down` cost of each arc; nodes in sweep order."""

    indptr: Ints
    head: Int32s
    up: Int32s
    down: Int32s
    region_begin: Int32s
    core_indptr: Ints
    core_tail: Int32s
    core_down: Int32s
    border_indptr: Ints
    border_region: Int32s


class Sweep(NamedTuple):
    """Workspace of one sweep; between sweeps every label is `INFINITY` and every flag 0.

    `label` has the tentative costs, shape (nodes, lanes). `core_flags` marks the core nodes with a label, one
    byte each; `core_words` is the same memory in words of eight. `core` and `regions` list the core nodes and
    regions visited, `counts` how many of each; `row` and `tile` are temporary.
    """

    label: Int32s
    core_words: Ints
    core_flags: npt.NDArray[np.uint8]
    core: Int32s
    region_flags: npt.NDArray[np.uint8]
    regions: Int32s
    counts: Ints
    row: Int32s
    tile: Int32s


class Ends(NamedTuple):
    """Positions on edges as a search sees them: the nodes at both ends, the later in sweep order first.

    The legs are ticks to or from these nodes, access or egress leg included.
    """

    first: Int32s
    second: Int32s
    first_leg: Int32s
    second_leg: Int32s


class Cells(NamedTuple):
    """The cells that have a position: those with one, sorted by `ends.first`, then those with two.

    `number` is each one's number among all cells. `indptr` are the row pointers of the cells with one position
    by node (CSR). `rank` is the index of each of all cells in this order; undefined for cells without a
    position. `second` has the second positions of the cells with two.
    """

    ends: Ends
    number: Int32s
    indptr: Int32s
    rank: Int32s
    second: Ends


class Output(NamedTuple):
    """Where a sweep writes: the next entry of each lane in `indices` (cells) and `data` (costs)."""

    position: Ints
    indices: Int32s
    data: Floats32


class Direct(NamedTuple):
    """Costs along an edge that cell and site share: by sweep (CSR), then by the cell's rank in `Cells`."""

    indptr: Ints
    cell: Int32s
    lane: Int32s
    cost: Int32s


@compiled_part
def _relax_row(row: Int32s, other: Int32s, cost: int) -> None:
    """Relax an arc for all lanes: lower `row` to `other` plus `cost`.

    Written to be vectorised: 32 bits throughout, and a length that the compiler does not know, else it unrolls
    the loop instead.
    """
    for k in range(len(row)):
        over, own = np.int32(other[k] + cost), row[k]
        row[k] = min(own, over)


@compiled_part
def _row_min(row: Int32s) -> int:
    """Return the least label of a row."""
    least = np.int32(INFINITY)
    for k in range(len(row)):
        value = row[k]
        least = min(least, value)
    return int(least)


@compiled_part
def _set_label(graph: SearchGraph, s: Sweep, node: int, lane: int, cost: int) -> None:
    """Lower the label of a source node, and mark the node or its region as visited."""
    s.label[node, lane] = min(s.label[node, lane], cost)
    if node < graph.region_begin[0]:
        s.core_flags[node] = 1
        return
    low, high = 0, len(graph.region_begin) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if graph.region_begin[middle] <= node:
            low = middle
        else:
            high = middle
    if s.region_flags[low] == 0:
        s.region_flags[low] = 1
        s.regions[s.counts[1]] = low
        s.counts[1] += 1


@compiled_part
def _relax_up(graph: SearchGraph, s: Sweep, node: int, limit: int) -> None:
    """Relax the upward arcs of a node."""
    row = s.label[node]
    if _row_min(row) > limit:
        return
    core = graph.region_begin[0]
    for a in range(graph.indptr[node], graph.indptr[node + 1]):
        head = graph.head[a]
        _relax_row(s.label[head], row, graph.up[a])
        if head < core:
            s.core_flags[head] = 1


@compiled_part
def _sweep_up(graph: SearchGraph, s: Sweep, limit: int) -> None:
    """Search upward from all sources: within their regions, then through the core."""
    core = graph.region_begin[0]
    for i in range(s.counts[1]):
        r = s.regions[i]
        for node in range(graph.region_begin[r + 1] - 1, graph.region_begin[r] - 1, -1):
            _relax_up(graph, s, node, limit)
    for word in range(len(s.core_words) - 1, -1, -1):
        if s.core_words[word] != 0:
            for node in range(min(8 * word + 8, core) - 1, 8 * word - 1, -1):
                if s.core_flags[node]:
                    _relax_up(graph, s, node, limit)


@compiled_part
def _relax_down(graph: SearchGraph, s: Sweep, node: int, limit: int) -> None:
    """Settle a core node: relax its downward arcs in the core and mark the regions that it borders."""
    s.core[s.counts[0]] = node
    s.counts[0] += 1
    row = s.label[node]
    if _row_min(row) > limit:
        return
    for a in range(graph.core_indptr[node], graph.core_indptr[node + 1]):
        tail = graph.core_tail[a]
        _relax_row(s.label[tail], row, graph.core_down[a])
        s.core_flags[tail] = 1
    for a in range(graph.border_indptr[node], graph.border_indptr[node + 1]):
        r = graph.border_region[a]
        if s.region_flags[r] == 0:
            s.region_flags[r] = 1
            s.regions[s.counts[1]] = r
            s.counts[1] += 1


@compiled_part
def _scan_down(graph: SearchGraph, s: Sweep, node: int) -> None:
    """Settle a node of a region: relax the downward arcs into it."""
    # In a row of its own, so that the compiler sees that reads and writes do not overlap; and with unsigned
    # indices, so that it need not check for negative ones.
    row, lanes, own = s.row, np.uint64(len(s.row)), np.uint64(node)
    for k in range(lanes):
        row[k] = s.label[own, k]
    for a in range(graph.indptr[node], graph.indptr[node + 1]):
        head, cost = np.uint64(graph.head[a]), graph.down[a]
        for k in range(lanes):
            over, best = np.int32(s.label[head, k] + cost), row[k]
            row[k] = over if over < best else best  # noqa: FURB136 - min() is not made a vector instruction
    for k in range(lanes):
        s.label[own, k] = row[k]


@compiled
def reset(graph: SearchGraph, s: Sweep) -> None:
    """Restore the labels and flags that a sweep changed."""
    lanes = len(s.row)
    for i in range(s.counts[0]):
        node = s.core[i]
        s.core_flags[node] = 0
        for k in range(lanes):
            s.label[node, k] = INFINITY
    for i in range(s.counts[1]):
        r = s.regions[i]
        s.region_flags[r] = 0
        for node in range(graph.region_begin[r], graph.region_begin[r + 1]):
            for k in range(lanes):
                s.label[node, k] = INFINITY
    s.counts[0] = 0
    s.counts[1] = 0


@compiled
def run_sweep(
    graph: SearchGraph, s: Sweep, sources: Ends, first: int, last: int, limit: int
) -> None:
    """Compute the labels of the sources `first` to `last` (excluded), each in a lane, up to a limit.

    With more sources than lanes a lane holds several, and its labels are those of the nearest of them.
    """
    for source in range(first, last):
        lane = (source - first) % len(s.row)
        for side in range(2):
            node = sources.first[source] if side == 0 else sources.second[source]
            leg = sources.first_leg[source] if side == 0 else sources.second_leg[source]
            _set_label(graph, s, node, lane, leg)
    _sweep_up(graph, s, limit)
    core = graph.region_begin[0]
    for word in range(len(s.core_words)):
        if s.core_words[word] != 0:
            for node in range(8 * word, min(8 * word + 8, core)):
                if s.core_flags[node]:
                    _relax_down(graph, s, node, limit)
    # In sweep order, so that the order of a site's cells does not depend on whose lanes are beside it.
    s.counts[1] = 0
    for r in range(len(s.region_flags)):
        if s.region_flags[r]:
            s.regions[s.counts[1]] = r
            s.counts[1] += 1
            for node in range(graph.region_begin[r], graph.region_begin[r + 1]):
                _scan_down(graph, s, node)


@compiled_part
def _tile_costs(s: Sweep, cells: Cells, direct: Direct, number: int, first: int, last: int) -> None:
    """Compute the costs of the cells `first` to `last` (excluded) in all lanes of sweep `number`."""
    lanes, ends = np.uint64(len(s.row)), cells.ends
    for c in range(first, last):
        one, other, own = np.uint64(ends.first[c]), np.uint64(ends.second[c]), np.uint64(c - first)
        one_leg, other_leg = ends.first_leg[c], ends.second_leg[c]
        for k in range(lanes):
            a, b = np.int32(s.label[one, k] + one_leg), np.int32(s.label[other, k] + other_leg)
            s.tile[own, k] = a if a < b else b  # noqa: FURB136 - as in _scan_down
    low, high = direct.indptr[number], direct.indptr[number + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if direct.cell[middle] < first:
            low = middle + 1
        else:
            high = middle
    while low < end and direct.cell[low] < last:
        row, lane = direct.cell[low] - first, direct.lane[low]
        s.tile[row, lane] = min(s.tile[row, lane], direct.cost[low])
        low += 1


@compiled_part
def _lower_by_second(s: Sweep, cells: Cells, first: int, last: int) -> None:
    """Lower the costs of the cells `first` to `last` (excluded), which have two positions, by the second."""
    lanes, one_position = np.uint64(len(s.row)), len(cells.number) - len(cells.second.first)
    for c in range(first, last):
        i, own = c - one_position, np.uint64(c - first)
        for side in range(2):
            node = cells.second.first[i] if side == 0 else cells.second.second[i]
            leg = cells.second.first_leg[i] if side == 0 else cells.second.second_leg[i]
            for k in range(lanes):
                over, best = np.int32(s.label[np.uint64(node), k] + leg), s.tile[own, k]
                s.tile[own, k] = over if over < best else best  # noqa: FURB136 - as in _scan_down


@compiled_part
def _visited_cells(graph: SearchGraph, s: Sweep, cells: Cells, i: int) -> tuple[int, int]:
    """Return the first and last cell (excluded) of the i-th visited core node or, after these, region.

    After all of these come the cells with two positions.
    """
    if i == s.counts[0] + s.counts[1]:
        return len(cells.number) - len(cells.second.first), len(cells.number)
    if i < s.counts[0]:
        node = s.core[i]
        return cells.indptr[node], cells.indptr[node + 1]
    r = s.regions[i - s.counts[0]]
    return cells.indptr[graph.region_begin[r]], cells.indptr[graph.region_begin[r + 1]]


@compiled
def count_cells(
    graph: SearchGraph,
    s: Sweep,
    cells: Cells,
    direct: Direct,
    number: int,
    limit: int,
    counts: Ints,
) -> None:
    """Add to `counts`, by lane, how many cells sweep `number` reaches within the limit."""
    for i in range(s.counts[0] + s.counts[1] + 1):
        first, end = _visited_cells(graph, s, cells, i)
        while first < end:
            last = min(first + TILE, end)
            _tile_costs(s, cells, direct, number, first, last)
            if i == s.counts[0] + s.counts[1]:
                _lower_by_second(s, cells, first, last)
            for c in range(np.uint64(last - first)):
                for k in range(np.uint64(len(counts))):
                    counts[k] += s.tile[c, k] <= limit
            first = last


@compiled
def fill_cells(
    graph: SearchGraph,
    s: Sweep,
    cells: Cells,
    direct: Direct,
    number: int,
    limit: int,
    output: Output,
    tick: float,
) -> None:
    """Write the cells within the limit and their costs by lane; `tick` converts ticks to seconds or metres."""
    for i in range(s.counts[0] + s.counts[1] + 1):
        first, end = _visited_cells(graph, s, cells, i)
        while first < end:
            last = min(first + TILE, end)
            _tile_costs(s, cells, direct, number, first, last)
            if i == s.counts[0] + s.counts[1]:
                _lower_by_second(s, cells, first, last)
            for k in range(len(output.position)):
                at = output.position[k]
                for c in range(np.uint64(last - first)):
                    cost = s.tile[c, np.uint64(k)]
                    if cost <= limit:
                        output.indices[at] = cells.number[np.uint64(first) + c]
                        output.data[at] = cost * tick
                        at += 1
                output.position[k] = at
            first = last
