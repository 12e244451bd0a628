"""Places that are written as two angles: as decimals or degrees, minutes and seconds, in the words people use.

The page's search reads the same texts: maps/page/shared/coordinates.js.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ...common.errors import Fault, InputError
from ...common.written.half_width import half_width

Axis = Literal["lat", "lon", ""]
"""What an angle is called by a word or letter beside it; empty where nothing says so."""

LON_MAX: Final = 180.0
LAT_MAX: Final = 90.0

_LETTERS_MAX: Final = 200
_EXAMPLE: Final = "119.52,39.91"
_AXES: Final[dict[str, Axis]] = {
    **dict.fromkeys("nsy", "lat"),
    **dict.fromkeys("ewx", "lon"),
}
_NAMES: Final[dict[Axis, str]] = {"lat": "latitude", "lon": "longitude"}

# Before other forms are brought together, which takes a degree sign for a letter.
_SIGNS: Final = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        ("[纬緯]度", " Y "),
        ("[经經]度", " X "),
        ("[\u00b0\u00ba\u02da\u2070度]", "\u00b0"),
        ("''|[\u2033\u201d\u201c\u2036秒]|\u2032\u2032", '"'),
        ("[\u2032\u2019\u2018\u00b4\u0060\u2035分]", "'"),
        ("[\u2212\u2013\ufe63]", "-"),
    )
)
_WORDS: Final = tuple(
    (re.compile(pattern, re.ASCII), put)
    for pattern, put in (
        (r"latitude|lat\b", " Y "),
        (r"longitude|long?\b|lng\b", " X "),
        (r"北[纬緯]?|\bnorth\b", " N "),
        (r"南[纬緯]?|\bsouth\b", " S "),
        (r"东[经經]?|東經?|\beast\b", " E "),
        (r"西[经經]?|\bwest\b", " W "),
        (r"point|geo:", " "),
        (r"[()\[\]{}=|]", " "),
        (r"[,;、。&/]", ","),
    )
)
_TOKEN: Final = re.compile(
    r"""\s*(?:([+-]?\d+(?:\.\d+)?|[+-]?\.\d+)|([\u00b0'":d])|([nsewxy])(?![a-z])|(,))\s*""",
    re.ASCII,
)
_DECIMAL_COMMA: Final = re.compile(r"(\d),(\d)", re.ASCII)
_WITH_COMMA: Final = re.compile(r"[+-]?\d+,\d+\D*", re.ASCII)
_BARE_AXIS: Final = re.compile("[xyXY]")
_NO_NUMBER: Final = re.compile(r"(?<![a-z])(nan|inf|infinity|none|null)(?![a-z])")


@dataclass(frozen=True)
class _Token:
    """A number, a mark behind it, the letter of a direction, or a comma."""

    kind: Literal["number", "mark", "axis", "comma"]
    text: str


@dataclass(frozen=True)
class Angle:
    """An angle and what it is called."""

    degrees: float
    axis: Axis = ""


def coordinates_in(text: str, *, what: str = "coordinates") -> tuple[float, float]:
    """Return the longitude and latitude that a text says.

    Parameters
    ----------
    text
        Two angles: ``119.52,39.91``, ``39°54'36"N 119°31'12"E``, ``北纬39°54′36″ 东经119°31′12″``. Letters and
        words decide which is which; without any, the longitude comes first.
    what
        What holds the text, for the fault, such as ``"--at"``.

    Returns
    -------
    lon : float
        Degrees, -180 to 180.
    lat : float
        Degrees, -90 to 90.

    Raises
    ------
    InputError
        If it is no place; of what can only be a latitude before a longitude, with the two exchanged.

    Examples
    --------
    >>> coordinates_in("39.91N,119.52E")
    (119.52, 39.91)
    >>> coordinates_in("E119°31.2′ N39°54.6′")
    (119.52, 39.91)
    """
    cause, place = _place(text)
    if place is not None and not cause:
        return place
    if place is not None:
        fix = f"write {place[0]:.10g},{place[1]:.10g}: the longitude comes first"
    else:
        fix = f"write LON,LAT in degrees, such as {_EXAMPLE}, or both with their letters: 39.91N,119.52E"
    raise InputError(Fault(file=what, value=text, cause=cause, fix=fix))


def angle_in(text: str) -> Angle | None:
    """Return the one angle that a text says, such as ``39°54′36″N``; None where it says none.

    A bare x or y names an axis in a pair, such as ``x=119.5 y=39.9``; alone in a cell it is a slip of the pen.
    """
    if len(text) > _LETTERS_MAX or _BARE_AXIS.search(half_width(text)):
        return None
    tokens = _tokens(_plain(text))
    found = _angle(tokens) if tokens else None
    return found if isinstance(found, Angle) else None


def angles_in(text: str) -> tuple[Angle, Angle] | str:
    """Return the two angles that a text says, as they come, or what is wrong with it, in one clause."""
    if not text.strip():
        return "is empty"
    if len(text) > _LETTERS_MAX:
        return f"has more than {_LETTERS_MAX} letters, and is no pair of coordinates"
    plain = _plain(text)
    if _NO_NUMBER.search(plain):
        return "is not a number"
    tokens = _tokens(plain) or []
    start = _middle(tokens)
    if start <= 0:
        return "is not one longitude and one latitude"
    behind = tokens[start + 1 :] if tokens[start].kind == "comma" else tokens[start:]
    first, second = _angle(tokens[:start]), _angle(behind)
    if isinstance(first, str):
        return first
    return second if isinstance(second, str) else (first, second)


def _place(text: str) -> tuple[str, tuple[float, float] | None]:
    """Return what is wrong (empty where nothing is), and the place that is meant, if anybody can tell."""
    angles = angles_in(text)
    if isinstance(angles, str):
        return angles, None
    one, other = angles
    if one.axis and one.axis == other.axis:
        return f"says a {_NAMES[one.axis]} twice", None
    if one.axis == "lat" or other.axis == "lon":
        one, other = other, one
    lon, lat = one.degrees, other.degrees
    named = bool(one.axis or other.axis)
    if abs(lat) > LAT_MAX and abs(lon) <= LAT_MAX and abs(lat) <= LON_MAX and not named:
        return f"has {lat:.10g} for a latitude, which ends at 90 degrees", (lat, lon)
    if abs(lat) > LAT_MAX:
        return f"has {lat:.10g} for a latitude, which ends at 90 degrees", None
    if abs(lon) > LON_MAX:
        return f"has {lon:.10g} for a longitude, which ends at 180 degrees", None
    return "", (lon, lat)


def _plain(text: str) -> str:
    """Return a text with one sign for each thing."""
    for pattern, put in _SIGNS:
        text = pattern.sub(put, text)
    said = half_width(text).lower()
    # 39,9; 119,5 and 39,9 119,5 have decimal commas.
    parts = [part.removesuffix(",") for part in re.split(r"[;\s]+", said)]
    if len(parts) == 2 and all(_WITH_COMMA.fullmatch(part) for part in parts):
        said = _DECIMAL_COMMA.sub(r"\1.\2", " ; ".join(parts))
    for pattern, put in _WORDS:
        said = pattern.sub(put, said)
    return said.lower().strip()


def _tokens(text: str) -> list[_Token] | None:
    """Cut a text into tokens; None where something else is in it."""
    tokens: list[_Token] = []
    end = 0
    while end < len(text):
        found = _TOKEN.match(text, end)
        if found is None:
            return None
        end = found.end()
        number, mark, axis, comma = found.groups()
        if number:
            tokens.append(_Token("number", number))
        elif mark:
            tokens.append(_Token("mark", mark))
        elif axis:
            tokens.append(_Token("axis", axis))
        elif comma and tokens and end < len(text):
            tokens.append(_Token("comma", comma))
    return tokens


def _middle(tokens: Sequence[_Token]) -> int:
    """Return where the second of two angles begins: behind a comma, a direction, or in the middle; else -1."""
    kinds = [token.kind for token in tokens]
    if "comma" in kinds:
        return kinds.index("comma")
    axes = [place for place, kind in enumerate(kinds) if kind == "axis"]
    if len(axes) >= 2 and axes[0] == 0:
        return next((place for place in axes if place > 0 and kinds[place - 1] != "axis"), -1)
    if axes and axes[0] not in (0, len(tokens) - 1):
        return axes[0] + 1
    degrees = [
        place - 1
        for place, token in enumerate(tokens)
        if token.kind == "mark" and token.text in "\u00b0d"
    ]
    if len(degrees) == 2:
        return degrees[1]
    numbers = [place for place, kind in enumerate(kinds) if kind == "number"]
    return -1 if len(numbers) % 2 or not numbers else numbers[len(numbers) // 2]


def _angle(tokens: Sequence[_Token]) -> Angle | str:
    """Return the one angle of some tokens, or what is wrong with them."""
    numbers = [token.text for token in tokens if token.kind == "number"]
    letters = [token.text for token in tokens if token.kind == "axis"]
    axes = {_AXES[letter] for letter in letters}
    signs = {letter for letter in letters if letter not in "xy"}
    if not numbers or any(token.kind == "comma" for token in tokens):
        return "is not one longitude and one latitude"
    if len(numbers) > 3:
        return "has more than degrees, minutes and seconds in one angle"
    if len(axes) > 1 or len(signs) > 1:
        return "has two directions for one angle"
    values = [abs(float(number)) for number in numbers]
    if any("." in number for number in numbers[:-1]) or any(
        number.startswith("-") for number in numbers[1:]
    ):
        return "has a decimal or a minus sign in the middle of an angle"
    if any(value >= 60 for value in values[1:]):
        return "has minutes or seconds of 60 or more"
    size = math.fsum(value / 60**place for place, value in enumerate(values))
    negative = numbers[0].startswith("-") != bool(signs & {"s", "w"})
    return Angle(-size if negative and size else size, axes.pop() if axes else "")
