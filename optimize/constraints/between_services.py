"""Constraints between the sites of several services: hosting, parcels, and no station near a centre.

Source: Schilling, D., Elzinga, D. J., Cohon, J., Church, R. and ReVelle, C. (1979), The TEAM/FLEET models for
simultaneous facility and equipment siting, Transportation Science 13, 163-175; Moore, G. and ReVelle, C.
(1982), The hierarchical service location problem, Management Science 28, 775-780.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, Self

import numpy as np
from scipy.sparse import csr_array

from ...common.arrays import Bools, Ints
from ...common.sentences import Sentence
from ..core.linear_rows import Rows, rows_from, stack_rows
from ..core.problem import Siting


@dataclass(frozen=True, kw_only=True, eq=False)
class Columns:
    """The columns of each service's candidates in the joint model.

    Parameters
    ----------
    of
        By service the columns of its candidates.
    count
        How many columns there are.
    """

    of: Mapping[str, Ints]
    count: int

    @classmethod
    def of_services(cls, sitings: Mapping[str, Siting]) -> Self:
        """Return the columns of all services, one service after the other."""
        begin = np.cumsum([0, *(len(siting.opening_cost) for siting in sitings.values())])
        return cls(
            of={
                name: np.arange(begin[number], begin[number + 1])
                for number, name in enumerate(sitings)
            },
            count=int(begin[-1]),
        )


class Constraint(Protocol):
    """A constraint on the sites of a plan."""

    def rows(self, columns: Columns) -> Rows:
        """Return the constraint as rows over all candidates."""

    def parts(self) -> tuple[Constraint, ...]:
        """Return the constraint in parts, each of which has its own text."""

    def __str__(self) -> str:
        """Return the constraint in words, with its numbers."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Hosting:
    """A candidate may be opened only if its host is opened: ``y_guest <= y_host``.

    A guest of an existing host needs no row. A candidate named twice needs both hosts.

    Parameters
    ----------
    guest, host
        Names of services; may be the same.
    guests, hosts
        By pair a candidate of each; -1 for a host that may not be opened, so that its guest may not.
    """

    guest: str
    host: str
    guests: Ints
    hosts: Ints

    def rows(self, columns: Columns) -> Rows:
        """Return guest - host <= 0 for each pair."""
        pairs = np.arange(len(self.guests))
        there = np.flatnonzero(self.hosts >= 0)
        return rows_from(
            (
                np.concatenate([pairs, there]),
                np.concatenate(
                    [columns.of[self.guest][self.guests], columns.of[self.host][self.hosts[there]]]
                ),
                np.repeat([1.0, -1.0], [len(pairs), len(there)]),
            ),
            (len(pairs), columns.count),
            upper=0.0,
        )

    def parts(self) -> tuple[Constraint, ...]:
        """Return the rule as it is."""
        return (self,)

    def __str__(self) -> str:
        return Sentence(
            "hosting: {count} candidates of {guest} need their host of {host}",
            count=len(self.guests),
            guest=Sentence(self.guest),
            host=Sentence(self.host),
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Parcels:
    """At most one site on each parcel: ``sum of y over the candidates of a parcel <= 1``.

    Parameters
    ----------
    parcel_of
        By service and candidate the number of its parcel, -1 for none. Services may be left out.
    taken
        Numbers of the parcels with an existing site: nothing is opened there.
    names
        Names of the parcels; by default their numbers.
    """

    parcel_of: Mapping[str, Ints]
    taken: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    names: tuple[str, ...] = ()

    def rows(self, columns: Columns) -> Rows:
        """Return a row for each parcel: at most one site, or none where one exists."""
        parcel = np.concatenate([np.empty(0, np.int64), *self.parcel_of.values()])
        column = np.concatenate(
            [np.empty(0, np.int64), *(columns.of[name] for name in self.parcel_of)]
        )
        used, row = np.unique(parcel[parcel >= 0], return_inverse=True)
        return rows_from(
            (row, column[parcel >= 0], 1.0),
            (len(used), columns.count),
            upper=np.where(np.isin(used, self.taken), 0.0, 1.0),
        )

    def parts(self) -> tuple[Constraint, ...]:
        """Return each parcel on its own."""
        parcel = np.concatenate([np.empty(0, np.int64), *self.parcel_of.values()])
        used, count = np.unique(parcel[parcel >= 0], return_counts=True)
        return tuple(
            Parcels(
                parcel_of={
                    name: np.where(of == number, number, -1) for name, of in self.parcel_of.items()
                },
                taken=self.taken,
                names=self.names,
            )
            for number in used[(count > 1) | np.isin(used, self.taken)]
        )

    def __str__(self) -> str:
        named = sorted({int(p) for of in self.parcel_of.values() for p in of if p >= 0})
        if len(named) != 1:
            count = len(named)
            return Sentence("parcels: at most one site on each of {count} parcels", count=count)
        parcel = self.names[named[0]] if self.names else named[0]
        if named[0] in self.taken:
            return Sentence(
                "parcels: no more site on parcel {parcel}, where one stands", parcel=parcel
            )
        return Sentence("parcels: at most one site on parcel {parcel}", parcel=parcel)


@dataclass(frozen=True, kw_only=True, eq=False)
class OnlyUncovered:
    """Stations only at places that no centre, existing or opened, covers.

    Parameters
    ----------
    station, centre
        Names of services.
    covers
        Sparse boolean (candidates for stations, candidates for centres): whether the centre covers the
        station's place; only stored entries count.
    covered_today
        By candidate for a station whether an existing centre covers its place.
    """

    station: str
    centre: str
    covers: csr_array
    covered_today: Bools

    def rows(self, columns: Columns) -> Rows:
        """Return ``y_station + y_centre <= 1`` by pair, and ``y_station <= 0`` where covered today."""
        pairs = self.covers.tocoo()
        station, centre = columns.of[self.station], columns.of[self.centre]
        covered = station[self.covered_today]
        never = rows_from((np.zeros(len(covered)), covered, 1.0), (1, columns.count), upper=0.0)
        either = rows_from(
            (
                np.tile(np.arange(pairs.nnz), 2),
                np.concatenate([station[pairs.row], centre[pairs.col]]),
                1.0,
            ),
            (pairs.nnz, columns.count),
            upper=1.0,
        )
        return stack_rows([never, either], columns.count)

    def parts(self) -> tuple[Constraint, ...]:
        """Return the rule as it is."""
        return (self,)

    def __str__(self) -> str:
        return Sentence(
            "{station} only where no {centre} covers",
            station=Sentence(self.station),
            centre=Sentence(self.centre),
        )
