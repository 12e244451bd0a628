"""Names of modes, and of road classes as the way of a cell lists them; unknown classes keep their own."""

from __future__ import annotations

from typing import Final

from .network import BARRIER

ROAD_WORDS: Final = {
    "motorway": "motorways",
    "trunk": "trunk roads",
    "primary": "primary roads",
    "secondary": "secondary roads",
    "tertiary": "tertiary roads",
    "unclassified": "minor roads",
    "residential": "residential streets",
    "living_street": "living streets",
    "service": "service roads",
    "road": "roads of unknown class",
    "busway": "busways",
    "track": "tracks",
    "path": "paths",
    "footway": "footways",
    "pedestrian": "pedestrian streets",
    "steps": "steps",
    "cycleway": "cycleways",
    "bridleway": "bridleways",
    "corridor": "corridors",
    "ferry": "ferries",
    BARRIER: "barriers",
}
"""By OpenStreetMap's value of `highway`; Chinese words are in the catalogue."""

MODE_WORDS: Final = {
    "walk": "on foot",
    "cycle": "by bicycle",
    "ebike": "by e-bike",
    "drive": "by car",
}
"""By mode how people travel."""


def road_word(road_class: str) -> str:
    """Return the English name of a road class, which the page translates; the class itself where it has none.

    Parameters
    ----------
    road_class
        Road class, without ``_link``.
    """
    return ROAD_WORDS.get(road_class, road_class)
