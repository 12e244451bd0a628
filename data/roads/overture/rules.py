"""Rules of Overture's segments, such as speed limits and access restrictions, as OSM's tags.

Source: docs.overturemaps.org, schema reference of transportation, segment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

Rule = Mapping[str, Any]
Tags = dict[str, str]

_KEYS: Final = {
    "vehicle": "vehicle",
    "motor_vehicle": "motor_vehicle",
    "car": "motorcar",
    "foot": "foot",
    "bicycle": "bicycle",
}
_OTHER_MODES: Final = frozenset({"bus", "truck", "hgv", "hov", "motorcycle", "emergency"})
"""Modes that nobody of ours travels by."""

_ONEWAY: Final = {
    "": "oneway",
    "vehicle": "oneway",
    "motor_vehicle": "oneway:motor_vehicle",
    "car": "oneway:motor_vehicle",
    "bicycle": "oneway:bicycle",
    "foot": "oneway:foot",
}
_VALUES: Final = {"denied": "no", "allowed": "yes", "designated": "designated"}
_PURPOSES: Final = {"at_destination": "destination", "as_customer": "customers"}
"""Who may use a road that is closed otherwise, as far as it opens it to residents and visitors."""

_CONDITIONS: Final = ("heading", "mode", "using", "recognized", "during", "vehicle")


def speed_tags(rules: Iterable[Rule], unread: Counter[str]) -> Tags:
    """Return the tags of speed limits; rules that are not understood are counted."""
    tags: Tags = {}
    for rule in rules:
        limit = rule.get("max_speed")
        if limit is None:
            continue
        when = _when(rule)
        if not _is_whole(rule) or set(when) - {"heading"}:
            unread["speed_limits"] += 1
            continue
        heading = when.get("heading")
        unit = " mph" if limit.get("unit") == "mph" else ""
        tags[f"maxspeed:{heading}" if heading else "maxspeed"] = f"{limit['value']:g}{unit}"
    return tags


def access_tags(rules: Iterable[Rule], unread: Counter[str]) -> Tags:
    """Return the tags of access and of one-way roads; rules that are not understood are counted."""
    tags: Tags = {}
    for rule in rules:
        kind, when = str(rule.get("access_type")), _when(rule)
        known = _is_whole(rule) and kind in _VALUES and not set(when) & {"during", "vehicle"}
        modes = list(when.get("mode", [""]))
        if known and set(modes) <= _OTHER_MODES:
            continue
        known = known and all(mode in {"", *_KEYS, *_OTHER_MODES} for mode in modes)
        if not known:
            unread["access_restrictions"] += 1
            continue
        modes = [mode for mode in modes if mode not in _OTHER_MODES]
        if "using" in when or "recognized" in when:
            tags |= _for_some(kind, when, modes)
        elif "heading" in when:
            _one_way(tags, kind, str(when["heading"]), modes)
        else:
            tags |= {_KEYS.get(mode, "access"): _VALUES[kind] for mode in modes}
    return tags


def _for_some(kind: str, when: Rule, modes: Iterable[str]) -> Tags:
    """Return the tags of a road that is open to some; what only others may use stays as it is."""
    purposes = [_PURPOSES[one] for one in when.get("using", ()) if one in _PURPOSES]
    if kind == "denied" or not purposes or "heading" in when:
        return {}
    return {_KEYS.get(mode, "access"): purposes[0] for mode in modes}


def _one_way(tags: Tags, kind: str, heading: str, modes: Iterable[str]) -> None:
    for mode in modes:
        key = _ONEWAY[mode]
        if kind == "denied":
            way = "yes" if heading == "backward" else "-1"
            if tags.get(key, way) != way:
                # Closed in both directions.
                tags[_KEYS.get(mode, "access")] = "no"
                continue
            tags[key] = way
        elif key != "oneway":
            tags[key] = "no"


def _is_whole(rule: Rule) -> bool:
    """Tell whether a rule holds for the whole line."""
    between = rule.get("between")
    return between is None or len(between) == 0 or (between[0] <= 0 and between[1] >= 1)


def _when(rule: Rule) -> dict[str, Any]:
    """Return the conditions of a rule that are there."""
    when = rule.get("when") or {}
    return {key: when[key] for key in _CONDITIONS if _is_there(when.get(key))}


def _is_there(value: object) -> bool:
    return value is not None and (not hasattr(value, "__len__") or len(value) > 0)


def flags_of(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield the flags that hold for the whole line, such as ``is_link``."""
    for rule in rules:
        if _is_whole(rule):
            yield from rule.get("values") or ()
