"""Codes of one-way streets in road layers: OSM's own, and those of other makers of road data.

A code is read by what else its column holds. F and T are directions beside B (both ways), as in Geofabrik's and
HERE's data, and no and yes in others; 0 and 1 are no and yes, unless the column has further numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

_ALONG: Final = frozenset(
    {
        *("yes", "true", "1", "y", "ft", "forward", "along", "from-to", "oneway", "one-way"),
        *("one way", "是", "单向", "单行", "单行道", "单行线", "正向", "顺向"),
    }
)
_AGAINST: Final = frozenset(
    {"-1", "reverse", "tf", "backward", "against", "to-from", "反向", "逆向"}
)
_BOTH: Final = frozenset(
    {"both", "two-way", "twoway", "two way", "bidirectional", "双向", "双向通行"}
)
# Tools write these of roads without a tag, too; only "no" itself says that a roundabout is no one-way.
_FALSE: Final = frozenset({"false", "0", "n", "否"})
_OSM: Final = frozenset({"", "no", "reversible", "alternating"})
_DIRECTIONS: Final = frozenset({"b", "ft", "tf"})


@dataclass(frozen=True, kw_only=True, eq=False)
class OnewayValues:
    """OSM's values of ``oneway``, as `halfhour.data.roads.line_codes.Codes` has them."""

    osm: pd.Series
    known: pd.Series
    doubt: str
    lone: str


def oneway_values(plain: pd.Series, *, key: str, geofabrik: bool) -> OnewayValues:
    """Read a column of one-way codes.

    Parameters
    ----------
    plain
        The codes in small letters, blanks empty, whole numbers without decimals.
    key
        ``oneway``, or one of a mode's own, such as ``oneway:bicycle``.
    geofabrik
        Whether the layer is known to be in Geofabrik's form.
    """
    present = set(plain) - {""}
    directions = bool(present & _DIRECTIONS)
    along, against, false = set(_ALONG), set(_AGAINST), set(_FALSE)
    if directions or geofabrik:
        along |= {"f"}
        against |= {"t"}
    if directions:
        false -= {"n"}  # in HERE's and TomTom's data: open in neither direction
    # A column of their own for bicycles or feet is filled where they are treated apart.
    no = "" if key == "oneway" else "no"
    means = {
        **dict.fromkeys(_OSM | _BOTH, "no"),
        **{value: value for value in _OSM},
        **dict.fromkeys(false, no),
        "b": no,
        **dict.fromkeys(along, "yes"),
        **dict.fromkeys(against, "-1"),
    }
    values = plain.map(means)
    doubt = ""
    if present & {"f", "t"} and not (directions or geofabrik):
        doubt = "is a direction in some road data (along, against) and false or true in others"
    elif any(_is_number(code) for code in present - means.keys()):
        doubt = "is no code of OSM's, so that nobody knows what this column's 0 and 1 mean either"
    lone = ""
    if len(present) == 1 and len(plain) > 1 and bool(values.isin(["yes", "-1"]).all()):
        lone = "along" if values.iloc[0] == "yes" else "against"
    return OnewayValues(osm=values.fillna(plain), known=values.notna(), doubt=doubt, lone=lone)


def _is_number(code: str) -> bool:
    try:
        float(code)
    except ValueError:
        return False
    return True
