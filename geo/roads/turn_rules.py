"""Turn restrictions by OSM's tags: for whom they hold, and whether a turn is forbidden or the only one allowed.

Sources: wiki.openstreetmap.org pages Relation:restriction, Key:restriction and Key:except.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ..tables import MODES, Mode

TurnKind = Literal["no", "only"]

_VEHICLES: Final[Mapping[Mode, tuple[str, ...]]] = {
    "walk": ("foot",),
    "cycle": ("vehicle", "bicycle"),
    "ebike": ("vehicle", "bicycle", "electric_bicycle"),
    "drive": ("vehicle", "motor_vehicle", "motorcar"),
}
"""What restrictions call the modes, from the general to the specific."""

# People on foot turn as they like, unless a restriction is for them by name.
_WHEELS: Final[frozenset[Mode]] = frozenset({"cycle", "ebike", "drive"})

_TURNS: Final = ("left_turn", "right_turn", "straight_on", "u_turn")
_KINDS: Final[Mapping[str, TurnKind]] = {
    **{f"no_{turn}": "no" for turn in (*_TURNS, "entry", "exit")},
    **{f"only_{turn}": "only" for turn in _TURNS},
}

# They close no turn: exceptions, and rules for those who meet a red light.
_FREE: Final = frozenset({"none", "no", "stop", "give_way"})
_ON_RED: Final = "_on_red"

# How times were written before there were conditional tags.
_TIMES: Final = frozenset({"day_on", "day_off", "hour_on", "hour_off"})
_CONDITIONAL: Final = ":conditional"


@dataclass(frozen=True, kw_only=True)
class TurnRestriction:
    """A turn restriction as a file has it.

    Parameters
    ----------
    tags
        The relation's tags.
    from_ways, to_ways
        Ids of the ways that it leads from and to.
    via_nodes, via_ways
        Ids of the vertices or ways between.
    """

    tags: Mapping[str, str]
    from_ways: tuple[int, ...]
    to_ways: tuple[int, ...]
    via_nodes: tuple[int, ...] = ()
    via_ways: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TurnRule:
    """What the tags of a turn restriction say.

    Parameters
    ----------
    kinds
        ``"no"`` or ``"only"`` by mode; modes that it does not hold for are absent.
    values
        The values that were read, such as ``no_left_turn``.
    conditional
        Whether it, or a part of it, holds under a condition, which is not followed.
    unclear
        Whether a value for one of the modes is not known.
    """

    kinds: Mapping[Mode, TurnKind]
    values: frozenset[str]
    conditional: bool
    unclear: bool


def turn_rule(tags: Mapping[str, str]) -> TurnRule:
    """Read the tags of a turn restriction.

    Parameters
    ----------
    tags
        OSM keys and values of the relation: ``restriction``, ``restriction:motorcar`` and the like, ``except``.
        Those for other vehicles (``restriction:hgv`` ...) are left out.
    """
    # An old form has the vehicle in the relation's type.
    kind_of_relation, restriction = tags.get("type", ""), tags.get("restriction", "")
    if kind_of_relation.startswith("restriction:") and restriction:
        tags = {**tags, kind_of_relation: restriction, "restriction": ""}
    excepted = {part.strip() for part in tags.get("except", "").split(";")}
    timed = not _TIMES.isdisjoint(tags)
    kinds: dict[Mode, TurnKind] = {}
    values: set[str] = set()
    conditional = unclear = False
    for mode in MODES:
        if not excepted.isdisjoint(_VEHICLES[mode]):
            continue
        keys = [f"restriction:{vehicle}" for vehicle in _VEHICLES[mode]]
        if mode in _WHEELS:
            keys.insert(0, "restriction")
        conditional |= any(tags.get(key + _CONDITIONAL) for key in keys)
        own = [tags[key] for key in keys if tags.get(key)]
        if not own:
            continue
        if timed:
            conditional = True
            continue
        parts = {part.strip() for part in own[-1].split(";")}
        parts = {part for part in parts if part not in _FREE and not part.endswith(_ON_RED)}
        found = {_KINDS.get(part) for part in parts}
        if not found:
            continue
        kind = found.pop()
        if kind is None or found:
            unclear = True
            continue
        kinds[mode] = kind
        values |= parts
    return TurnRule(kinds=kinds, values=frozenset(values), conditional=conditional, unclear=unclear)
