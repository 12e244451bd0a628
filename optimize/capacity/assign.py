"""The assignment of people to open sites of limited capacity, and the loads of the sites."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ...common.sentences import Sentence
from ...coverage.assessment import Assessment, assess
from ...coverage.assigned_people import AssignmentRule
from ...geo.travel.travel_times import TravelTimes
from .service_capacity import ServiceCapacity


@dataclass(frozen=True, kw_only=True, eq=False)
class SiteLoads:
    """The load of each open site, and the people who are not served for want of capacity.

    Parameters
    ----------
    assessment
        The same, in full: what is within reach, and what has a place.
    assignment
        ``"system"`` (system-optimal): the most people are served within the limit and, among these
        assignments, total travel is least. ``"closest"``: people are assigned to the nearest open site, or are
        not served.
    status
        ``"optimal"``, or what stopped the search.
    sites
        One row per open site, index ``site_id``: ``capacity``; ``load``, the people served there; ``free``,
        the capacity left; ``people_within_reach``, all people within the limit.
    cells
        One row per cell, on the demand table's index: ``people``; ``served``; ``overflow``, people within the
        limit of an open site who are not served; ``reason``: ``""`` where all are served, ``"no_place"``, or
        why no open site is within the limit, as in `Assessment`.
    flows
        People assigned from cells to sites: index ``cell_id`` and ``site_id``, column ``people``.

    See Also
    --------
    assign : Compute the loads.
    Assessment : The same sites without capacities.

    Examples
    --------
    A street of 5 km with a clinic for 100 people at its west end, where 140 live within 15 minutes:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times(capacity=[100.0, 250.0, 80.0, 80.0])
    >>> loads = hh.assign(times, limit_min=15)
    >>> loads
    <SiteLoads of 1 sites: 100 of 140 residents within reach find room, 40 do not>
    >>> loads.sites.loc["old"].to_dict()
    {'capacity': 100.0, 'load': 100.0, 'free': 0.0, 'people_within_reach': 140.0}
    >>> loads.summary()["share"].tolist()
    [0.25]
    """

    assessment: Assessment
    assignment: AssignmentRule
    status: str
    sites: pd.DataFrame
    cells: pd.DataFrame
    flows: pd.DataFrame

    def __repr__(self) -> str:
        return (
            f"<SiteLoads of {len(self.sites):,} sites: {self.people_served:,.0f} of "
            f"{self.people_within_reach:,.0f} {self.assessment.group} within reach find room, "
            f"{self.overflow_people:,.0f} do not>"
        )

    @property
    def people_total(self) -> float:
        """All people of the group."""
        return float(self.cells["people"].sum())

    @property
    def people_within_reach(self) -> float:
        """People within the limit of an open site, whatever its capacity."""
        return self.assessment.people_within_reach

    @property
    def people_served(self) -> float:
        """People assigned to an open site within the limit and its capacity."""
        return float(self.cells["served"].sum())

    @property
    def overflow_people(self) -> float:
        """People within the limit of an open site whom no capacity is left for."""
        return float(self.cells["overflow"].sum())

    @property
    def capacity(self) -> float:
        """The capacity of all open sites; infinite where that of one is not known."""
        return float(self.sites["capacity"].sum())

    @property
    def notes(self) -> tuple[str, ...]:
        """A remark where the total capacity is less than the people, with both sums."""
        if self.capacity >= self.people_total:
            return ()
        text = Sentence(
            "the open sites have room for {capacity:,.0f} in all, but there are {people:,.0f} {group}, "
            "{reached:,.0f} of them within reach: room for {missing:,.0f} is missing whatever the distances",
            capacity=self.capacity,
            people=self.people_total,
            group=Sentence(self.assessment.group),
            reached=self.people_within_reach,
            missing=self.people_total - self.capacity,
        )
        return (text,)

    def summary(self, by: str | None = None) -> pd.DataFrame:
        """Return people, within reach, served, share and overflow, in all or by unit.

        Parameters
        ----------
        by
            A level of units, such as ``"county"``; None for one row of totals.

        Returns
        -------
        pandas.DataFrame
            Index ``unit_id`` (``"all"`` for totals), columns ``name``, ``people``, ``within_reach``,
            ``served``, ``share`` of the people who are served, ``overflow``.

        Raises
        ------
        InputError
            If the demand table has no such level.
        """
        table = self.assessment.summary(by).rename(columns={"no_place": "overflow"})
        return table[["name", "people", "within_reach", "served", "share", "overflow"]]


def assign(
    times: TravelTimes,
    *,
    group: str | None = None,
    limit_min: float | None = None,
    limit_m: float | None = None,
    open_sites: Sequence[str] | None = None,
    assignment: AssignmentRule = "system",
) -> SiteLoads:
    """Assign people to open sites of limited capacity: the transportation problem [1]_.

    Parameters
    ----------
    times
        Travel times between cells and sites; the site table's ``capacity`` is in people.
    group
        Group of people who are counted; by default the one that the service is for.
    limit_min, limit_m
        Minutes (or metres) up to which people travel; by default the largest that was computed.
    open_sites
        Which sites are open; by default the existing ones.
    assignment
        ``"system"`` or ``"closest"``: see `SiteLoads`.

    Returns
    -------
    SiteLoads
        Load of each site, people served and not served by cell, and flows from cells to sites.

    Raises
    ------
    InputError
        If the group, a site or the limit is not in the travel times.
    SolverError
        If the solver fails.

    See Also
    --------
    CapacitatedCovering : Which sites to open under capacities.
    assess : Who is served without capacities.

    References
    ----------
    .. [1] Hitchcock, F. L. (1941). The distribution of a product from several sources to numerous localities.
       Journal of Mathematics and Physics 20, 224-230.

    Examples
    --------
    A street of 5 km with a clinic for 100 people at its west end, and one for 180 that would open at 2 km:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> times = street_times(capacity=[100.0, 180.0, 80.0, 80.0])
    >>> loads = hh.assign(times, limit_min=15, open_sites=["old", "mid"])
    >>> loads.people_served, loads.overflow_people
    (280.0, 0.0)
    >>> loads.sites["load"].to_dict()
    {'old': 100.0, 'mid': 180.0}
    >>> loads.flows["people"].loc["km1"].to_dict()
    {'mid': 40.0, 'old': 60.0}
    """
    found = assess(
        times,
        group=group,
        limit_min=limit_min,
        limit_m=limit_m,
        open_sites=None if open_sites is None else list(dict.fromkeys(open_sites)),
        capacity=ServiceCapacity(assignment=assignment),
    )
    assert found.sites is not None and found.flows is not None  # noqa: S101, PT018 - with a capacity
    cells = found.cells
    return SiteLoads(
        assessment=found,
        assignment=assignment,
        status="optimal",
        sites=found.sites.rename(columns={"places": "capacity", "used": "load"})[
            ["capacity", "load", "free", "people_within_reach"]
        ],
        cells=pd.DataFrame(
            {
                "people": cells["people"],
                "served": cells["people_served"],
                "overflow": (cells["people"] - cells["people_served"]) * cells["within_reach"],
                "reason": cells["reason"],
            }
        ),
        flows=found.flows,
    )
