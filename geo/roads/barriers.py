"""Which modes pass a barrier, a bollard, a gate or a stile at a vertex of a road, or a vertex with access tags.

Sources: wiki.openstreetmap.org page Key:barrier and those of its values; Key:locked, Key:access, Key:crossing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..tables import MODES, Mode
from .access_tags import ACCESS_KEYS, is_closed, permission

BARRIER_MARKS: Final = (
    "barrier",
    *dict.fromkeys(key for keys in ACCESS_KEYS.values() for key in keys),
)
"""The OSM keys of which one makes a vertex a barrier, ``barrier`` first."""

BARRIER_KEYS: Final = (*BARRIER_MARKS, "locked", "highway", "crossing")
"""The OSM keys of a barrier that the rules read."""

_CARS: Final[frozenset[Mode]] = frozenset({"drive"})
_WHEELS: Final[frozenset[Mode]] = frozenset({"cycle", "ebike", "drive"})
_ALL: Final[frozenset[Mode]] = frozenset(MODES)

# The modes that a barrier stops by default. What is not listed stops none unless a tag says so. That holds for
# gates and booms, too: the wiki has no common default for them, and most are open or are opened.
_STOPPED: Final[Mapping[str, frozenset[Mode]]] = {
    **dict.fromkeys(("bollard", "block", "chain", "rope", "log", "debris", "planter"), _CARS),
    **dict.fromkeys(("jersey_barrier", "guard_rail", "cable_barrier"), _CARS),
    **dict.fromkeys(("cycle_barrier", "motorcycle_barrier", "bus_trap", "sump_buster"), _CARS),
    **dict.fromkeys(("stile", "horse_stile", "kissing_gate"), _WHEELS),
    **dict.fromkeys(("turnstile", "full-height_turnstile"), _WHEELS),
    **dict.fromkeys(("wall", "city_wall", "retaining_wall", "fence", "hedge"), _ALL),
}


def may_pass(tags: Mapping[str, str], mode: Mode) -> bool:
    """Return whether a mode passes a barrier, or a vertex with access tags.

    Parameters
    ----------
    tags
        OSM keys and values of the barrier; an absent key may be an empty text.
    mode
        The mode.
    """
    if tags.get("barrier", "") == "" and _is_crossing(tags):
        # Its tags say who may cross the road, not who may go along it.
        return True
    allowed = permission(tags, mode)
    if allowed != "":
        return not is_closed(allowed)
    return tags.get("locked", "") != "yes" and mode not in _STOPPED.get(
        tags.get("barrier", ""), frozenset()
    )


def _is_crossing(tags: Mapping[str, str]) -> bool:
    """Return whether tags are those of a crossing on foot or by bicycle."""
    highway, crossing = tags.get("highway", ""), tags.get("crossing", "")
    return highway == "crossing" or (highway == "traffic_signals" and crossing not in {"", "no"})


def passable(barriers: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which modes pass each barrier, shape (barriers, modes in the order of `MODES`).

    Parameters
    ----------
    barriers
        One row per barrier, columns named as in `BARRIER_KEYS`, text, empty where there is no such tag.
    """
    result = np.ones((len(barriers), len(MODES)), dtype=bool)
    for row, tags in enumerate(barriers.to_dict("records")):
        result[row] = [may_pass({str(k): v for k, v in tags.items()}, mode) for mode in MODES]
    return result
