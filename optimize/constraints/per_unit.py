"""Constraints by unit: the least and the largest number of sites of a service in each."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from ...common.arrays import Ints
from ...common.sentences import Sentence
from ..core.linear_rows import Rows, rows_from
from .between_services import Columns, Constraint


@dataclass(frozen=True, kw_only=True, eq=False)
class Presence:
    """At least a number of sites of a service in each unit.

    Parameters
    ----------
    service
        Name.
    candidate_unit
        By candidate of the service the number of its unit, -1 for none.
    existing, need
        By unit the existing sites, and the least number of sites, existing and opened.
    unit_names
        By unit.
    """

    service: str
    candidate_unit: Ints
    existing: Ints
    need: Ints
    unit_names: tuple[str, ...]

    @property
    def missing(self) -> Ints:
        """By unit the sites that must be opened."""
        missing: Ints = np.maximum(self.need - self.existing, 0)
        return missing

    def rows(self, columns: Columns) -> Rows:
        """Return a row for each unit that lacks a site."""
        short = np.flatnonzero(self.missing)
        place = np.full(len(self.need) + 1, -1)
        place[short] = np.arange(len(short))
        # A candidate outside every unit, -1, picks the last entry, which is -1.
        row = place[self.candidate_unit]
        return rows_from(
            (row[row >= 0], columns.of[self.service][row >= 0], 1.0),
            (len(short), columns.count),
            lower=self.missing[short],
        )

    def parts(self) -> tuple[Constraint, ...]:
        """Return one constraint for each unit."""
        numbers = np.arange(len(self.need))
        return tuple(
            dataclasses.replace(self, need=np.where(numbers == unit, self.need, 0))
            for unit in np.flatnonzero(self.missing)
        )

    def __str__(self) -> str:
        short = np.flatnonzero(self.missing)
        sites = _sites(int(self.missing.sum()))
        service = Sentence(self.service)
        if len(short) == 1:
            return Sentence(
                "presence: {unit} needs {sites} of {service}",
                unit=self.unit_names[short[0]],
                sites=sites,
                service=service,
            )
        return Sentence(
            "presence: {count} units together need {sites} of {service}",
            count=len(short),
            sites=sites,
            service=service,
        )

    def beyond(self) -> tuple[str, ...]:
        """Return in words which units have fewer candidates than they need."""
        inside = self.candidate_unit[self.candidate_unit >= 0]
        there = np.bincount(inside, minlength=len(self.need))
        return tuple(
            Sentence(
                "presence: {unit} needs {sites} of {service}, but {there}; a need of {possible} could be met",
                unit=self.unit_names[unit],
                sites=_sites(int(self.missing[unit])),
                service=Sentence(self.service),
                there=_candidates(int(there[unit])),
                possible=int(self.existing[unit] + there[unit]),
            )
            for unit in np.flatnonzero(self.missing > there)
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Ceiling:
    """At most a number of sites of a service in each unit.

    Where more exist, they stay, and none is opened.

    Parameters
    ----------
    service
        Name.
    candidate_unit
        By candidate of the service the number of its unit, -1 for none.
    existing, most
        By unit the existing sites, and the largest number of sites, existing and opened; -1 for any.
    unit_names
        By unit.
    """

    service: str
    candidate_unit: Ints
    existing: Ints
    most: Ints
    unit_names: tuple[str, ...]

    def rows(self, columns: Columns) -> Rows:
        """Return a row for each unit with a limit."""
        held = np.flatnonzero(self.most >= 0)
        place = np.full(len(self.most) + 1, -1)
        place[held] = np.arange(len(held))
        # A candidate outside every unit, -1, picks the last entry, which is -1.
        row = place[self.candidate_unit]
        return rows_from(
            (row[row >= 0], columns.of[self.service][row >= 0], 1.0),
            (len(held), columns.count),
            upper=np.maximum(self.most - self.existing, 0)[held],
        )

    def parts(self) -> tuple[Constraint, ...]:
        """Return one constraint for each unit."""
        numbers = np.arange(len(self.most))
        return tuple(
            dataclasses.replace(self, most=np.where(numbers == unit, self.most, -1))
            for unit in np.flatnonzero(self.most >= 0)
        )

    def __str__(self) -> str:
        held = np.flatnonzero(self.most >= 0)
        if len(held) != 1:
            return Sentence(
                "at most: {count} units, each with its limit for {service}",
                count=len(held),
                service=Sentence(self.service),
            )
        unit = held[0]
        more = _sites(max(int(self.most[unit] - self.existing[unit]), 0))
        return Sentence(
            "at most: {unit} may have {sites} of {service}",
            unit=self.unit_names[unit],
            sites=more,
            service=Sentence(self.service),
        )


def _sites(count: int) -> Sentence:
    if count == 1:
        return Sentence("1 more site")
    return Sentence("{count} more sites", count=count)


def _candidates(count: int) -> Sentence:
    if count == 0:
        return Sentence("no candidate stands there")
    if count == 1:
        return Sentence("only 1 candidate stands there")
    return Sentence("only {count} candidates stand there", count=count)
