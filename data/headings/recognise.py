"""Which of a table's headings are ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from ..mapping.plain_text import plain_heading
from .words import HEADINGS

_DEGREES: Final = frozenset(
    {"lon", "lng", "long", "longitude", "经度", "东经", "lat", "latitude", "纬度", "北纬"}
)


def recognised_columns(
    has: Iterable[object], columns: Mapping[str, str], *, wanted: Mapping[str, str] | Sequence[str]
) -> dict[str, str]:
    """Return our name of each column that is recognised, and its heading.

    Parameters
    ----------
    has
        The table's headings. What stands in brackets, such as a unit, does not count.
    columns
        What somebody mapped by hand, which goes before.
    wanted
        Our names of the columns that are looked for, those that go first before the others; where the words of
        a name stand under another, with that: ``{"site_id": "id"}``.
    """
    words_of = wanted if isinstance(wanted, Mapping) else {name: name for name in wanted}
    taken = set(columns.values())
    plain = {
        str(heading): plain_heading(str(heading)) for heading in has if str(heading) not in taken
    }
    found = dict(columns)
    for ours, key in words_of.items():
        known = (
            heading
            for word in (ours, *HEADINGS[key])
            for heading, text in plain.items()
            if text == plain_heading(word)
        )
        heading = next((one for one in known if one not in found.values()), None)
        if ours not in found and heading is not None:
            found[ours] = heading
    if "x" in found and "y" in found:
        found.pop("coordinates", None)
    elif "coordinates" in found and "coordinates" not in columns:
        found = {ours: theirs for ours, theirs in found.items() if ours not in ("x", "y")}
    return found


def in_degrees(heading: str) -> bool:
    """Return whether a heading says longitude or latitude, which are degrees."""
    return plain_heading(heading) in _DEGREES
