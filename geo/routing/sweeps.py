"""Sweeps over a hierarchy: up from the sources, then down to all that is near enough.

The idea of PHAST (Delling, Goldberg, Nowatzyk and Werneck 2011): after a search upward from a source every
node takes its distance from those above it, in one pass in the order of the hierarchy. Sixteen sources share a
pass, and a pass leaves out whatever is beyond the limit, core node by core node and region by region.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ...common.arrays import Floats32, Int32s, Ints
from ...common.compiled import compiled, compiled_part
from .contraction import CLOSED

LANES: Final = 16
"""Sources of one pass: their costs fill one cache line."""

TILE: Final = 256
"""Cells whose costs are worked out at once, few enough to stay in the nearest cache."""

SITE_BITS: Final = 21
"""Bits of the site's number in a key of `nearest`; the ticks stand above them."""

FAR: Final = 2**62
"""Key of no site at all."""


class Arcs(NamedTuple):
    """A hierarchy as one direction of search sees it: `RegionTree` with the costs up and down."""

    begin: Ints
    above: Int32s
    up: Int32s
    down: Int32s
    region_begin: Int32s
    core_begin: Ints
    below: Int32s
    below_down: Int32s
    touch_begin: Ints
    touched: Int32s


class Pass(NamedTuple):
    """Scratch of one pass; between two passes every cost is `CLOSED` and every flag 0.

    `core_flags` is `core_words` seen byte by byte, one for each place of the core. `core` and `regions` list
    what the pass has come to, `counts` how many of each; `row` and `tile` are for a moment only.
    """

    cost: Int32s
    core_words: Ints
    core_flags: npt.NDArray[np.uint8]
    core: Int32s
    region_flags: npt.NDArray[np.uint8]
    regions: Int32s
    counts: Ints
    row: Int32s
    tile: Int32s


class Ends(NamedTuple):
    """Positions as a search sees them: two places, the later one first.

    The legs are ticks to or from them, the walk between place and road included.
    """

    first: Int32s
    second: Int32s
    first_leg: Int32s
    second_leg: Int32s


class Cells(NamedTuple):
    """Positions of those cells that have one, sorted by `ends.first`, their later place.

    `number` is each one's own number, `at` where those of each place begin, and `rank` where each of all cells
    stands among the sorted, whatever it is for those without a position.
    """

    ends: Ends
    number: Int32s
    at: Int32s
    rank: Int32s


class Output(NamedTuple):
    """Where a pass writes: for each lane that is used the next entry of `cells` and `costs`."""

    at: Ints
    cells: Int32s
    costs: Floats32


class Direct(NamedTuple):
    """Ways along an edge that both stand on: by pass (CSR), sorted by the cell's rank in `Cells`."""

    begin: Ints
    cell: Int32s
    lane: Int32s
    cost: Int32s


@compiled_part
def _lower(row: Int32s, other: Int32s, cost: int) -> None:
    """Take what is reached sooner over another row.

    Written so that it becomes vector instructions: 32 bits throughout, and a length that the compiler does
    not know, else it unrolls the loop instead.
    """
    for k in range(len(row)):
        over, own = np.int32(other[k] + cost), row[k]
        row[k] = min(own, over)


@compiled_part
def _least(row: Int32s) -> int:
    least = np.int32(CLOSED)
    for k in range(len(row)):
        value = row[k]
        least = min(least, value)
    return int(least)


@compiled_part
def _seed(arcs: Arcs, p: Pass, place: int, lane: int, cost: int) -> None:
    p.cost[place, lane] = min(p.cost[place, lane], cost)
    if place < arcs.region_begin[0]:
        p.core_flags[place] = 1
        return
    low, high = 0, len(arcs.region_begin) - 1
    while high - low > 1:
        middle = (low + high) // 2
        if arcs.region_begin[middle] <= place:
            low = middle
        else:
            high = middle
    if p.region_flags[low] == 0:
        p.region_flags[low] = 1
        p.regions[p.counts[1]] = low
        p.counts[1] += 1


@compiled_part
def _push_up(arcs: Arcs, p: Pass, place: int, limit: int) -> None:
    row = p.cost[place]
    if _least(row) > limit:
        return
    core = arcs.region_begin[0]
    for a in range(arcs.begin[place], arcs.begin[place + 1]):
        up = arcs.above[a]
        _lower(p.cost[up], row, arcs.up[a])
        if up < core:
            p.core_flags[up] = 1


@compiled_part
def _rise(arcs: Arcs, p: Pass, limit: int) -> None:
    """Carry the seeds' costs up: within their regions, then through the core."""
    core = arcs.region_begin[0]
    for i in range(p.counts[1]):
        r = p.regions[i]
        for place in range(arcs.region_begin[r + 1] - 1, arcs.region_begin[r] - 1, -1):
            _push_up(arcs, p, place, limit)
    for word in range(len(p.core_words) - 1, -1, -1):
        if p.core_words[word] != 0:
            for place in range(min(8 * word + 8, core) - 1, 8 * word - 1, -1):
                if p.core_flags[place]:
                    _push_up(arcs, p, place, limit)


