"""Which modes pass a barrier: bollards, gates, stiles and others at a vertex of a road.

Sources: wiki.openstreetmap.org page Key:barrier and those of its values; Key:locked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..tables import MODES, Mode
from .access_tags import ACCESS_KEYS, is_closed, permission

BARRIER_KEYS: Final = (
    "barrier",
    "locked",
    *dict.fromkeys(key for keys in ACCESS_KEYS.values() for key in keys),
)
"""The OSM keys of a barrier that the rules read, ``barrier`` first."""

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
    """Return whether a mode passes a barrier.

    Parameters
    ----------
    tags
        OSM keys and values of the barrier; an absent key may be an empty text.
    mode
        The mode.
    """
    allowed = permission(tags, mode)
    if allowed != "":
        return not is_closed(allowed)
    return tags.get("locked", "") != "yes" and mode not in _STOPPED.get(
        tags.get("barrier", ""), frozenset()
    )


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
