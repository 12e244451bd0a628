"""The facilities that a rule counts, and their columns."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...common.errors import Fault, InputError
from .evidence import Evidence
from .header import StandardsHead
from .rule import Rule
from .units import facilities_said, in_units
from .verdicts import listed


@dataclass(frozen=True, kw_only=True, eq=False)
class FacilitiesCounted:
    """The facilities of a service that a rule speaks of.

    Parameters
    ----------
    table
        Index ``site_id``; the columns of the evidence.
    service, file
        Whose facilities, and the file that they came from.
    rule, standards
        Who asks, for the message where a column is missing.
    """

    table: pd.DataFrame
    service: str
    file: str
    rule: Rule
    standards: StandardsHead

    @property
    def working(self) -> FacilitiesCounted:
        """Those in working order; no others count for any rule."""
        return self.where(self.table["working"].astype(bool))

    @property
    def broken(self) -> FacilitiesCounted:
        """Those that stand but do not work."""
        return self.where(~self.table["working"].astype(bool))

    def where(self, chosen: pd.Series) -> FacilitiesCounted:
        """Return those of the rows where `chosen` is true."""
        return dataclasses.replace(self, table=self.table[chosen])

    def names(self) -> str:
        """Return their names as text; the id where there is no name."""
        return listed([str(name) or str(site) for site, name in self.table["name"].items()])

    def numbers(self, column: str) -> pd.Series:
        """Return a column of numbers.

        Raises
        ------
        InputError
            If there is no such column, or it does not hold numbers.
        """
        values = self._column(column)
        # A column without any value has no type of its own.
        if bool(values.isna().all()):
            return pd.Series(np.nan, index=values.index)
        if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
            raise self._refused(
                column, "holds no numbers", "name a column of numbers, such as beds or places"
            )
        return values.astype("float64")

    def marks(self, column: str) -> pd.Series:
        """Return a column of yes and no; a missing mark is a no.

        Raises
        ------
        InputError
            If there is no such column, or it does not hold marks.
        """
        values = self._column(column)
        # Files often write 1 and 0.
        if not bool(values.dropna().isin([True, False]).all()):
            raise self._refused(
                column,
                "does not hold marks of yes and no",
                "name a column of marks, or add `at_least:` or `at_most:` for a column of numbers",
            )
        return values.astype("boolean").fillna(value=False).astype(bool)

    def with_marks(self, columns: Sequence[str]) -> FacilitiesCounted:
        """Return those that carry every one of the marks."""
        chosen = self
        for column in columns:
            chosen = chosen.where(chosen.marks(column))
        return chosen

    def _column(self, column: str) -> pd.Series:
        if column in self.table.columns:
            return self.table[column]
        known = [str(name) for name in self.table.columns]
        near = difflib.get_close_matches(column, known, 1)
        raise self._refused(
            column,
            f"the facilities of service {self.service} have no such column",
            f"did you mean {near[0]}?"
            if near
            else f"add it to the file and to the layer, or name one of {', '.join(known)}",
        )

    def _refused(self, column: str, cause: str, fix: str) -> InputError:
        rule = f"{self.standards.at(self.rule.id)} of {self.standards.file}"
        return InputError(Fault(file=self.file, key=rule, column=column, cause=cause, fix=fix))


def open_facilities(
    service: str,
    tiers: tuple[str, ...],
    *,
    rule: Rule,
    evidence: Evidence,
    standards: StandardsHead,
) -> FacilitiesCounted:
    """Return a service's facilities of some tiers (all if none is named), working or not.

    Those outside the units that the rule is about are left out.

    Raises
    ------
    InputError
        If the rule names a unit that the study does not have.
    MissingEvidenceError
        If the study has no such service, or does not say in which units its facilities are.
    """
    table = evidence.facilities_of(service)
    file = str(table.attrs.get("file", f"the layer of service {service}"))
    if tiers:
        table = table[table["tier"].isin(tiers)]
    inside = in_units(table, facilities_said(service), rule, evidence, standards)
    return FacilitiesCounted(
        table=table[inside], service=service, file=file, rule=rule, standards=standards
    )
