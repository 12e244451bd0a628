"""How much a fetch may take: time, bytes, requests, area."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from ...common.errors import Fault, InputError


@dataclass(frozen=True, kw_only=True)
class FetchBounds:
    """How much a fetch takes at most before it ends with an error.

    Parameters
    ----------
    answer_s
        Seconds for one answer, from connecting to its last byte. Overpass is told to give up a query
        after 180.
    total_s
        Seconds for all requests together, pauses included.
    answer_bytes
        Bytes of one answer, after decompression. One that says where a place is has a tenth of it.
    total_bytes
        Bytes of all answers together, after decompression.
    requests
        Number of requests, those that are redirected or asked again included.
    area_km2
        Square kilometres that may be asked for, with the margin: of the convex hull, where osmnx
        divides an area into several requests.
    busy_tries
        How often a server that says it is busy is asked.
    busy_wait_s
        Seconds before it is asked again.

    Raises
    ------
    InputError
        If a bound is not above 0; `busy_wait_s` may be 0.

    See Also
    --------
    fetch_place : Takes bounds.

    Examples
    --------
    >>> import halfhour as hh
    >>> hh.FetchBounds(area_km2=5_000).area_km2
    5000
    """

    answer_s: float = 240.0
    total_s: float = 3600.0
    answer_bytes: int = 200_000_000
    total_bytes: int = 500_000_000
    requests: int = 200
    area_km2: float = 50_000.0
    busy_tries: int = 3
    busy_wait_s: float = 60.0

    def __post_init__(self) -> None:
        faults = [
            Fault(
                file="bounds",
                column=field.name,
                value=value,
                cause="is not a number above 0",
                fix="give a finite number",
            )
            for field in fields(self)
            if not math.isfinite(value := getattr(self, field.name))
            or value < 0
            or (value == 0 and field.name != "busy_wait_s")
        ]
        if faults:
            raise InputError(*faults)
