"""Comparing the values of two files of results, key by key."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

TOLERANCE: Final = 1e-9
"""Numbers that are no counts may differ by this share, or by this amount: sums in another order do."""

Kind = Literal["figure", "text", "key"]
"""What differs: a figure, words for people, or a key that one of the files lacks."""

NOTHING: Final = "(nothing)"
"""Said in place of the value of a key that is not there."""

_NOT_COMPARED: Final = re.compile(
    r"^(run|version|date|id|hash)(\.|$)|^standards\.(sha256|size_bytes)$|(^|\.)certificate\.seconds$|"
    r"(^|\.)inputs\.\d+\.(sha256|size_bytes|beside)"
)
"""Seconds and dates; versions and inputs, which are compared on their own."""

_TEXT: Final = re.compile(
    r"(^|\.)(words|said|notes|conflicts|notice|study|service_title)(\.|$)|_said(\.|$)|(^|\.)reasons\.|\.decides\."
    r"|^standards\.title$"
)
_OF_READING: Final = re.compile(r"(^|\.)(notes|inputs\.\d+\.readings)$")
"""What readers told: a run of all scenarios tells it of the layers of other services, too."""

_SOLVER: Final = re.compile(r"(^|\.)certificate\.solver$")
_VERSION: Final = re.compile(r"\d+(\.\d+)+")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A value that is not the same in two files of results.

    Parameters
    ----------
    key
        Dotted, with places in lists: ``certificate.bound``, ``gaps.0.people``.
    recorded, now
        Both values; `NOTHING` where there is none.
    kind
        What differs.
    """

    key: str
    recorded: object
    now: object
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """How many values were compared, and which of them differ."""

    compared: int
    differences: tuple[Difference, ...]


def compare_values(recorded: Any, now: Any) -> Comparison:  # noqa: ANN401 - whatever JSON holds
    """Compare all values of two files of results.

    Parameters
    ----------
    recorded, now
        What their JSON holds.

    Returns
    -------
    Comparison
        Counts, names and texts are the same or not; other numbers may differ by `TOLERANCE`.
    """
    compared, differences = 0, []
    for key, one, other in _pairs("", recorded, now):
        if _NOT_COMPARED.search(key):
            continue
        compared += 1
        if one is NOTHING or other is NOTHING:
            differences.append(Difference(key=key, recorded=one, now=other, kind="key"))
        elif not _same(key, one, other):
            kind: Kind = "text" if _TEXT.search(key) else "figure"
            differences.append(Difference(key=key, recorded=one, now=other, kind=kind))
    return Comparison(compared=compared, differences=tuple(differences))


def _pairs(key: str, one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:  # noqa: ANN401 - as above
    if isinstance(one, dict) and isinstance(other, dict):
        names = dict.fromkeys([*one, *other])
        if _reads_more(one, other):
            del names["rows"]
        for name in names:
            both = [side.get(name, NOTHING) for side in (one, other)]
            yield from _pairs(f"{key}.{name}" if key else str(name), *both)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        if not one:
            yield key, one, other
        for place, values in enumerate(zip(one, other, strict=True)):
            yield from _pairs(f"{key}.{place}", *values)
    else:
        yield key, one, other


def _reads_more(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether an input was read for more services then: its records may be those of another service."""
    readings = [side.get("readings") for side in (one, other)]
    if not all(
        isinstance(side, list) and "rows" in own
        for side, own in zip(readings, (one, other), strict=True)
    ):
        return False
    return len(readings[0] or ()) > len(readings[1] or ())


def _same(key: str, one: object, other: object) -> bool:
    numbers = [
        isinstance(side, (int, float)) and not isinstance(side, bool) for side in (one, other)
    ]
    if all(numbers):
        if isinstance(one, int) and isinstance(other, int):
            return one == other
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)  # type: ignore[arg-type]
    if _OF_READING.search(key) and isinstance(one, list) and isinstance(other, list):
        return all(item in one for item in other)
    if _SOLVER.search(key):
        one, other = (_VERSION.sub("", str(side)) for side in (one, other))
    return type(one) is type(other) and one == other
