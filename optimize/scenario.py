"""One optimisation question."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Self, TypedDict, Unpack

from ..coverage.assessment import default_group
from ..geo.errors import Fault, InputError
from ..geo.tables import people
from ..geo.travel_times import TravelTimes


class _Changes(TypedDict, total=False):
    times: TravelTimes
    maximise: str
    max_new: int
    limit: float | None
    name: str
    time_limit_s: float | None


@dataclass(frozen=True, eq=False)
class Scenario:
    """The question where at most so many new sites serve the most people, beside the existing ones.

    Parameters
    ----------
    times
        Travel times between cells and all sites, existing and candidates.
    maximise
        Group of people to serve; by default whom the service is for.
    max_new
        How many candidates may be opened; 0 asks for today.
    limit
        Seconds (or metres) up to which a cell is served; by default the widest computed.
    name
        Shown on maps and in tables.
    time_limit_s
        Seconds after which the solver stops with the best plan found and its bound; None for no limit.

    Raises
    ------
    InputError
        If the group, the limit or a number is not valid.
    """

    times: TravelTimes
    maximise: str = ""
    max_new: int = 0
    limit: float | None = None
    name: str = ""
    time_limit_s: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "maximise", self.maximise or default_group(self.times))
        object.__setattr__(self, "limit", self.times.checked_limit(self.limit))
        people(self.times.demand, self.maximise)
        where = f"scenario {self.name}" if self.name else "scenario"
        if isinstance(self.max_new, bool) or not isinstance(self.max_new, int) or self.max_new < 0:
            raise InputError(
                Fault(
                    file=where,
                    column="max_new",
                    value=self.max_new,
                    cause="is not a whole number of new sites, 0 or more",
                    fix="write 0 to assess today's sites, or how many may be opened",
                )
            )
        if self.time_limit_s is not None and not self.time_limit_s > 0:
            raise InputError(
                Fault(
                    file=where,
                    column="time_limit_s",
                    value=self.time_limit_s,
                    cause="must be above 0 seconds",
                    fix="leave it out for no limit, or give the seconds that the solver may take",
                )
            )

    def __repr__(self) -> str:
        name = f"{self.name!r}: " if self.name else ""
        return f"<Scenario {name}most {self.maximise} served with at most {self.max_new} new sites>"

    def replace(self, **changes: Unpack[_Changes]) -> Self:
        """Return the same question with some parts changed, validated anew."""
        return dataclasses.replace(self, **changes)
