"""Rules by unit: how many sites of a service there must be in each, and how many there may be."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from .choice_rows import Rows, rows_from
from .joint_rules import Columns, Rule
from .siting import Ints


@dataclass(frozen=True, kw_only=True, eq=False)
class Presence:
    """Every unit has at least so many sites of a service: one in each township, one for so many people.

    Parameters
    ----------
    service
        Name.
    candidate_unit
        By candidate of the service the number of its unit, -1 for none.
    existing, need
        By unit the sites that stand, and how many there must be with those opened.
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
        """By unit how many must be opened."""
        missing: Ints = np.maximum(self.need - self.existing, 0)
        return missing

    def rows(self, columns: Columns) -> Rows:
        """Return a row for each unit that lacks a site."""
        short = np.flatnonzero(self.missing)
        place = np.full(len(self.need) + 1, -1)
        place[short] = np.arange(len(short))
        # A candidate of no unit, -1, finds the last place.
        row = place[self.candidate_unit]
        return rows_from(
            (row[row >= 0], columns.of[self.service][row >= 0], 1.0),
            (len(short), columns.count),
            lower=self.missing[short],
        )

    def parts(self) -> tuple[Rule, ...]:
        """Return each unit's need on its own."""
        numbers = np.arange(len(self.need))
        return tuple(
            dataclasses.replace(self, need=np.where(numbers == unit, self.need, 0))
            for unit in np.flatnonzero(self.missing)
        )

    def __str__(self) -> str:
        short = np.flatnonzero(self.missing)
        where = self.unit_names[short[0]] if len(short) == 1 else f"{len(short)} units together"
        verb = "needs" if len(short) == 1 else "need"
        return f"presence: {where} {verb} {_sites(int(self.missing.sum()))} of {self.service}"

    def beyond(self) -> tuple[str, ...]:
        """Return in words which units have too few candidates."""
        inside = self.candidate_unit[self.candidate_unit >= 0]
        there = np.bincount(inside, minlength=len(self.need))
        return tuple(
            f"presence: {self.unit_names[unit]} needs {_sites(int(self.missing[unit]))} of "
            f"{self.service}, but {_candidates(int(there[unit]))}; a need of "
            f"{int(self.existing[unit] + there[unit])} could be met"
            for unit in np.flatnonzero(self.missing > there)
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Ceiling:
    """No unit has more than so many sites of a service: one for at least so many people.

    Where more stand already, they stay, and none is opened.

    Parameters
    ----------
    service
        Name.
    candidate_unit
        By candidate of the service the number of its unit, -1 for none.
    existing, most
        By unit the sites that stand, and how many there may be with those opened; -1 for any number.
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
        # A candidate of no unit, -1, finds the last place.
        row = place[self.candidate_unit]
        return rows_from(
            (row[row >= 0], columns.of[self.service][row >= 0], 1.0),
            (len(held), columns.count),
            upper=np.maximum(self.most - self.existing, 0)[held],
        )

    def parts(self) -> tuple[Rule, ...]:
        """Return each unit's limit on its own."""
        numbers = np.arange(len(self.most))
        return tuple(
            dataclasses.replace(self, most=np.where(numbers == unit, self.most, -1))
            for unit in np.flatnonzero(self.most >= 0)
        )

    def __str__(self) -> str:
        held = np.flatnonzero(self.most >= 0)
        if len(held) != 1:
            return f"at most: {len(held)} units, each with its limit for {self.service}"
        unit = held[0]
        more = _sites(max(int(self.most[unit] - self.existing[unit]), 0))
        return f"at most: {self.unit_names[unit]} may have {more} of {self.service}"


def _sites(count: int) -> str:
    return f"{count} more site" + ("" if count == 1 else "s")


def _candidates(count: int) -> str:
    return {0: "no candidate stands there", 1: "only 1 candidate stands there"}.get(
        count, f"only {count} candidates stand there"
    )
