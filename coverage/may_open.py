"""Which sites may be opened: eligible candidates that people can reach on roads."""

from __future__ import annotations

import numpy as np

from ..common.arrays import Bools
from ..geo.travel.travel_times import TravelTimes


def may_open(times: TravelTimes) -> Bools:
    """Return by site whether it is an eligible candidate; one that is near no usable road is none.

    Parameters
    ----------
    times
        Travel times; of a table that was computed elsewhere nothing is known of roads.
    """
    candidate = (times.sites["status"] == "candidate").to_numpy(dtype=bool)
    return np.asarray(candidate & (times.site_reason == ""))
