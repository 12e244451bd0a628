"""Speeds by road class and mode, in one table with its sources.

Driving: the design speeds of the Chinese standards, lower end of each range, since they are what a
road is built for and not what a trip averages. JTG B01-2014 (highways): motorway 80-120, class 1
60-100, class 2 60-80, class 3 30-40, class 4 20-30 km/h. CJJ 37-2012 (urban roads): expressway 60-100,
arterial 40-60, secondary 30-50, branch 20-40 km/h. OSM's China tagging puts national, provincial, county
and township roads at trunk/primary, secondary, tertiary and unclassified.

Walking: 5 km/h on the level, as GraphHopper, OSRM and Valhalla (5.1) take it; half of it on steps.
Cycling: 15 km/h (CJJ 37-2012 gives 11-14 on urban lanes, 15-20 for design); e-bike: 20 km/h, under the limit of
25 km/h that GB 17761-2018 sets for the vehicle. Both are pushed at walking speed where riding is not
possible.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from .tables import MODES, Mode

WALK_KPH: Final = 5.0
"""Speed of access legs between a place and its road, and of walking on the level."""

_STEPS_KPH: Final = 2.5

_DRIVE_KPH: Final[Mapping[str, float]] = MappingProxyType(
    {
        "motorway": 90.0,
        "motorway_link": 50.0,
        "trunk": 70.0,
        "trunk_link": 40.0,
        "primary": 50.0,
        "primary_link": 35.0,
        "secondary": 40.0,
        "secondary_link": 30.0,
        "tertiary": 30.0,
        "tertiary_link": 25.0,
        "unclassified": 25.0,
        "residential": 20.0,
        "road": 20.0,
        "service": 15.0,
        "living_street": 10.0,
        "track": 10.0,
        "ferry": 10.0,
    }
)

# Which classes people walk and ride on where no tag says otherwise: everything but motorways and, for
# wheels, ways laid out for feet. Expressways (trunk) have footways in Chinese towns, so they stay.
_FOOT_CLASSES: Final = (
    *(road for road in _DRIVE_KPH if not road.startswith("motorway")),
    "footway",
    "path",
    "pedestrian",
    "steps",
    "cycleway",
    "bridleway",
    "corridor",
    "platform",
    "elevator",
)
_NO_WHEELS: Final = frozenset({"steps", "corridor", "platform", "elevator", "bridleway"})
_PUSHED: Final = frozenset({"footway", "pedestrian"})


def _foot() -> dict[str, float]:
    other = {"steps": _STEPS_KPH, "ferry": _DRIVE_KPH["ferry"]}
    return {road: other.get(road, WALK_KPH) for road in _FOOT_CLASSES}


def _wheels(speed_kph: float) -> dict[str, float]:
    other = {"ferry": _DRIVE_KPH["ferry"], **dict.fromkeys(_PUSHED, WALK_KPH)}
    return {road: other.get(road, speed_kph) for road in _FOOT_CLASSES if road not in _NO_WHEELS}


@dataclass(frozen=True)
class SpeedTable:
    """Kilometres per hour by mode and road class; a class that is absent is not used by the mode.

    Parameters
    ----------
    by_mode
        For every mode, road class (an OSM ``highway`` value, or ``ferry``) to km/h.
    use_maxspeed
        Whether a tagged ``maxspeed`` replaces the class speed when driving.

    Raises
    ------
    ValueError
        If a mode is missing or a speed is not a positive finite number.
    """

    by_mode: Mapping[Mode, Mapping[str, float]] = field(
        default_factory=lambda: {
            "walk": _foot(),
            "cycle": _wheels(15.0),
            "ebike": _wheels(20.0),
            "drive": dict(_DRIVE_KPH),
        }
    )
    use_maxspeed: bool = True

    def __post_init__(self) -> None:
        for mode in MODES:
            if mode not in self.by_mode:
                raise ValueError(f"the speed table has no mode {mode!r}")
            for road, speed_kph in self.by_mode[mode].items():
                if not (math.isfinite(speed_kph) and speed_kph > 0):
                    raise ValueError(
                        f"the {mode} speed of {road!r} is {speed_kph} km/h; it must be positive"
                    )

    def kph(self, mode: Mode, road_class: str) -> float | None:
        """Return the speed of `mode` on `road_class` in km/h, or None where the mode may not go."""
        return self.by_mode[mode].get(road_class)


DEFAULT_SPEEDS: Final = SpeedTable()
