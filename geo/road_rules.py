"""Who may travel a road, which way and how fast, by OSM's own conventions.

Sources: wiki.openstreetmap.org pages Key:access (hierarchy of transport modes), Key:oneway,
Key:oneway:bicycle, Tag:junction=roundabout, Key:maxspeed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .speeds import SpeedTable
from .tables import MODES, Mode

# From the general to the specific: the last tag that is set decides.
_ACCESS_KEYS: Final[Mapping[Mode, tuple[str, ...]]] = {
    "walk": ("access", "foot"),
    "cycle": ("access", "vehicle", "bicycle"),
    "ebike": ("access", "vehicle", "bicycle"),
    "drive": ("access", "vehicle", "motor_vehicle", "motorcar"),
}
_ONEWAY_KEYS: Final[Mapping[Mode, tuple[str, ...]]] = {
    # People on foot go both ways on a one-way street, unless a tag speaks of feet.
    "walk": ("oneway:foot",),
    "cycle": ("oneway", "oneway:bicycle"),
    "ebike": ("oneway", "oneway:bicycle"),
    "drive": ("oneway", "oneway:motor_vehicle"),
}
_CLOSED: Final = frozenset(
    {"no", "private", "agricultural", "forestry", "use_sidepath", "emergency"}
)
_FORWARD: Final = frozenset({"yes", "true", "1"})
_BACKWARD: Final = frozenset({"-1", "reverse"})
_ROUND: Final = frozenset({"roundabout", "circular"})
_KPH_PER_MPH: Final = 1.609344
_MAXSPEED: Final = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?\s*$")


@dataclass(frozen=True)
class RoadUse:
    """How one mode uses one road: km/h along its digitised direction and against it; None is closed."""

    forward_kph: float | None
    backward_kph: float | None


def road_class(tags: Mapping[str, str]) -> str:
    """Return the class that speeds are listed under: the ``highway`` value, or ``ferry``."""
    if tags.get("highway", "") == "" and tags.get("route", "") == "ferry":
        return "ferry"
    return tags.get("highway", "")


def road_use(tags: Mapping[str, str], mode: Mode, speeds: SpeedTable) -> RoadUse:
    """Apply the access, one-way and speed tags of one road to one mode.

    Parameters
    ----------
    tags
        OSM keys and values; an absent key may be an empty text.
    mode
        The mode that travels.
    speeds
        Speeds by road class.
    """
    speed_kph = speeds.kph(mode, road_class(tags))
    permission = _last_set(tags, _ACCESS_KEYS[mode])
    if speed_kph is None or permission in _CLOSED:
        return RoadUse(None, None)
    if mode == "drive" and speeds.use_maxspeed:
        speed_kph = parse_maxspeed(tags.get("maxspeed", "")) or speed_kph
    oneway = _last_set(tags, _ONEWAY_KEYS[mode])
    if oneway == "" and mode != "walk" and _implied_oneway(tags):
        oneway = "yes"
    return RoadUse(
        forward_kph=None if oneway in _BACKWARD else speed_kph,
        backward_kph=None if oneway in _FORWARD else speed_kph,
    )


def road_uses(tags: Mapping[str, str], speeds: SpeedTable) -> dict[Mode, RoadUse]:
    """Apply `road_use` for every mode."""
    return {mode: road_use(tags, mode, speeds) for mode in MODES}


def parse_maxspeed(text: str) -> float | None:
    """Return a ``maxspeed`` tag in km/h; None for words, several values, zero and nothing."""
    match = _MAXSPEED.match(text)
    if match is None:
        return None
    kph = float(match[1]) * (_KPH_PER_MPH if match[2] == "mph" else 1.0)
    return kph or None


def _last_set(tags: Mapping[str, str], keys: tuple[str, ...]) -> str:
    found = [tags[key] for key in keys if tags.get(key, "") != ""]
    return found[-1] if found else ""


def _implied_oneway(tags: Mapping[str, str]) -> bool:
    return tags.get("junction", "") in _ROUND or tags.get("highway", "") == "motorway"
