"""The same roads, walked at another speed."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from ..roads.network import RoadNetwork

_TIMETABLED: Final = "ferry"
"""Road class whose time does not depend on who travels."""


def walked_at(roads: RoadNetwork, walk_kph: float) -> RoadNetwork:
    """Return a network on which people walk at another speed, access and egress legs included.

    All times on foot change in proportion, on steps and slopes too; ferries take the same time.

    Parameters
    ----------
    roads
        The network, whose `access_kph` is its speed on foot.
    walk_kph
        Km/h on level roads.
    """
    factor = np.where(roads.road_class == _TIMETABLED, 1.0, roads.access_kph / walk_kph)
    forward, backward = (
        {mode: cost * factor if mode == "walk" else cost for mode, cost in by_mode.items()}
        for by_mode in (roads.forward_s, roads.backward_s)
    )
    return replace(roads, forward_s=forward, backward_s=backward, access_kph=walk_kph)
