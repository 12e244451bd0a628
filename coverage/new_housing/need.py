"""What people who move into new housing need of one service, and what they find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from ...common.arrays import Floats, Ints
from ...geo.tables import Unit
from ..assessment import Assessment, assess_within
from ..site_check.with_places import service_of
from .further_cell import with_further_cell

NEAREST_HOSTS: Final = 5
"""So many of the nearest open sites are named."""

NOBODY: Final = 1e-6
"""People below which a difference is that of rounding: sums of fractions differ behind it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class HousingNeed:
    """What new people need of one service, and what they find.

    Parameters
    ----------
    service
        The service, as its sites name it.
    group
        Whom the service counts.
    people
        So many of the new people are of this group.
    limit, unit
        Travel cost up to which people count as within reach: seconds, or metres where `unit` is ``"m"``.
    need
        Places that one person takes; None where places do not count.
    before, after
        The assessment of the year without the new people, and with them.
    rows
        Rows of the new people in the demand table of `after`: one, or one for each way of travel.

    See Also
    --------
    housing_need : Make one.

    Examples
    --------
    A street of 3 km that is walked at 5 km/h; a clinic with 450 places after 1 km, 400 people at the west end:

    >>> import numpy as np
    >>> import halfhour as hh
    >>> from halfhour.coverage.new_housing.need import housing_need
    >>> from halfhour.geo.example_street import walked_street
    >>> roads, demand, sites = walked_street()
    >>> times = hh.travel_times(demand, sites.assign(capacity=450.0), roads, mode="walk", limit_min=30)
    >>> today = hh.assess(times, limit_min=15, capacity=hh.ServiceCapacity())

    60 people more, 500 m east of the clinic:

    >>> need = housing_need(today, np.array([501_500.0, 0.0]), {"residents": 60})
    >>> need.in_reach, need.short, need.without_place, need.places_short
    (60.0, 10.0, 10.0, 10.0)
    >>> need.hosts[["cost", "free"]].loc["first"].round().tolist()
    [360.0, 50.0]
    """

    service: str
    group: str
    people: float
    limit: float
    unit: Unit
    need: float | None
    before: Assessment = field(repr=False)
    after: Assessment = field(repr=False)
    rows: Ints = field(repr=False)

    @cached_property
    def in_reach(self) -> float:
        """New people who are within the limit of an open site."""
        own = self.after.cells.iloc[self.rows]
        return float(own["people"].to_numpy() @ own["within_reach"].to_numpy(dtype=np.float64))

    @property
    def beyond_limit(self) -> float:
        """New people who are within the limit of no open site."""
        return _whole_zero(self.people - self.in_reach)

    @cached_property
    def short(self) -> float:
        """How many people more are not served than without the new ones.

        Where places count, all people are assigned anew by the service's own rule.
        """
        served = self.after.people_served - self.before.people_served
        return _whole_zero(self.people - served)

    @property
    def without_place(self) -> float:
        """How many people more are within reach and have no place, whoever they are."""
        return _whole_zero(self.short - self.beyond_limit)

    @property
    def enough(self) -> bool:
        """Whether nobody is short of the service because of the new people."""
        return self.short == 0

    @property
    def places_needed(self) -> float | None:
        """Places that the new people take; None where places do not count."""
        return None if self.need is None else self.people * self.need

    @property
    def places_short(self) -> float | None:
        """Places that are missing for those who are short; None where places do not count."""
        return None if self.need is None else self.short * self.need

    @cached_property
    def cost(self) -> float:
        """The cost of travel to the nearest open site, by their quickest way; infinite if there is none."""
        return float(self.after.cells["cost"].iloc[self._going].min())

    @cached_property
    def hosts(self) -> pd.DataFrame:
        """The nearest open sites.

        Index ``site_id``, the nearest first; columns ``name``, ``tier``, ``cost`` (seconds or metres),
        ``within`` (the limit), ``places`` and ``free``, those that nobody took before (NaN where places do not
        count).
        """
        times = self.after.times
        near = times.nearest_k(list(self.after.open_sites), NEAREST_HOSTS)
        own = times.demand.index[self._going]
        found = near[near.index.get_level_values(0).isin(own)]
        cost = found.groupby("site_id")["cost"].min().sort_values(kind="stable")
        cost = cost.head(NEAREST_HOSTS)
        sites = times.sites.loc[cost.index]
        known = self.before.sites
        return pd.DataFrame(
            {
                "name": sites["name"].astype(str),
                "tier": sites["tier"].astype(str),
                "cost": cost.astype(float),
                # At the precision that the matrix keeps, as everywhere.
                "within": cost.to_numpy().astype(np.float32) <= np.float32(self.limit),
                "places": np.nan if known is None else known["places"].reindex(cost.index),
                "free": np.nan if known is None else known["free"].reindex(cost.index),
            },
            index=pd.Index(cost.index.astype(str), name="site_id"),
        )

    @property
    def _going(self) -> Ints:
        """Rows of those of the group who go to the service."""
        people = self.after.cells["people"].to_numpy()[self.rows]
        return self.rows[people > 0] if (people > 0).any() else self.rows


def housing_need(today: Assessment, xy: Floats, people: Mapping[str, float]) -> HousingNeed:
    """Return what new people at a place need of a service.

    Parameters
    ----------
    today
        The assessment of the year in question, by the service's own rule.
    xy
        The place, metres in the CRS of the network, shape (2,).
    people
        By group how many move in.

    Returns
    -------
    HousingNeed
        Its figures equal those of a full assessment with the new people among the cells.

    Raises
    ------
    InputError
        If the travel times came from a table.
    """
    times, rows = with_further_cell(today.times, xy, people)
    after = assess_within(
        times,
        today.limit,
        group=today.group,
        open_sites=today.open_sites,
        capacity=today.capacity,
    )
    rule = today.capacity
    return HousingNeed(
        service=service_of(today),
        group=today.group,
        people=float(people.get(today.group, 0.0)),
        limit=today.limit,
        unit=today.times.unit,
        need=None if rule is None else rule.need_of(today.group),
        before=today,
        after=after,
        rows=rows,
    )


def _whole_zero(people: float) -> float:
    return 0.0 if abs(people) < NOBODY else max(people, 0.0)
