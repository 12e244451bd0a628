"""What the values of a road layer's columns mean: the codings in use, as OSM's values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from ...geo.roads.access_tags import ACCESS_KEYS
from ...geo.roads.speeds import DEFAULT_SPEEDS
from ...geo.roads.tag_values import parse_maxspeed
from ..formats.marks import NO, YES
from .oneway_codes import oneway_values

LEVEL_KEYS: Final = ("layer", "bridge", "tunnel")
"""OSM's keys that say where a road lies above or below the ground."""

NO_ROADS: Final = frozenset(
    {
        *("construction", "proposed", "planned", "abandoned", "disused", "razed", "demolished"),
        *("removed", "dismantled", "raceway", "busway", "bus_guideway", "via_ferrata", "ladder"),
        *("escape", "emergency_bay", "rest_area", "services", "traffic_island", "no"),
        *(
            "bus_stop",
            "crossing",
            "traffic_signals",
            "stop",
            "give_way",
            "street_lamp",
            "milestone",
        ),
        *("turning_circle", "turning_loop", "passing_place", "speed_camera", "toll_gantry"),
    }
)
"""Values of OSM's ``highway`` that nobody travels by."""

BLANK: Final = frozenset({"", "nan", "null", "<null>", "none", "<na>", "n/a"})
"""What tools write where a record has no value."""

KNOWN_CLASSES: Final = NO_ROADS | {
    road for by_class in DEFAULT_SPEEDS.by_mode.values() for road in by_class
}

_MOST_KPH: Final = 300.0
"""No limit is higher: such a number stands for something else, such as 9999 for none."""

# Geofabrik's layers: https://download.geofabrik.de/osm-data-in-gis-formats-free.pdf
_GRADED_TRACK: Final = re.compile(r"track_grade\d")
_UNKNOWN_ROAD: Final = "unknown"

_BRIDGES: Final = frozenset(
    {
        *("yes", "viaduct", "aqueduct", "movable", "covered", "cantilever", "trestle", "arch"),
        *("simple_brunnel", "suspension", "swing", "humpback", "log"),
    }
)
_TUNNELS: Final = frozenset({"yes", "avalanche_protector", "flooded", "mining"})
# On the ground: a way through a building, or on stilts, or a stream below the road.
_AT_GRADE: Final = frozenset(
    {"no", "building_passage", "covered", "culvert", "boardwalk", "low_water_crossing"}
)
_LEVELS: Final = 20
"""No road lies on a higher or deeper level; OSM's own go from -5 to 5."""