@compiled_part
def _push_down(arcs: Arcs, p: Pass, place: int, limit: int) -> None:
    p.core[p.counts[0]] = place
    p.counts[0] += 1
    row = p.cost[place]
    if _least(row) > limit:
        return
    for a in range(arcs.core_begin[place], arcs.core_begin[place + 1]):
        low = arcs.below[a]
        _lower(p.cost[low], row, arcs.below_down[a])
        p.core_flags[low] = 1
    for a in range(arcs.touch_begin[place], arcs.touch_begin[place + 1]):
        r = arcs.touched[a]
        if p.region_flags[r] == 0:
            p.region_flags[r] = 1
            p.regions[p.counts[1]] = r
            p.counts[1] += 1


@compiled_part
def _pull_down(arcs: Arcs, p: Pass, place: int) -> None:
    # In a row of its own, so that the compiler sees that reading and writing do not meet; and with unsigned
    # numbers, so that it need not ask whether they count from the end.
    row, lanes, own = p.row, np.uint64(len(p.row)), np.uint64(place)
    for k in range(lanes):
        row[k] = p.cost[own, k]
    for a in range(arcs.begin[place], arcs.begin[place + 1]):
        up, cost = np.uint64(arcs.above[a]), arcs.down[a]
        for k in range(lanes):
            over, best = np.int32(p.cost[up, k] + cost), row[k]
            row[k] = over if over < best else best  # noqa: FURB136 - min() is not made a vector instruction
    for k in range(lanes):
        p.cost[own, k] = row[k]


@compiled
def clear(arcs: Arcs, p: Pass) -> None:
    """Make the scratch ready for the next pass."""
    for i in range(p.counts[0]):
        place = p.core[i]
        p.core_flags[place] = 0
        for k in range(LANES):
            p.cost[place, k] = CLOSED
    for i in range(p.counts[1]):
        r = p.regions[i]
        p.region_flags[r] = 0
        for place in range(arcs.region_begin[r], arcs.region_begin[r + 1]):
            for k in range(LANES):
                p.cost[place, k] = CLOSED
    p.counts[0] = 0
    p.counts[1] = 0


@compiled
def begin_pass(arcs: Arcs, p: Pass, sources: Ends, first: int, last: int, limit: int) -> None:
    """Spread the costs of the sources `first` to `last` (excluded), sixteen lanes over and over.

    With more sources than lanes a lane has the cost of the nearest of its own.
    """
    for source in range(first, last):
        lane = (source - first) % LANES
        for side in range(2):
            place = sources.first[source] if side == 0 else sources.second[source]
            leg = sources.first_leg[source] if side == 0 else sources.second_leg[source]
            _seed(arcs, p, place, lane, leg)
    _rise(arcs, p, limit)
    core = arcs.region_begin[0]
    for word in range(len(p.core_words)):
        if p.core_words[word] != 0:
            for place in range(8 * word, min(8 * word + 8, core)):
                if p.core_flags[place]:
                    _push_down(arcs, p, place, limit)
    for i in range(p.counts[1]):
        r = p.regions[i]
        for place in range(arcs.region_begin[r], arcs.region_begin[r + 1]):
            _pull_down(arcs, p, place)


