"""What is wrong with a row of a table, as a sentence that can be said in Chinese."""

from __future__ import annotations

import re
from typing import Final

from ...common.sentences import Sentence

_KNOWN: Final = (
    Sentence("is missing"),
    Sentence("is negative"),
    Sentence("is infinite"),
    Sentence("is empty"),
    Sentence("is no coordinate in {crs}"),
    Sentence("occurs more than once"),
    Sentence("is not a number"),
    Sentence("is not a year"),
    Sentence("is too large"),
    Sentence("is too large to be added up"),
    Sentence("has no geometry"),
    Sentence("is neither a point nor a parcel"),
    Sentence("is a {kind}, which has no area"),
    Sentence("has a coordinate that is no finite number"),
    Sentence("has no clear inside: {reason} at {place}"),
    Sentence("lies at longitude 0, latitude 0, in the sea, where what has no place is put"),
    Sentence("lies far from all other places"),
    Sentence("lies far outside the area that {crs} is made for"),
    Sentence("lies where {crs} has no coordinates"),
    Sentence("is no place in {crs}, in which the file's coordinates are taken"),
    Sentence("is no place on Earth in {crs}"),
    Sentence("has coordinates that {crs} does not allow"),
    Sentence("x and y look swapped: latitudes end at 90 degrees"),
    Sentence("is not a longitude and a latitude in degrees: they look exchanged"),
    Sentence("is not a longitude and a latitude in degrees"),
    Sentence("is no pair of numbers"),
    Sentence("has {value} for a latitude, which ends at 90 degrees"),
    Sentence("has {value} for a longitude, which ends at 180 degrees"),
    Sentence("is not one longitude and one latitude"),
    Sentence("says a longitude twice"),
    Sentence("says a latitude twice"),
    Sentence("is no longitude"),
    Sentence("is no latitude"),
    Sentence("has more than {count} letters, and is no pair of coordinates"),
    Sentence("has more than degrees, minutes and seconds in one angle"),
    Sentence("has two directions for one angle"),
    Sentence("has a decimal or a minus sign in the middle of an angle"),
    Sentence("has minutes or seconds of 60 or more"),
)
"""Causes of faults, which readers say in English alone; the catalogue has them in Chinese."""

_BROKEN: Final = (
    Sentence("self-intersection"),
    Sentence("ring self-intersection"),
    Sentence("too few points in geometry component"),
    Sentence("hole lies outside shell"),
    Sentence("holes are nested"),
    Sentence("nested shells"),
    Sentence("duplicate rings"),
    Sentence("interior is disconnected"),
)
"""What GEOS says of a polygon, in small letters."""

_FIELD: Final = re.compile(r"\\\{(\w+)\\\}")
_PATTERNS: Final = [
    (re.compile(_FIELD.sub(r"(?P<\1>.+)", re.escape(str(known)))), str(known)) for known in _KNOWN
]


def cause_said(cause: str) -> Sentence:
    """Return the cause of a fault as a sentence; one that nobody knows is taken as it stands.

    Examples
    --------
    >>> cause_said("is no coordinate in CGCS2000").values["crs"]
    'CGCS2000'
    """
    if isinstance(cause, Sentence):
        return cause
    for pattern, template in _PATTERNS:
        found = pattern.fullmatch(cause)
        if found is not None:
            values = found.groupdict()
            return Sentence(template, **{name: _part(value) for name, value in values.items()})
    return Sentence("{cause}", cause=cause)


def _part(value: str) -> str:
    return Sentence(value) if value in _BROKEN else value
