"""The limit that somebody asks about a site with."""

from __future__ import annotations

from ...common.errors import Fault, InputError
from ...geo.travel.travel_times import TravelTimes


def asked_limit(times: TravelTimes, limit_min: float) -> float:
    """Return minutes as a limit of travel times.

    Parameters
    ----------
    times
        The travel times.
    limit_min
        The minutes.

    Raises
    ------
    InputError
        If the travel times count metres, for which no other limit can be asked, or were not computed so far.
    """
    if times.unit == "m":
        raise InputError(
            Fault(
                file="limit_min",
                value=limit_min,
                cause="is in minutes, and the service counts metres",
                fix="leave it out: the service's own limit in metres counts then",
            )
        )
    return times.checked_limit(limit_min=limit_min)
