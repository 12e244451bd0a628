"""Turn restrictions on a network: the sequences of arcs that a mode may not travel one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, product
from typing import Final

import numpy as np

from ...common.arrays import Bools, Floats, Ints
from ...common.sentences import Sentence, joined
from ..tables import Mode
from .line_cuts import Cuts
from .road_lines import RoadLines
from .turn_rules import TurnKind, TurnRestriction, turn_rule

Turns = tuple[tuple[int, ...], ...]
"""Sequences of two and more arcs: ``i`` is edge i forward, ``i + edges`` backward. Connectors are left out."""

_SEVERAL: Final[Mapping[str, str]] = {"no_entry": "from", "no_exit": "to"}
"""Values of which one end may be several ways."""


class _UnclearError(Exception):
    """Raised where a restriction's members do not make one way through."""


@dataclass(frozen=True, kw_only=True)
class TurnCounts:
    """How many turn restrictions of a file are not followed, and why.

    Parameters
    ----------
    missing
        Members are not among the roads of the file.
    unclear
        The value is not known, or the members do not make one way through.
    conditional
        It holds under a condition, such as hours of the day.
    """

    missing: int
    unclear: int
    conditional: int

    def note(self, file: str) -> str:
        """Return the counts as a sentence; an empty text where all are followed."""
        why = joined(
            _count("{count:,} have members that are not among the roads", self.missing),
            _count("{count:,} are not understood", self.unclear),
            _count("{count:,} hold under a condition, such as hours", self.conditional),
        )
        if not why:
            return ""
        return Sentence(
            "{file}: turn restrictions that are not followed: {why}", file=file, why=why
        )


def _count(template: str, count: int) -> str:
    return Sentence(template, count=count) if count else ""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Roads:
    """The cut roads, as restrictions speak of them: ways and vertices."""

    way: Ints
    first: Ints
    last: Ints
    edges: int

    @cached_property
    def _edges_of_way(self) -> tuple[Ints, Ints]:
        order = np.argsort(self.way, kind="stable")
        return order, self.way[order]

    @cached_property
    def _ends_at_vertex(self) -> tuple[Ints, Ints]:
        vertex = np.concatenate([self.first, self.last])
        order = np.argsort(vertex, kind="stable")
        return order, vertex[order]

    def arcs_of(self, way: int) -> list[int]:
        """Return the arcs of a way, both directions."""
        order, ways = self._edges_of_way
        edges = order[np.searchsorted(ways, way) : np.searchsorted(ways, way, side="right")]
        return [int(arc) for edge in edges for arc in (edge, edge + self.edges)]

    def leaving(self, vertex: int) -> list[int]:
        """Return the arcs that begin at a vertex."""
        order, vertices = self._ends_at_vertex
        low, high = np.searchsorted(vertices, vertex), np.searchsorted(vertices, vertex, "right")
        cut = len(self.way)
        return [int(at) if at < cut else int(at) - cut + self.edges for at in order[low:high]]

    def reverse(self, arc: int) -> int:
        """Return the same edge the other way."""
        return (arc + self.edges) % (2 * self.edges)

    def tail(self, arc: int) -> int:
        """Return the vertex where an arc begins."""
        return int(self.first[arc] if arc < self.edges else self.last[arc - self.edges])

    def head(self, arc: int) -> int:
        """Return the vertex where an arc ends."""
        return self.tail(self.reverse(arc))


def forbidden_turns(
    lines: RoadLines,
    cuts: Cuts,
    forward_s: Mapping[Mode, Floats],
    backward_s: Mapping[Mode, Floats],
) -> tuple[dict[Mode, Turns], TurnCounts]:
    """Find what turn restrictions forbid on the edges of a network.

    Parameters
    ----------
    lines
        The lines, with their restrictions and the ids of their ways.
    cuts
        The edges.
    forward_s, backward_s
        Seconds of all edges by mode, those of connectors last, infinite where closed: of two ways to read a
        restriction, one may be closed to the mode.

    Returns
    -------
    turns : dict
        By mode the sequences of arcs that may not be travelled; modes without any are absent.
    counts : TurnCounts
        What is not followed.
    """
    if not lines.restrictions:
        return {}, TurnCounts(missing=0, unclear=0, conditional=0)
    roads = _Roads(
        way=lines.way_id[cuts.line],
        first=lines.vertex_id[cuts.first],
        last=lines.vertex_id[cuts.last],
        edges=len(next(iter(forward_s.values()))),
    )
    open_ = {
        mode: np.isfinite(np.concatenate([forward_s[mode], backward_s[mode]])) for mode in forward_s
    }
    known = set(lines.way_id.tolist())
    found: dict[Mode, set[tuple[int, ...]]] = {}
    missing = unclear = conditional = 0
    for restriction in lines.restrictions:
        rule = turn_rule(restriction.tags)
        conditional += rule.conditional
        if not rule.kinds:
            unclear += rule.unclear
            continue
        if not known.issuperset(
            (*restriction.from_ways, *restriction.via_ways, *restriction.to_ways)
        ):
            missing += 1
            continue
        is_unclear = rule.unclear
        for mode, kind in rule.kinds.items():
            try:
                turns = _turns(roads, open_[mode], restriction, kind, rule.values)
                found.setdefault(mode, set()).update(turns)
            except _UnclearError:
                is_unclear = True
        unclear += is_unclear
    counts = TurnCounts(missing=missing, unclear=unclear, conditional=conditional)
    return {mode: tuple(sorted(turns)) for mode, turns in found.items() if turns}, counts


