"""Constraints between services, by the names and columns of the user's tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from ...common.errors import Fault
from ...geo.crs import require_same_crs
from ..constraints import between_services as joint_rules
from ..constraints.between_services import Constraint
from ..constraints.site_places import column_text, nearest_cells, unknown
from ..scenario import Scenario

Scenarios = Mapping[str, Scenario]
"""By service its own scenario."""


class NamedRule(Protocol):
    """A constraint on the sites of several services, by names."""

    def faults(self, scenarios: Scenarios) -> Iterator[Fault]:
        """Yield what does not fit the services."""

    def rule(self, scenarios: Scenarios) -> Constraint:
        """Return the constraint by candidate positions."""


@dataclass(frozen=True, kw_only=True)
class HostedBy:
    """Open a site only with its host, such as a rehabilitation room in a new clinic.

    A candidate with an existing host may be opened in any case, one with a forbidden host may not.

    Parameters
    ----------
    service
        The service whose candidates are hosted.
    host_service
        The service of the hosts; may be the same.
    candidate_column
        Column of the service's site table with the id of the host; empty where a site needs none.

    See Also
    --------
    JointScenario : The scenario that rules belong to.
    candidates_from_hosts : Candidates in existing facilities of another service.

    References
    ----------
    .. [1] Moore, G. and ReVelle, C. (1982). The hierarchical service location problem. Management Science 28,
       775-780.

    Examples
    --------
    The rehabilitation room at 2 km needs the clinic ``mid``, which is a candidate itself:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> clinic = street_times()
    >>> candidates = {"r-old": 0.0, "r-mid": 2.0}
    >>> rehab = street_times("rehab", existing={}, candidates=candidates, host=["old", "mid"])
    >>> joint = hh.JointScenario(
    ...     {
    ...         "clinic": hh.Scenario(clinic, limit_min=15),
    ...         "rehab": hh.Scenario(rehab, limit_min=15, group="residents"),
    ...     },
    ...     max_new=2,
    ...     rules=[hh.HostedBy(service="rehab", host_service="clinic")],
    ... )
    >>> plan = hh.solve_together(joint)
    >>> plan.plans["clinic"].opened, plan.plans["rehab"].opened
    (('mid',), ('r-mid',))
    """

    service: str
    host_service: str
    candidate_column: str = "host"

    def faults(self, scenarios: Scenarios) -> Iterator[Fault]:
        """Yield what does not fit the services."""
        missing = [*service_faults(scenarios, self.service, self.host_service)]
        yield from missing
        if missing:
            return
        sites = scenarios[self.service].times.sites
        if self.candidate_column not in sites.columns:
            yield unknown(
                "candidate_column",
                self.candidate_column,
                map(str, sites.columns),
                f"is no column of the sites of {self.service}",
            )
        known = scenarios[self.host_service].times.sites.index
        for site, host in self._hosts(scenarios).items():
            if host and host not in known:
                yield unknown(
                    self.candidate_column,
                    host,
                    known,
                    f"is no site of {self.host_service}, of {site}",
                )

    def rule(self, scenarios: Scenarios) -> joint_rules.Hosting:
        """Return the constraint by candidate positions."""
        hosts, host = self._hosts(scenarios), scenarios[self.host_service]
        status = host.times.sites["status"].reindex(hosts).to_numpy()
        guests = np.flatnonzero(status == "candidate")
        return joint_rules.Hosting(
            guest=self.service,
            host=self.host_service,
            guests=guests,
            # A forbidden host is not among the candidates: -1.
            hosts=_candidates(host).get_indexer(pd.Index(hosts.to_numpy()[guests])),
        )

    def _hosts(self, scenarios: Scenarios) -> pd.Series:
        scenario = scenarios[self.service]
        return column_text(scenario.times.sites, self.candidate_column).iloc[scenario.candidates]


@dataclass(frozen=True, kw_only=True)
class OneUsePerParcel:
    """Open at most one site on each parcel, whatever its service.

    A parcel with an existing site is in use. A hosted site uses no parcel of its own: leave its value empty.

    Parameters
    ----------
    column
        Column of the site tables with the parcel's name; empty for none. Services without it are left out.

    See Also
    --------
    JointScenario : The scenario that rules belong to.

    Examples
    --------
    A clinic and a rehabilitation room are both possible on parcel P2:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> clinic = street_times(parcel=["P0", "P1", "P2", "P3"])
    >>> candidates = {"r-west": 1.0, "r-east": 4.0}
    >>> rehab = street_times("rehab", existing={}, candidates=candidates, parcel=["P4", "P2"])
    >>> joint = hh.JointScenario(
    ...     {
    ...         "clinic": hh.Scenario(clinic, max_new=1, limit_min=15),
    ...         "rehab": hh.Scenario(rehab, max_new=1, limit_min=15, group="residents"),
    ...     },
    ...     rules=[hh.OneUsePerParcel(column="parcel")],
    ... )
    >>> plan = hh.solve_together(joint)
    >>> plan.plans["clinic"].opened, plan.plans["rehab"].opened
    (('east',), ('r-west',))
    """

    column: str

    def faults(self, scenarios: Scenarios) -> Iterator[Fault]:
        """Yield what does not fit the services."""
        columns = {str(c) for scenario in scenarios.values() for c in scenario.times.sites.columns}
        if self.column not in columns:
            yield unknown("column", self.column, columns, "is no column of any service's sites")

    def rule(self, scenarios: Scenarios) -> joint_rules.Parcels:
        """Return the constraint by candidate positions."""
        parcel = {name: column_text(s.times.sites, self.column) for name, s in scenarios.items()}
        names = sorted({*pd.concat([*parcel.values()])} - {""})
        numbers = pd.Index(names, dtype=object)
        existing = [
            parcel[name][(scenario.times.sites["status"] == "existing").to_numpy()]
            for name, scenario in scenarios.items()
        ]
        taken = np.unique(numbers.get_indexer(pd.concat(existing)))
        return joint_rules.Parcels(
            parcel_of={
                name: numbers.get_indexer(parcel[name].iloc[scenario.candidates])
                for name, scenario in scenarios.items()
            },
            taken=taken[taken >= 0],
            names=tuple(names),
        )


@dataclass(frozen=True, kw_only=True)
class OnlyUncovered:
    """Open stations only at places that no centre covers, existing or opened.

    A centre covers a place if the cell nearest to the place, by straight-line distance, is served by it within
    the limit of the centres' scenario.

    Parameters
    ----------
    station_service, centre_service
        Names of the two services.

    See Also
    --------
    JointScenario : The scenario that rules belong to.

    References
    ----------
    .. [1] Moore, G. and ReVelle, C. (1982). The hierarchical service location problem. Management Science 28,
       775-780.

    Examples
    --------
    A station at 1 km would serve more people than one at 5 km, but a centre covers its place:

    >>> import halfhour as hh
    >>> from halfhour.optimize.example_street import street_times
    >>> centre = street_times("centre", candidates={})
    >>> station = street_times("station", existing={}, candidates={"near": 1.0, "far": 5.0})
    >>> joint = hh.JointScenario(
    ...     {
    ...         "centre": hh.Scenario(centre, max_new=0, limit_min=15),
    ...         "station": hh.Scenario(station, max_new=1, limit_min=15),
    ...     },
    ...     rules=[hh.OnlyUncovered(station_service="station", centre_service="centre")],
    ... )
    >>> hh.solve_together(joint).plans["station"].opened
    ('far',)
    """

    station_service: str
    centre_service: str

    def faults(self, scenarios: Scenarios) -> Iterator[Fault]:
        """Yield what does not fit the services."""
        yield from service_faults(scenarios, self.station_service, self.centre_service)

    def rule(self, scenarios: Scenarios) -> joint_rules.OnlyUncovered:
        """Return the constraint by candidate positions.

        Raises
        ------
        InputError
            If the two services' tables differ in CRS.
        """
        station, centre = scenarios[self.station_service], scenarios[self.centre_service]
        places, demand = station.times.sites.iloc[station.candidates], centre.times.demand
        require_same_crs(places, demand.crs, what=f"sites of {self.station_service}")
        reach = centre.times.within_cost(centre.limit).tocsr()[nearest_cells(demand, places)]
        stands = (centre.times.sites["status"] == "existing").to_numpy()
        return joint_rules.OnlyUncovered(
            station=self.station_service,
            centre=self.centre_service,
            covers=csr_array(reach[:, centre.candidates]),
            covered_today=np.asarray(reach.astype(np.int64) @ stands.astype(np.int64) > 0),
        )


def service_faults(scenarios: Scenarios, *services: str) -> Iterator[Fault]:
    """Yield which services are unknown."""
    for service in services:
        if service not in scenarios:
            yield unknown("rules", service, scenarios, "is no service here")


def _candidates(scenario: Scenario) -> pd.Index:
    return pd.Index(
        [str(one) for one in scenario.times.sites.index[scenario.candidates]], dtype=object
    )
