"""Overture's segments as a line layer with OSM's keys, which the road reader understands.

Source: docs.overturemaps.org, schema reference of transportation, segment. Segments meet at connectors, where
each has a vertex; those that cross on different levels share none, so that levels need not be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

import pandas as pd

from ....common.sentences import Sentence, tell
from .rules import Tags, access_tags, flags_of, speed_tags

_LINKS: Final = frozenset({"motorway", "trunk", "primary", "secondary", "tertiary"})
_DETAILS: Final = {
    "sidewalk": {"footway": "sidewalk"},
    "crosswalk": {"footway": "crossing"},
    "parking_aisle": {"service": "parking_aisle"},
    "driveway": {"service": "driveway"},
    "alley": {"service": "alley"},
}
_NO_ROADS: Final = {"is_under_construction": "construction", "is_abandoned": "abandoned"}
_CLASS: Final = "class"
_TURNS: Final = "prohibited_transitions"


def is_segments(columns: Iterable[str]) -> bool:
    """Tell whether a layer with these columns is one of Overture's segments."""
    return {"id", "subtype", "class", "connectors"} <= set(columns)


def with_osm_keys(table: pd.DataFrame, *, file: str) -> pd.DataFrame:
    """Return segments with OSM's keys as further columns.

    Parameters
    ----------
    table
        Records that count, without geometry.
    file
        The file, for what is told.

    Returns
    -------
    pandas.DataFrame
        The same index. Rails and ferries have no ``highway``, so that nobody travels them.
    """
    unread: Counter[str] = Counter()
    others: Counter[str] = Counter()
    tags = []
    for row in _rows(table):
        kind = row.get("subtype")
        if kind != "road":
            others[str(kind)] += 1
            tags.append({"highway": "no"})
            continue
        if _list(row.get(_TURNS)):
            unread[_TURNS] += 1
        tags.append(_road(row, unread))
    _tell(file, unread, others)
    keys = dict.fromkeys(key for one in tags for key in one)
    # OSM's class takes the place of Overture's: who maps that one means it.
    columns = {
        _CLASS if key == "highway" else key: [one.get(key, "") for one in tags] for key in keys
    }
    return table.drop(columns=[key for key in keys if key in table]).assign(**columns)


def _road(row: dict[str, Any], unread: Counter[str]) -> Tags:
    road, detail = row.get("class"), row.get("subclass")
    flags = set(flags_of(_list(row.get("road_flags"))))
    road = road if isinstance(road, str) else "unknown"
    if road in _LINKS and (detail == "link" or "is_link" in flags):
        road = f"{road}_link"
    road = next((word for flag, word in _NO_ROADS.items() if flag in flags), road)
    name = row.get("names.primary")
    return {
        "highway": road,
        **({"name": name} if isinstance(name, str) else {}),
        **(_DETAILS.get(detail, {}) if isinstance(detail, str) else {}),
        **speed_tags(_list(row.get("speed_limits")), unread),
        **access_tags(_list(row.get("access_restrictions")), unread),
    }


def _rows(table: pd.DataFrame) -> Iterable[dict[str, Any]]:
    wanted = ("subtype", "class", "subclass", "names.primary", "road_flags", "speed_limits")
    used = [one for one in (*wanted, "access_restrictions", _TURNS) if one in table]
    for values in zip(*(table[one] for one in used), strict=True):
        yield dict(zip(used, values, strict=True))


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - whatever stands in a cell
    """Return a list; pandas has NaN or None where there is none."""
    return list(value) if hasattr(value, "__len__") and not isinstance(value, str) else []


def _tell(file: str, unread: Counter[str], others: Counter[str]) -> None:
    if others:
        listed = tuple(f"{kind} ({count:,})" for kind, count in sorted(others.items()))
        tell(
            Sentence(
                "{file}: {count:,} segments that are not of roads are not read: {kinds}.",
                file=file,
                count=sum(others.values()),
                kinds=listed,
            )
        )
    for column in ("speed_limits", "access_restrictions"):
        if unread[column]:
            tell(
                Sentence(
                    "{file}, {column}: {count:,} rules are not read: they hold for a part of a line, at some "
                    "hours or for some vehicles.",
                    file=file,
                    column=column,
                    count=unread[column],
                )
            )
    if unread[_TURNS]:
        tell(
            Sentence(
                "{file}: {count:,} segments forbid turns, which are not read.",
                file=file,
                count=unread[_TURNS],
            )
        )