_NO_SPEED: Final = re.compile(
    r"(none|signals|variable|national|unlimited|implicit|walk|[a-z]{2}(:[\w.-]+)+|0(\.0*)?)$"
)
_CHINESE_KPH: Final = re.compile(r"(公里|千米)((/|每)(小?时|h))?$")
_ACCESS: Final = frozenset(
    {
        *("yes", "no", "private", "permissive", "permit", "designated", "official", "destination"),
        *("customers", "delivery", "agricultural", "forestry", "emergency", "military", "psv"),
        *("bus", "use_sidepath", "dismount", "discouraged", "unknown", "residents", "public"),
        *("university", "employees", "students", "staff", "limited", "seasonal", "variable"),
    }
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Codes:
    """One column's values as OSM has them.

    Parameters
    ----------
    osm
        The values, text, empty where there is none.
    known
        Whether each is understood; a blank is.
    doubt
        Why the column as a whole cannot be read, in one clause; empty where it can.
    lone
        What a column means that has one code in every record, as a warning; empty where it is nothing special.
    """

    osm: pd.Series
    known: pd.Series
    doubt: str = ""
    lone: str = ""


def read_codes(
    key: str, text: pd.Series, given: Mapping[str, str], *, geofabrik: bool = False
) -> Codes:
    """Read one column of a road layer.

    Parameters
    ----------
    key
        The OSM key that it is.
    text
        Its values as text.
    given
        What the study says that values mean: the file's value -> OSM's, or for one-way streets forward,
        backward or both.
    geofabrik
        Whether the layer has Geofabrik's columns, so that F and T are directions.
    """
    plain = each_value(text, plain_code)
    meant = {_match(value): target for value, target in given.items()}
    match = each_value(plain, _match)
    mine = match.isin(meant.keys())
    if key.startswith("oneway"):
        rest = oneway_values(plain.mask(mine, ""), key=key, geofabrik=geofabrik)
        codes = Codes(osm=rest.osm, known=rest.known, doubt=rest.doubt, lone=rest.lone)
        if mine.any():
            codes = Codes(osm=codes.osm, known=codes.known, doubt=codes.doubt)
    else:
        values = each_value(text, _reader_of(key))
        codes = Codes(osm=values.fillna(text), known=values.notna())
    targets = match.map({value: target_code(key, target) for value, target in meant.items()})
    return Codes(
        osm=codes.osm.mask(mine, targets).astype(str),
        known=codes.known | mine,
        doubt=codes.doubt,
        lone=codes.lone,
    )


def plain_code(text: str) -> str:
    """Return a value in small letters, a whole number without decimals, and nothing for a blank."""
    lower = text.strip().lower()
    if re.fullmatch(r"[+-]?\d+\.0*", lower):
        lower = lower.split(".", maxsplit=1)[0]
    return "" if lower in BLANK else lower.removeprefix("+")


def each_value(text: pd.Series, read: Callable[[str], str | None]) -> pd.Series:
    """Return what a function makes of each value, which it is called with once."""
    return text.map({value: read(value) for value in text.unique()})


def target_code(key: str, value: str) -> str | None:
    """Return OSM's value for what a study says that a value means; None where nobody knows it."""
    if key.startswith("oneway"):
        words = {"forward": "yes", "backward": "-1", "both": "no"}
        osm = {"yes", "no", "-1", "reversible", "alternating"}
        plain = plain_code(value)
        return words.get(plain, plain if plain in osm else None)
    if key == "highway":
        return value  # a class of the user's own may have a speed
    return _reader_of(key)(value)


def road_level(layer: str, bridge: str, tunnel: str) -> int:
    """Return the level of a road by its tags, as `read_codes` returns them."""
    level = round(float(layer)) if layer else 0
    if level == 0:
        level = int(bridge in _BRIDGES) - int(tunnel in _TUNNELS)
    return level


def _match(value: str) -> str:
    """Return what two spellings of one code have in common; YAML has yes and true as one."""
    plain = plain_code(value)
    return {"true": "yes", "false": "no"}.get(plain, plain)


def _reader_of(key: str) -> Callable[[str], str | None]:
    """Return how a value of a key is read: OSM's value, or None where it is not understood."""
    if key == "highway":
        return _class
    if key.startswith("maxspeed"):
        return _speed
    if key == "layer":
        return _layer
    if key in ("bridge", "tunnel"):
        return _crossing
    if any(key in keys for keys in ACCESS_KEYS.values()):
        return _access
    return str


def _class(text: str) -> str:
    name = re.sub(r"[\s-]+", "_", plain_code(text))
    if _GRADED_TRACK.fullmatch(name):
        return "track"
    if name == _UNKNOWN_ROAD:
        return "road"
    # A class of the file's own stays as it is: the study may have a speed for it.
    return name if name in KNOWN_CLASSES or name == "" else text


def _speed(text: str) -> str | None:
    plain = _CHINESE_KPH.sub(" km/h", plain_code(text).replace(",", "."))
    if plain == "" or _NO_SPEED.fullmatch(plain):
        return plain
    speed_kph = parse_maxspeed(plain)
    return None if speed_kph is None or speed_kph > _MOST_KPH else plain


def _layer(text: str) -> str | None:
    plain = plain_code(text)
    if plain == "":
        return ""
    try:
        number = float(plain)
    except ValueError:
        return None
    return f"{number:g}" if np.isfinite(number) and abs(number) <= _LEVELS else None


def _crossing(text: str) -> str | None:
    plain = plain_code(text)
    if plain in YES or plain in NO:
        return "yes" if plain in YES else "no"
    return plain if plain in {"", *_BRIDGES, *_TUNNELS, *_AT_GRADE} else None


def _access(text: str) -> str | None:
    plain = plain_code(text)
    if plain in YES or plain in NO:
        return "yes" if plain in YES else "no"
    return plain if plain == "" or set(re.split(r"\s*;\s*", plain)) <= _ACCESS else None
