"""Access, one-way rule and speed of a road by mode, by OSM's own conventions.

Sources: wiki.openstreetmap.org pages Key:access, Key:oneway, Key:oneway:bicycle, Tag:cycleway=opposite,
Key:cycleway:right:oneway, Tag:junction=roundabout, Tag:junction=circular, Key:motorroad,
Key:ramp:bicycle, Key:maxspeed, Tag:route=ferry. Conditional tags (``access:conditional`` ...) are not
read: a plan has no departure time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ..tables import MODES, Mode
from .access_tags import is_closed, is_opening, last_set, own_permission, permission
from .speeds import FERRY, SpeedTable
from .tag_values import parse_maxspeed

ROAD_KEYS: Final = (
    *("highway", "route", "junction", "motorroad", "bridge", "tunnel"),
    *("access", "vehicle", "motor_vehicle", "motorcar", "foot", "bicycle", "electric_bicycle"),
    *("oneway", "oneway:foot", "oneway:bicycle", "oneway:motor_vehicle"),
    *("cycleway", "cycleway:left", "cycleway:right", "cycleway:both"),
    *("cycleway:left:oneway", "cycleway:right:oneway", "ramp:bicycle"),
    *("maxspeed", "maxspeed:forward", "maxspeed:backward", "duration"),
)
"""The OSM keys of a road that the rules read, ``highway`` first; those of `stopping`, too."""

_WHEELS: Final[frozenset[Mode]] = frozenset({"cycle", "ebike"})
_WITHOUT_CARS: Final[tuple[Mode, ...]] = ("walk", "cycle")
_ONEWAY_KEYS: Final[Mapping[Mode, tuple[str, ...]]] = {
    # One-way rules do not apply on foot, unless a tag says so.
    "walk": ("oneway:foot",),
    "cycle": ("oneway", "oneway:bicycle"),
    "ebike": ("oneway", "oneway:bicycle"),
    "drive": ("oneway", "oneway:motor_vehicle"),
}
_FORWARD: Final = frozenset({"yes", "true", "1"})
_BACKWARD: Final = frozenset({"-1", "reverse"})
# Open one way for hours, and no tag says which: both ways count as closed. (``alternating`` changes several
# times an hour, at a signal: both ways are open.)
_CHANGING: Final = frozenset({"reversible"})
_ROUND: Final = frozenset({"roundabout", "circular"})
_CYCLEWAY_KEYS: Final = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
_LANE_ONEWAY_KEYS: Final = ("cycleway:left:oneway", "cycleway:right:oneway")

# Where the mode's own tag opens a class, it has the speed of this class. Bicycles are ridden on footways, and
# pushed or carried at walking speed on steps and in buildings.
_RIDDEN_AS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("footway", "pedestrian", "bridleway"), "cycleway"),
    **dict.fromkeys(("motorway", "motorway_link"), "cycleway"),
}
_WALKED_AS: Final[Mapping[str, str]] = dict.fromkeys(("motorway", "motorway_link"), "footway")
_CARRIED: Final = frozenset({"steps", "corridor", "platform", "elevator"})


@dataclass(frozen=True)
class RoadUse:
    """How one mode uses one road: km/h along its digitised direction and against it; None is closed."""

    forward_kph: float | None
    backward_kph: float | None


def road_class(tags: Mapping[str, str]) -> str:
    """Return the road class, by which speeds are listed: the ``highway`` value, or ``ferry``."""
    if tags.get("highway", "") == "" and tags.get("route", "") == FERRY:
        return FERRY
    return tags.get("highway", "")


def road_use(tags: Mapping[str, str], mode: Mode, speeds: SpeedTable) -> RoadUse:
    """Apply the access, one-way and speed tags of one road to one mode.

    Parameters
    ----------
    tags
        OSM keys and values; an absent key may be an empty text.
    mode
        The mode.
    speeds
        Km/h by mode and road class.

    Returns
    -------
    RoadUse
        Speeds by direction.
    """
    if _is_closed_to(tags, mode):
        return RoadUse(None, None)
    speed_kph = _speed_kph(tags, mode, speeds)
    if speed_kph is None:
        return RoadUse(None, None)
    forward_kph = backward_kph = speed_kph
    road = road_class(tags)
    if mode == "drive" and road != FERRY:
        either_kph = parse_maxspeed(tags.get("maxspeed", ""))
        forward_kph, backward_kph = (
            speeds.limited_kph(road, parse_maxspeed(tags.get(key, "")) or either_kph) or speed_kph
            for key in ("maxspeed:forward", "maxspeed:backward")
        )
    forward, backward = _open_ways(tags, mode)
    return RoadUse(forward_kph if forward else None, backward_kph if backward else None)


def road_uses(tags: Mapping[str, str], speeds: SpeedTable) -> dict[Mode, RoadUse]:
    """Apply `road_use` for every mode."""
    return {mode: road_use(tags, mode, speeds) for mode in MODES}


def _is_closed_to(tags: Mapping[str, str], mode: Mode) -> bool:
    """Return whether tags close a road to a mode in both directions."""
    allowed = permission(tags, mode)
    if allowed != "" and is_closed(allowed):
        return True
    if mode != "drive":
        return tags.get("motorroad", "") == "yes" and own_permission(tags, mode) == ""
    # A ferry whose tags name only people on foot or bicycles takes no cars.
    others = [own_permission(tags, other) for other in _WITHOUT_CARS]
    takes_others = any(value != "" and not is_closed(value) for value in others)
    return road_class(tags) == FERRY and allowed == "" and takes_others


def _speed_kph(tags: Mapping[str, str], mode: Mode, speeds: SpeedTable) -> float | None:
    """Return the class speed of a mode on a road, whatever its maxspeed; None where it is closed."""
    road = road_class(tags)
    own = own_permission(tags, mode)
    opened = is_opening(own)
    if mode in _WHEELS:
        ramp = road == "steps" and tags.get("ramp:bicycle", "") == "yes"
        if own == "dismount" or ramp or (opened and road in _CARRIED):
            return speeds.kph("walk", road)
        return speeds.kph(mode, _RIDDEN_AS.get(road, road) if opened else road)
    if mode == "walk" and opened:
        return speeds.kph(mode, road) or speeds.kph(mode, _WALKED_AS.get(road, road))
    return speeds.kph(mode, road)


def _open_ways(tags: Mapping[str, str], mode: Mode) -> tuple[bool, bool]:
    """Return whether a road is open along its digitised direction, and against it."""
    oneway = last_set(tags, _ONEWAY_KEYS[mode])
    if oneway == "" and mode != "walk" and _implied_oneway(tags):
        oneway = "yes"
    if mode in _WHEELS and tags.get("oneway:bicycle", "") == "" and _contraflow(tags, oneway):
        return True, True
    if oneway in _CHANGING:
        return False, False
    return oneway not in _BACKWARD, oneway not in _FORWARD


def _implied_oneway(tags: Mapping[str, str]) -> bool:
    """Return whether a road is one-way without a tag: roundabouts and motorways."""
    return tags.get("junction", "") in _ROUND or tags.get("highway", "") == "motorway"


def _contraflow(tags: Mapping[str, str], oneway: str) -> bool:
    """Return whether bicycles may travel against a one-way street, on a lane or without one."""
    against = _BACKWARD if oneway in _FORWARD else _FORWARD
    return any(tags.get(key, "").startswith("opposite") for key in _CYCLEWAY_KEYS) or any(
        tags.get(key, "") in against | {"no"} for key in _LANE_ONEWAY_KEYS
    )
