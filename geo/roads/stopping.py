"""On which roads a mode may stop midway, so that a person gets on or off there.

Sources: wiki.openstreetmap.org pages Tag:highway=motorway, Key:motorroad, Key:tunnel, Key:bridge and
Tag:route=ferry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array

from ...common.arrays import Bools, Floats, Ints
from ..tables import MODES, Mode
from .access_tags import OWN_KEYS, is_opening, own_permission
from .line_speeds import distinct_rows
from .road_rules import road_class
from .speeds import FERRY

LONG_BRIDGE_M: Final = 50.0
"""Bridges up to this many metres, over ditches and streams, are as the road beside them."""

_KEYS: Final = (
    *("highway", "route", "motorroad", "bridge", "tunnel"),
    *dict.fromkeys(key for keys in OWN_KEYS.values() for key in keys),
)
_MOTORWAYS: Final = frozenset({"motorway", "motorway_link"})
_NONE: Final = frozenset({"", "no", "n", "false", "f", "0", "0.0"})
# A passage through a building is the length of the building; a culvert is a stream's below the road.
_NO_TUNNEL: Final = _NONE | {"building_passage", "culvert"}
# Houses on stilts stand along boardwalks.
_NO_BRIDGE: Final = _NONE | {"boardwalk", "low_water_crossing"}


def may_stop(tags: Mapping[str, str], mode: Mode) -> bool:
    """Return whether a mode may stop midway on a road, were it no bridge.

    Parameters
    ----------
    tags
        OSM keys and values; an absent key may be an empty text.
    mode
        The mode. Who walks or cycles along a motorway because a tag allows just that may leave it anywhere.
    """
    if road_class(tags) == FERRY or _value(tags, "tunnel") not in _NO_TUNNEL:
        return False
    fast = tags.get("highway", "") in _MOTORWAYS or _value(tags, "motorroad") not in _NONE
    return not fast or (mode != "drive" and is_opening(own_permission(tags, mode)))


def is_bridge(tags: Mapping[str, str]) -> bool:
    """Return whether a road is on a bridge."""
    return _value(tags, "bridge") not in _NO_BRIDGE


def stoppable_edges(
    tags: pd.DataFrame, line: Ints, start: Ints, end: Ints, length_m: Floats
) -> dict[Mode, Bools]:
    """Return by mode on which edges one may stop midway, shape (edges,).

    Nobody gets on or off on ferries, motorways and their ramps, motorroads, in tunnels and on bridges longer
    than `LONG_BRIDGE_M`. A bridge is as long as all of its edges that meet.

    Parameters
    ----------
    tags
        One row per line, columns named as OSM's keys, text, empty where there is no such tag.
    line
        The line that each edge is part of, shape (edges,).
    start, end
        Node at either end of each edge.
    length_m
        Metres of each edge.
    """
    keys = [key for key in _KEYS if key in tags.columns]
    first, kind = distinct_rows(tags, keys)
    distinct = [
        {str(key): str(value) for key, value in row.items()}
        for row in tags[keys].iloc[first].to_dict("records")
    ]
    bridge = np.array([is_bridge(row) for row in distinct], dtype=bool)[kind][line]
    long = _on_long_bridge(bridge, start, end, length_m)
    return {
        mode: np.array([may_stop(row, mode) for row in distinct], dtype=bool)[kind][line] & ~long
        for mode in MODES
    }


def _on_long_bridge(bridge: Bools, start: Ints, end: Ints, length_m: Floats) -> Bools:
    """Return which edges belong to bridges that are longer than `LONG_BRIDGE_M` in all."""
    on = np.flatnonzero(bridge)
    result = np.zeros(len(bridge), dtype=bool)
    if len(on):
        _, ends = np.unique(np.concatenate([start[on], end[on]]), return_inverse=True)
        size = int(ends.max()) + 1
        joined = coo_array((np.ones(len(on)), (ends[: len(on)], ends[len(on) :])), (size, size))
        from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - loads slowly

        _, group = connected_components(joined, directed=False)
        of_edge: npt.NDArray[np.int32] = group[ends[: len(on)]]
        result[on] = np.bincount(of_edge, weights=length_m[on])[of_edge] > LONG_BRIDGE_M
    return result


def _value(tags: Mapping[str, str], key: str) -> str:
    """Return a tag's value as it is compared: in small letters."""
    return tags.get(key, "").strip().lower()
