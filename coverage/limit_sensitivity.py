"""Who stands near the limit: served only just, or only just not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ..common.amounts import number_of
from ..common.errors import Fault, InputError
from ..common.sentences import Sentence
from ..common.written.shown import Shown
from ..geo.tables import Unit, groups, people
from .assessment import Assessment

LOST: Final[dict[Unit, str]] = {
    "s": "within reach, lost at speeds {percent}% lower",
    "m": "within reach, lost at a limit {percent}% shorter",
}
GAINED: Final[dict[Unit, str]] = {
    "s": "more within reach at speeds {percent}% higher",
    "m": "more within reach at a limit {percent}% longer",
}
"""What the two figures are called, by the unit of the limit."""

CLAUSE: Final[dict[Unit, str]] = {
    "s": (
        "{lost:,.0f} of them only just (lost at speeds {percent}% lower), "
        "{gained:,.0f} more at speeds {percent}% higher"
    ),
    "m": (
        "{lost:,.0f} of them only just (lost at a limit {percent}% shorter), "
        "{gained:,.0f} more at a limit {percent}% longer"
    ),
}
CLAUSE_IN_PART: Final[dict[Unit, str]] = {
    "s": (
        "{lost:,.0f} of them only just (lost at speeds {percent}% lower); how many more at speeds "
        "{percent}% higher is not known, since the table of travel times ends at {end} min"
    ),
    "m": (
        "{lost:,.0f} of them only just (lost at a limit {percent}% shorter); how many more at a limit "
        "{percent}% longer is not known, since the table of distances ends at {end} m"
    ),
}
"""What is said beside a number of people served; and where a table ends too early to know all of it."""


@dataclass(frozen=True, kw_only=True)
class LimitSensitivity(Shown):
    """How coverage depends on speeds: reach at a limit, somewhat below and somewhat above it.

    Speeds that are lower by a share ``u`` on the whole way let a trip of today's cost ``c`` take
    ``c / (1 - u)``: it is within the limit ``L`` where ``c <= (1 - u) * L``. At speeds higher by ``u`` it is
    where ``c <= (1 + u) * L``. So one computation of travel times answers all three.

    Parameters
    ----------
    group
        Whom the people are counted of.
    travel_uncertainty
        The share ``u``.
    unit
        Of the limits: ``"s"`` or ``"m"``.
    limits
        ``(1 - u) * L``, ``L`` and ``(1 + u) * L``.
    people_total
        All people of the group.
    reach_lower, reach, reach_upper
        People within each of the limits. The last is None where it is not known, since a table of travel times
        ends before it.
    known_up_to
        The cost at which such a table ends.

    See Also
    --------
    limit_sensitivity : Compute it for an assessment.

    Examples
    --------
    >>> import halfhour as hh
    >>> near = hh.LimitSensitivity(
    ...     group="residents",
    ...     travel_uncertainty=0.1,
    ...     unit="s",
    ...     limits=(1620.0, 1800.0, 1980.0),
    ...     people_total=1000.0,
    ...     reach_lower=400.0,
    ...     reach=450.0,
    ...     reach_upper=520.0,
    ... )
    >>> near.people_lost, near.people_gained
    (50.0, 70.0)
    >>> near.clause
    '50 of them only just (lost at speeds 10% lower), 70 more at speeds 10% higher'
    """

    group: str
    travel_uncertainty: float
    unit: Unit
    limits: tuple[float, float, float]
    people_total: float
    reach_lower: float
    reach: float
    reach_upper: float | None
    known_up_to: float = np.inf

    def __str__(self) -> str:
        """Return the three figures as one line."""
        counted = f"{self.reach:,.0f} of {self.people_total:,.0f} {self.group} within reach"
        return f"{counted}; {self.clause}" if self.clause else counted

    @property
    def people_lost(self) -> float:
        """People within the limit, but not at speeds lower by the share."""
        return self.reach - self.reach_lower

    @property
    def people_gained(self) -> float | None:
        """People beyond the limit who are within it at speeds higher by the share; None where not known."""
        return None if self.reach_upper is None else self.reach_upper - self.reach

    def to_dict(self) -> dict[str, object]:
        """Return the figures as plain values for JSON; what is not known becomes None."""
        return {
            "travel_uncertainty": self.travel_uncertainty,
            "limits": list(self.limits),
            "reach_lower": self.reach_lower,
            "reach": self.reach,
            "reach_upper": self.reach_upper,
            "people_lost": self.people_lost,
            "people_gained": self.people_gained,
        }

    @property
    def percent(self) -> str:
        """The share in percent, as text."""
        return f"{100 * self.travel_uncertainty:g}"

    @property
    def clause(self) -> str:
        """What is to be said beside a number of people served; empty where the share is 0."""
        if not self.travel_uncertainty:
            return ""
        gained = self.people_gained
        if gained is None:
            end = self.known_up_to / (60 if self.unit == "s" else 1)
            words = CLAUSE_IN_PART[self.unit]
            return Sentence(
                words, lost=self.people_lost, percent=self.percent, end=f"{round(end, 1):g}"
            )
        words = CLAUSE[self.unit]
        return Sentence(words, lost=self.people_lost, gained=gained, percent=self.percent)


def limit_sensitivity(
    assessment: Assessment,
    *,
    group: str | None = None,
    travel_uncertainty: float | None = None,
) -> LimitSensitivity:
    """Count who is within a limit only just, and who only just is not.

    Nothing is searched anew: an assessment knows the nearest open site of every cell also beyond the limit.
    What is counted is reach: everybody within the limit, with a place there or not.

    Parameters
    ----------
    assessment
        Coverage by some open sites, today or with a plan.
    group
        Whom to count; by default the assessment's group.
    travel_uncertainty
        By how much speeds may be lower or higher, as a share; by default that of the travel times.

    Returns
    -------
    LimitSensitivity
        Reach at the three limits, equal to what assessments at these limits count.

    Raises
    ------
    InputError
        If there is no such group, or the share is not from 0 to below 1.

    See Also
    --------
    assess : Who is served within a limit.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; cells at both ends, a clinic after 1 km, a candidate at the end:

    >>> import halfhour as hh
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)

    The west end is 12 minutes from the clinic, the east end 24:

    >>> near = hh.limit_sensitivity(hh.assess(times, limit_min=13))
    >>> near.reach_lower, near.reach, near.reach_upper
    (0.0, 400.0, 400.0)
    >>> near.people_lost, near.people_gained
    (400.0, 0.0)
    >>> hh.limit_sensitivity(hh.assess(times, limit_min=22)).people_gained
    100.0
    """
    times, limit = assessment.times, assessment.limit
    share = times.travel_uncertainty if travel_uncertainty is None else travel_uncertainty
    _require_share(share)
    lower, upper = (1 - share) * limit, (1 + share) * limit
    counted = assessment.cells["people"] if group is None else people(times.demand, group)
    weight = counted.to_numpy(dtype=np.float64)
    exact = assessment.cells["cost"].to_numpy(dtype=np.float64)
    within = assessment.cells["within_reach"].to_numpy()
    # At the precision of the matrix, so that these are the cells that an assessment at that limit serves.
    cost = exact.astype(np.float32)
    ends_before = np.float32(times.known_up_to) < np.float32(upper)
    unknown = ends_before and bool((weight[np.isinf(exact)] > 0).any())
    return LimitSensitivity(
        group=group or assessment.group,
        travel_uncertainty=float(share),
        unit=times.unit,
        limits=(lower, limit, upper),
        people_total=float(weight.sum()),
        reach_lower=float(weight @ (within & (cost <= np.float32(lower)))),
        reach=float(weight @ within),
        reach_upper=None if unknown else float(weight @ (within | (cost <= np.float32(upper)))),
        known_up_to=times.known_up_to,
    )


def sensitivity_by_group(assessment: Assessment) -> dict[str, LimitSensitivity]:
    """Return the sensitivity of the reach of each group of people, by its name."""
    return {
        group: limit_sensitivity(assessment, group=group)
        for group in groups(assessment.times.demand)
    }


def _require_share(share: float) -> None:
    number = number_of(share)
    if number is None or not 0 <= number < 1:
        raise InputError(
            Fault(
                file="travel times",
                column="travel_uncertainty",
                value=share,
                cause="is no share from 0 to below 1",
                fix="write a share: 0.1 for speeds that may be 10 % lower or higher, 0 to leave it out",
            )
        )