@compiled_part
def _tile(p: Pass, cells: Cells, direct: Direct, number: int, first: int, last: int) -> None:
    """Work out the costs of the cells `first` to `last` (excluded), a row of lanes each."""
    lanes, ends = np.uint64(len(p.row)), cells.ends
    for c in range(first, last):
        one, other, own = np.uint64(ends.first[c]), np.uint64(ends.second[c]), np.uint64(c - first)
        one_leg, other_leg = ends.first_leg[c], ends.second_leg[c]
        for k in range(lanes):
            a, b = np.int32(p.cost[one, k] + one_leg), np.int32(p.cost[other, k] + other_leg)
            p.tile[own, k] = a if a < b else b  # noqa: FURB136 - as in _pull_down
    low, high = direct.begin[number], direct.begin[number + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if direct.cell[middle] < first:
            low = middle + 1
        else:
            high = middle
    while low < end and direct.cell[low] < last:
        row, lane = direct.cell[low] - first, direct.lane[low]
        p.tile[row, lane] = min(p.tile[row, lane], direct.cost[low])
        low += 1


@compiled_part
def _run(arcs: Arcs, p: Pass, cells: Cells, number: int) -> tuple[int, int]:
    """First and last cell (excluded) of the visited stretch of places with this number."""
    if number < p.counts[0]:
        place = p.core[number]
        return cells.at[place], cells.at[place + 1]
    r = p.regions[number - p.counts[0]]
    return cells.at[arcs.region_begin[r]], cells.at[arcs.region_begin[r + 1]]


@compiled
def count_cells(
    arcs: Arcs, p: Pass, cells: Cells, direct: Direct, number: int, limit: int, counts: Ints
) -> None:
    """Add to `counts`, by lane, how many cells a pass reaches within the limit."""
    for run in range(p.counts[0] + p.counts[1]):
        first, end = _run(arcs, p, cells, run)
        while first < end:
            last = min(first + TILE, end)
            _tile(p, cells, direct, number, first, last)
            for c in range(np.uint64(last - first)):
                for k in range(np.uint64(len(counts))):
                    counts[k] += p.tile[c, k] <= limit
            first = last


@compiled
def fill_cells(
    arcs: Arcs,
    p: Pass,
    cells: Cells,
    direct: Direct,
    number: int,
    limit: int,
    output: Output,
    tick: float,
) -> None:
    """Write each lane's cells within the limit and their costs, `tick` being what a tick is."""
    for run in range(p.counts[0] + p.counts[1]):
        first, end = _run(arcs, p, cells, run)
        while first < end:
            last = min(first + TILE, end)
            _tile(p, cells, direct, number, first, last)
            for k in range(len(output.at)):
                at = output.at[k]
                for c in range(np.uint64(last - first)):
                    cost = p.tile[c, np.uint64(k)]
                    if cost <= limit:
                        output.cells[at] = cells.number[np.uint64(first) + c]
                        output.costs[at] = cost * tick
                        at += 1
                output.at[k] = at
            first = last


@compiled_part
def _offer(keys: Ints, key: int) -> None:
    """Put a key into an ascending list that holds every site once; the largest falls out."""
    last = len(keys) - 1
    if key >= keys[last]:
        return
    site = key & ((1 << SITE_BITS) - 1)
    i = 0
    while keys[i] <= key:
        if keys[i] & ((1 << SITE_BITS) - 1) == site and keys[i] < FAR:
            return
        i += 1
    # Shift up to the same site's worse key, or over the end.
    j = i
    while j < last and keys[j] & ((1 << SITE_BITS) - 1) != site:
        j += 1
    while j > i:
        keys[j] = keys[j - 1]
        j -= 1
    keys[i] = key


@compiled_part
def _offer_all(keys: Ints, others: Ints, cost: int) -> None:
    if cost >= CLOSED:
        return
    for key in others:
        if key >= FAR:
            return
        _offer(keys, key + (np.int64(cost) << SITE_BITS))


@compiled_part
def _nearest_one(arcs: Arcs, keys: Ints) -> None:
    """Carry one key for each place up and down: most of what is asked for, and it needs no lists."""
    for place in range(len(keys) - 1, -1, -1):
        key = keys[place]
        if key < FAR:
            for a in range(arcs.begin[place], arcs.begin[place + 1]):
                if arcs.up[a] < CLOSED:
                    up = arcs.above[a]
                    keys[up] = min(keys[up], key + (np.int64(arcs.up[a]) << SITE_BITS))
    for place in range(len(keys)):
        key = keys[place]
        for a in range(arcs.begin[place], arcs.begin[place + 1]):
            over = keys[arcs.above[a]]
            if arcs.down[a] < CLOSED and over < FAR:
                key = min(key, over + (np.int64(arcs.down[a]) << SITE_BITS))
        keys[place] = key


@compiled
def nearest_places(arcs: Arcs, sources: Ends, numbers: Ints, keys: Ints) -> None:
    """Fill `keys`, shape (places, k), with ticks and numbers of the k nearest sources, without limit."""
    for i in range(len(numbers)):
        for side in range(2):
            place = sources.first[i] if side == 0 else sources.second[i]
            leg = sources.first_leg[i] if side == 0 else sources.second_leg[i]
            if leg < CLOSED:
                _offer(keys[place], (np.int64(leg) << SITE_BITS) | numbers[i])
    if keys.shape[1] == 1:
        _nearest_one(arcs, keys[:, 0])
        return
    places = len(keys)
    for place in range(places - 1, -1, -1):
        if keys[place, 0] < FAR:
            for a in range(arcs.begin[place], arcs.begin[place + 1]):
                _offer_all(keys[arcs.above[a]], keys[place], arcs.up[a])
    for place in range(places):
        for a in range(arcs.begin[place], arcs.begin[place + 1]):
            _offer_all(keys[place], keys[arcs.above[a]], arcs.down[a])


@compiled
def nearest_cells(
    keys: Ints, ends: Ends, cell: Ints, number: Ints, cost: Ints, result: Ints
) -> None:
    """Fill `result`, shape (cells, k), from the keys of both ends and the ways along a shared edge."""
    if result.shape[1] == 1:
        for c in range(len(result)):
            for side in range(2):
                place = ends.first[c] if side == 0 else ends.second[c]
                leg = ends.first_leg[c] if side == 0 else ends.second_leg[c]
                key = keys[place, 0]
                if leg < CLOSED and key < FAR:
                    result[c, 0] = min(result[c, 0], key + (np.int64(leg) << SITE_BITS))
        for i in range(len(cell)):
            if cost[i] < CLOSED:
                key = (cost[i] << SITE_BITS) | number[i]
                result[cell[i], 0] = min(result[cell[i], 0], key)
        return
    for c in range(len(result)):
        _offer_all(result[c], keys[ends.first[c]], ends.first_leg[c])
        _offer_all(result[c], keys[ends.second[c]], ends.second_leg[c])
    for i in range(len(cell)):
        if cost[i] < CLOSED:
            _offer(result[cell[i]], (cost[i] << SITE_BITS) | number[i])
