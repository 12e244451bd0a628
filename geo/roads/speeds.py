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
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from ..tables import MODES, Mode

WALK_KPH: Final = 5.0
"""Speed of access and egress legs, and of walking on the level."""

FERRY: Final = "ferry"
"""Road class of ferries: OSM has them as routes, not as highways."""

MAXSPEED_KPH: Final = 120.0
"""No car is taken to be faster: the limit of Chinese motorways (Regulation on the Implementation of the Road
Traffic Safety Law, article 78)."""

_TIMES_CLASS_KPH: Final = 2.0
"""A tagged maxspeed counts up to twice its class's speed: a limit says what is allowed, not what a lane
can be driven at, and the ranges of the standards end at about twice where they begin."""

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

# Classes open on foot and by bicycle where no tag says otherwise: all but motorways and, for bicycles, ways
# built for walking. Expressways (trunk) have footways in Chinese towns, so they are open.
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
_NO_WHEELS: Final = frozenset({"corridor", "platform", "elevator", "bridleway"})
_PUSHED: Final = frozenset({"footway", "pedestrian"})


def _foot() -> dict[str, float]:
    """Return the walking speeds by road class."""
    other = {"steps": _STEPS_KPH, "ferry": _DRIVE_KPH["ferry"]}
    return {road: other.get(road, WALK_KPH) for road in _FOOT_CLASSES}


def _wheels(speed_kph: float) -> dict[str, float]:
    """Return the speeds of a bicycle by road class; at walking speed where it is pushed or carried."""
    other = {
        "ferry": _DRIVE_KPH["ferry"],
        "steps": _STEPS_KPH,
        **dict.fromkeys(_PUSHED, WALK_KPH),
    }
    return {road: other.get(road, speed_kph) for road in _FOOT_CLASSES if road not in _NO_WHEELS}


@dataclass(frozen=True)
class SpeedTable:
    """Kilometres per hour by mode and road class; a class that is absent is closed to the mode.

    The default driving speeds are the lower ends of the design speeds of Chinese standards [1]_ [2]_. Cycling
    follows [2]_, the e-bike keeps below the limit of [3]_.

    Parameters
    ----------
    by_mode
        For every mode, road class (an OSM ``highway`` value, or ``ferry``) to km/h.
    use_maxspeed
        Whether a tagged ``maxspeed`` replaces the class speed when driving.
    access_kph
        Km/h of access and egress legs, which are walked whatever the mode.
    maxspeed_scale
        Factor on a tagged ``maxspeed``, so that a scaled table scales those roads, too.

    Raises
    ------
    ValueError
        If a mode is missing or a speed is not a positive finite number.

    See Also
    --------
    read_roads : Read a road network with other speeds.

    References
    ----------
    .. [1] JTG B01-2014, Technical Standard of Highway Engineering.
    .. [2] CJJ 37-2012, Code for Design of Urban Road Engineering.
    .. [3] GB 17761-2018, Safety Technical Specification for Electric Bicycles.

    Examples
    --------
    >>> import halfhour as hh
    >>> speeds = hh.SpeedTable()
    >>> speeds.kph("walk", "residential"), speeds.kph("walk", "motorway")
    (5.0, None)

    A tagged maxspeed counts when driving, up to twice the speed of the class:

    >>> speeds.limited_kph("residential", 30.0), speeds.limited_kph("residential", 80.0)
    (30.0, 40.0)

    Other speeds for a class, and for a mode as a whole:

    >>> speeds.replaced("drive", {"track": 5.0}).kph("drive", "track")
    5.0
    >>> slower = speeds.scaled("walk", 0.8)
    >>> slower.kph("walk", "residential"), slower.access_kph
    (4.0, 4.0)
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
    access_kph: float = WALK_KPH
    maxspeed_scale: float = 1.0

    def __post_init__(self) -> None:
        """Check modes and speeds."""
        for mode in MODES:
            if mode not in self.by_mode:
                raise ValueError(f"the speed table has no mode {mode!r}")
            for road, speed_kph in self.by_mode[mode].items():
                _require_positive(f"the {mode} speed of {road!r}", speed_kph, " km/h")
        _require_positive("the speed of access legs", self.access_kph, " km/h")
        _require_positive("the scale of maxspeed", self.maxspeed_scale, "")

    def kph(self, mode: Mode, road_class: str) -> float | None:
        """Return the speed of a mode on a road class.

        Parameters
        ----------
        mode
            The mode.
        road_class
            An OSM ``highway`` value, or ``ferry``.

        Returns
        -------
        float or None
            Km/h; None where the class is closed to the mode.
        """
        return self.by_mode[mode].get(road_class)

    def limited_kph(self, road_class: str, maxspeed_kph: float | None) -> float | None:
        """Return the driving speed on a road with a tagged maxspeed.

        Parameters
        ----------
        road_class
            An OSM ``highway`` value.
        maxspeed_kph
            The tag in km/h; None where there is none. It counts up to 120 km/h and up to twice the speed of the
            class: a limit says what is allowed, not what a lane can be driven at.

        Returns
        -------
        float or None
            Km/h; None where the class is closed to cars.
        """
        class_kph = self.kph("drive", road_class)
        if class_kph is None or maxspeed_kph is None or not self.use_maxspeed:
            return class_kph
        limit_kph = min(maxspeed_kph, MAXSPEED_KPH) * self.maxspeed_scale
        return min(limit_kph, _TIMES_CLASS_KPH * class_kph)

    def replaced(self, mode: Mode, kph: Mapping[str, float]) -> SpeedTable:
        """Return a table with other speeds for some classes of a mode.

        Parameters
        ----------
        mode
            Whose speeds.
        kph
            Km/h by road class; a class that was closed to the mode is opened to it.

        Returns
        -------
        SpeedTable
            The other speeds stay.

        Raises
        ------
        ValueError
            If there is no such mode, or a speed is not a positive finite number.
        """
        return replace(self, by_mode={**self.by_mode, mode: {**self._of(mode), **kph}})

    def scaled(self, mode: Mode, factor: float) -> SpeedTable:
        """Return a table in which a mode is faster or slower by a factor, on every class.

        Parameters
        ----------
        mode
            Whose speeds. Driving scales tagged maxspeeds, too, and walking the access legs.
        factor
            Above 0; 0.8 is a fifth slower.

        Returns
        -------
        SpeedTable
            The other modes stay.

        Raises
        ------
        ValueError
            If there is no such mode, or the factor is not a positive finite number.
        """
        _require_positive("the scale", factor, "")
        scaled = {road: speed_kph * factor for road, speed_kph in self._of(mode).items()}
        return replace(
            self,
            by_mode={**self.by_mode, mode: scaled},
            access_kph=self.access_kph * (factor if mode == "walk" else 1.0),
            maxspeed_scale=self.maxspeed_scale * (factor if mode == "drive" else 1.0),
        )

    def _of(self, mode: Mode) -> Mapping[str, float]:
        """Return the speeds of a mode, or raise a ValueError that names the modes."""
        if mode not in self.by_mode:
            raise ValueError(f"there is no mode {mode!r}; use one of {', '.join(MODES)}")
        return self.by_mode[mode]


def _require_positive(what: str, number: float, unit: str) -> None:
    """Raise a ValueError unless a number is finite and above 0."""
    if not (math.isfinite(number) and number > 0):
        raise ValueError(f"{what} is {number}{unit}; it must be positive")


DEFAULT_SPEEDS: Final = SpeedTable()
