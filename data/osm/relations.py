"""Relations of an OpenStreetMap file: turn restrictions, and squares and ferries of several ways.

Sources: wiki.openstreetmap.org pages Relation:restriction, Relation:multipolygon and Tag:route=ferry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import osmium

from ...common.sentences import Sentence
from ...geo.roads.speeds import DEFAULT_SPEEDS, FERRY
from ...geo.roads.turn_rules import TurnRestriction
from .file_forms import osm_file

_MULTIPOLYGON: Final = "multipolygon"
_RESTRICTION: Final = "restriction"
_VEHICLES: Final = ("motorcar", "motor_vehicle", "vehicle", "bicycle", "foot")
_OUTLINE: Final = frozenset({"", "outer"})
_BESIDE: Final = ("stop", "platform")
_NO_FERRY: Final = frozenset({"man_made", "railway", "public_transport", "waterway", "natural"})
"""Keys of members of a ferry's relation that are no part of its way."""


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A relation: its tags, and its members as type (``n``, ``w``, ``r``), id and role."""

    tags: Mapping[str, str]
    members: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, kw_only=True)
class MemberWay:
    """A way that is a road or a ferry by its relation's tags."""

    id: int
    nodes: tuple[int, ...]
    tags: Mapping[str, str]


def relation_filter() -> osmium.filter.TagFilter:
    """Return the filter of osmium that keeps the relations of this file."""
    roads = sorted({road for by_class in DEFAULT_SPEEDS.by_mode.values() for road in by_class})
    result = osmium.filter.TagFilter(
        ("type", _RESTRICTION),
        *(("type", f"{_RESTRICTION}:{vehicle}") for vehicle in _VEHICLES),
        ("route", FERRY),
        *(("highway", road) for road in roads),
    )
    result.enable_for(osmium.osm.RELATION)
    return result


def relation_of(item: osmium.osm.Relation) -> Relation:
    """Copy what osmium hands out for a moment only."""
    members = tuple((member.type, member.ref, member.role) for member in item.members)
    return Relation(tags=dict(item.tags), members=members)


def turn_restrictions(relations: Iterable[Relation]) -> tuple[TurnRestriction, ...]:
    """Return the turn restrictions among relations."""

    def ids(relation: Relation, kind: str, role: str) -> tuple[int, ...]:
        """Return the members of a type and role."""
        return tuple(ref for type_, ref, own in relation.members if (type_, own) == (kind, role))

    return tuple(
        TurnRestriction(
            tags=relation.tags,
            from_ways=ids(relation, "w", "from"),
            to_ways=ids(relation, "w", "to"),
            via_nodes=ids(relation, "n", "via"),
            via_ways=ids(relation, "w", "via"),
        )
        for relation in relations
        if relation.tags.get("type", "").split(":")[0] == _RESTRICTION
    )


def member_ways(
    file: Path,
    relations: Iterable[Relation],
    roads: Iterable[int],
    *,
    deleted: Collection[int] = (),
) -> tuple[list[MemberWay], tuple[str, ...]]:
    """Read the ways that are roads or ferries by a relation alone: outlines of squares, and ferries.

    Parameters
    ----------
    file
        The OpenStreetMap file.
    relations
        Its relations.
    roads
        Ids of the ways that are roads or ferries by their own tags.
    deleted
        Ids of ways that are not in force.

    Returns
    -------
    ways : list of MemberWay
        Each way once. What the way itself is tagged with overrules its relation.
    notes : tuple of str
        How many relations lack members.
    """
    known = frozenset(roads)
    wanted: dict[int, dict[str, str]] = {}
    needed: list[frozenset[int]] = []
    for relation in relations:
        parts = _parts(relation)
        if not parts:
            continue
        needed.append(parts)
        tags = {key: value for key, value in relation.tags.items() if key != "type"}
        if len(parts) > 1:
            # Nobody knows how a ferry's time is split among its ways.
            tags.pop("duration", None)
        for way in sorted(parts - known):
            wanted.setdefault(way, tags)
    found = {way.id: way for way in _read(file, wanted) if way.id not in deleted}
    lacking = sum(not parts <= known | found.keys() for parts in needed)
    ways = [
        way
        for way in found.values()
        if "highway" in wanted[way.id] or _NO_FERRY.isdisjoint(way.tags)
    ]
    if not lacking:
        return ways, ()
    note = Sentence(
        "{file}: {count:,} relations of squares and ferries lack members, which are not read",
        file=file.name,
        count=lacking,
    )
    return ways, (note,)


def _parts(relation: Relation) -> frozenset[int]:
    """Return the ways of a square's outline or of a ferry; none for other relations."""
    ways = [(ref, role) for kind, ref, role in relation.members if kind == "w"]
    if relation.tags.get("type") == _MULTIPOLYGON and "highway" in relation.tags:
        return frozenset(ref for ref, role in ways if role in _OUTLINE)
    return ferry_ways(relation)


def ferry_ways(relation: Relation) -> frozenset[int]:
    """Return the ways of a ferry's relation; none for other relations."""
    if relation.tags.get("type") != "route" or relation.tags.get("route") != FERRY:
        return frozenset()
    return frozenset(
        ref for kind, ref, role in relation.members if kind == "w" and not role.startswith(_BESIDE)
    )


def _read(file: Path, wanted: Mapping[int, Mapping[str, str]]) -> Iterator[MemberWay]:
    if not wanted:
        return
    ways = osmium.FileProcessor(osm_file(file), osmium.osm.WAY)
    if min(wanted) >= 0:
        # osmium drops all others unseen, but knows no negative ids.
        ways = ways.with_filter(osmium.filter.IdFilter(wanted))
    for way in ways:
        if isinstance(way, osmium.osm.Way) and way.id in wanted:
            yield MemberWay(
                id=way.id,
                nodes=tuple(node.ref for node in way.nodes),
                tags={**wanted[way.id], **dict(way.tags)},
            )