def _turns(
    roads: _Roads,
    open_: Bools,
    restriction: TurnRestriction,
    kind: TurnKind,
    values: frozenset[str],
) -> Iterator[tuple[int, ...]]:
    """Yield what a restriction forbids to a mode."""
    several = {_SEVERAL.get(value) for value in values}
    for name, ways in (("from", restriction.from_ways), ("to", restriction.to_ways)):
        if not ways or (len(ways) > 1 and several != {name}):
            raise _UnclearError
    if len(restriction.via_nodes) + bool(restriction.via_ways) != 1:
        raise _UnclearError
    turns_back = any(value.endswith("u_turn") for value in values)
    for ends in product(restriction.from_ways, restriction.to_ways):
        # A way that nobody may travel has no edges, so there is no such turn.
        if not all(map(roads.arcs_of, ends)):
            continue
        through = _ways_through(roads, restriction, ends, turns_back=turns_back)
        ours = [arcs for arcs in through if open_[list(arcs)].all()]
        if len(ours) > 1 and not (turns_back and ends[0] == ends[1]):
            raise _UnclearError
        if kind == "no":
            yield from ours
        elif ours:
            yield from chain.from_iterable(_others(roads, arcs) for arcs in ours)
        elif any(open_[arcs[0]] for arcs in through):
            # The only way on is closed to the mode.
            raise _UnclearError


def _others(roads: _Roads, arcs: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield all ways that leave a sequence of arcs before its end, once its first arc was travelled."""
    for i in range(1, len(arcs)):
        for arc in roads.leaving(roads.tail(arcs[i])):
            if arc != arcs[i]:
                yield (*arcs[:i], arc)


def _ways_through(
    roads: _Roads, restriction: TurnRestriction, ends: tuple[int, int], *, turns_back: bool
) -> list[tuple[int, ...]]:
    """Return the sequences of arcs from one way to another, over the vertex or the ways between."""
    into, out = roads.arcs_of(ends[0]), frozenset(roads.arcs_of(ends[1]))
    if restriction.via_nodes:
        [vertex] = restriction.via_nodes
        pairs = product(
            (arc for arc in into if roads.head(arc) == vertex),
            out.intersection(roads.leaving(vertex)),
        )
        # To turn back on one way is meant only where the restriction says so.
        through: list[tuple[int, ...]] = [
            (a, b) for a, b in pairs if ends[0] != ends[1] or (roads.reverse(a) == b) == turns_back
        ]
    else:
        way_of = {arc: way for way in restriction.via_ways for arc in roads.arcs_of(way)}
        through = [
            arcs
            for arcs in _trails(roads, into, frozenset(way_of) - out, out)
            if len({way_of[arc] for arc in arcs[1:-1]}) == len(set(restriction.via_ways))
        ]
    if not through:
        raise _UnclearError
    return through


def _trails(
    roads: _Roads, into: Sequence[int], between: frozenset[int], out: frozenset[int]
) -> Iterator[tuple[int, ...]]:
    """Yield the sequences from an arc of `into` over some of `between` to one of `out`, each edge once."""
    stack: list[tuple[int, ...]] = [(arc,) for arc in into]
    while stack:
        path = stack.pop()
        used = {arc % roads.edges for arc in path}
        for arc in roads.leaving(roads.head(path[-1])):
            if arc % roads.edges in used:
                continue
            if arc in out and len(path) > 1:
                yield (*path, arc)
            elif arc in between:
                stack.append((*path, arc))
