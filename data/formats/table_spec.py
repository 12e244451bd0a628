"""What a reader says of its table: the columns, what they hold and must hold, and further checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Literal, Protocol

import pandas as pd

from ...common.errors import Fault
from .marks import as_marks
from .schemas import NOT_EMPTY, Check, Checked, faults_of
from .values import as_numbers, as_text

Need = Literal["required", "optional", "mapped"]
"""Whether a column must be there, is taken wherever the file has it, or only where the layer maps it."""

Found = tuple[Mapping[str, pd.Series | str | float], list[Fault]]
"""The columns that a step makes, each a series or one value for all records, and what is wrong."""


class Step(Protocol):
    """Reads or checks something of every record; a plain function will do."""

    def __call__(self, table: pd.DataFrame, *, file: str, id_name: str) -> Found:
        """Return the columns to put into the table, and the faults.

        Parameters
        ----------
        table
            Our names; index 0, 1, ... in the order of the file's records. It is not changed.
        file, id_name
            For the faults.
        """


@dataclass(frozen=True)
class Text:
    """A column of text.

    Parameters
    ----------
    name
        Our name of it.
    need
        Whether it must be there.
    default
        What every record has where the column is not there; None for no column.
    checks
        What a value must be. With any, none may be missing either.
    """

    name: str
    _: KW_ONLY
    need: Need = "mapped"
    default: str | None = None
    checks: tuple[Check, ...] = ()

    def __call__(self, table: pd.DataFrame, *, file: str, id_name: str) -> Found:  # noqa: ARG002 - no text is wrong
        """Return the column as text, without blanks around it."""
        if self.name in table:
            return {self.name: as_text(table[self.name])}, []
        return ({} if self.default is None else {self.name: self.default}), []


@dataclass(frozen=True)
class Number:
    """A column of numbers; NaN where a record has none.

    Parameters
    ----------
    name, need
        As for `Text`.
    default
        What a record has where the column or its value is not there; None for no column, or NaN.
    checks
        What a value must be. With any, none may be missing either.
    factor
        What the numbers are multiplied with, where the file has another unit.
    becomes
        Our name of the column from then on, where it is another.
    missing
        What to do about a value that is checked and missing; it never makes a wrong number.
    """

    name: str
    _: KW_ONLY
    need: Need = "mapped"
    default: float | None = None
    checks: tuple[Check, ...] = ()
    factor: float = 1.0
    becomes: str | None = None
    missing: str | None = None

    def __call__(self, table: pd.DataFrame, *, file: str, id_name: str) -> Found:
        """Return the column as floats, and a fault for every text that is no number."""
        name = self.becomes or self.name
        if self.name not in table:
            return ({} if self.default is None else {name: self.default}), []
        numbers, faults = as_numbers(table, self.name, file=file, id_name=id_name)
        if self.default is not None:
            numbers = numbers.fillna(self.default)
        return {name: numbers * self.factor}, faults


@dataclass(frozen=True)
class Mark:
    """A column of yes and no, as True and False.

    Parameters
    ----------
    name, need
        As for `Text`.
    default
        What an empty value means.
    """

    name: str
    _: KW_ONLY
    need: Need = "mapped"
    default: bool

    def __call__(self, table: pd.DataFrame, *, file: str, id_name: str) -> Found:
        """Return the column as True and False, and a fault for every other word."""
        if self.name not in table:
            return {}, []
        marks, faults = as_marks(table, self.name, file=file, id_name=id_name, default=self.default)
        return {self.name: marks}, faults


Column = Text | Number | Mark


@dataclass(frozen=True, kw_only=True)
class TableSpec:
    """A table, as its reader declares it.

    Parameters
    ----------
    id_name
        Our name of the column that faults call a record by; it must be there and is read as text.
    unique_ids
        Whether every record must have an id there, and none that another has.
    columns
        What is read first. Then the ids are checked, and what these columns hold against their `checks`.
    further
        What is read and checked after that. Faults of one record are told in the order of all these.

    Raises
    ------
    ValueError
        If a column has `checks` and stands in `further`, where they would come too late.
    """

    id_name: str
    unique_ids: bool = True
    columns: tuple[Step, ...] = ()
    further: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        late = [s.name for s in self.further if isinstance(s, Text | Number) and s.checks]
        if late:
            raise ValueError(f"{', '.join(late)}: move what has checks from `further` to `columns`")

    @property
    def steps(self) -> tuple[Step, ...]:
        """All that is read and checked, in this order."""
        return (*self.columns, self._check, *self.further)

    def names(self, *needs: Need) -> tuple[str, ...]:
        """Return our names of the columns that are needed in one of these ways."""
        columns = (step for step in self.steps if isinstance(step, Column))
        return tuple(column.name for column in columns if column.need in needs)

    def _check(self, table: pd.DataFrame, *, file: str, id_name: str) -> Found:
        # Several records without an id lack one; they do not repeat one: see faults_of.
        ids = Checked((NOT_EMPTY,), unique=True)
        columns = {self.id_name: ids} if self.unique_ids else {}
        missing = {}
        for step in self.columns:
            if isinstance(step, Text) and step.checks:
                columns[step.name] = Checked(step.checks)
            elif isinstance(step, Number) and step.checks:
                name = step.becomes or step.name
                columns[name] = Checked(step.checks, numbers=True)
                if step.missing is not None:
                    missing[name] = step.missing
        return {}, faults_of(table, columns, file=file, id_name=id_name, missing=missing)
