"""The errors that a user of Halfhour may meet, and the faults that they list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FAULTS_SHOWN: Final = 20
"""How many faults a message prints; the exception carries all of them."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that is wrong with an input.

    Parameters
    ----------
    file
        The file (or argument) that holds the fault, as the user named it.
    cause
        What is wrong, in one clause.
    fix
        What to do about it, in one clause.
    row
        Number of the record, counted from 1 without the header; None where the fault is not in one record.
    key
        The record's own identifier, for example ``"site_id C17"``.
    column
        The column, option or YAML path at fault.
    value
        The value found there.

    See Also
    --------
    InputError : Carries faults.

    Examples
    --------
    >>> import halfhour as hh
    >>> fault = hh.Fault(
    ...     file="clinics.csv",
    ...     row=3,
    ...     key="site_id C17",
    ...     column="capacity",
    ...     value=-5,
    ...     cause="is negative",
    ...     fix="give the number of people",
    ... )
    >>> print(fault)
    clinics.csv, row 3 (site_id C17), capacity = -5: is negative. give the number of people.
    """

    file: str
    cause: str
    fix: str
    row: int | None = None
    key: str | None = None
    column: str | None = None
    value: object = None

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.key is not None:
            where += f" ({self.key})"
        if self.column is not None:
            where += f", {self.column}"
        if self.value is not None:
            where += f" = {self.value!r}"
        return f"{where}: {self.cause}. {self.fix}."


class HalfhourError(Exception):
    """Base of every error that Halfhour raises on purpose.

    See Also
    --------
    InputError : An input cannot be used.
    SolverError : The solver failed.

    Examples
    --------
    >>> import halfhour as hh
    >>> issubclass(hh.InputError, hh.HalfhourError), issubclass(hh.SolverError, hh.HalfhourError)
    (True, True)
    """


class InputError(HalfhourError):
    """An input cannot be used; carries every fault found, not only the first.

    Parameters
    ----------
    *faults
        The faults, at least one.

    Raises
    ------
    ValueError
        If no fault is given.

    See Also
    --------
    Fault : One thing that is wrong.
    SolverError : The solver failed.

    Examples
    --------
    >>> import halfhour as hh
    >>> try:
    ...     hh.named_tiles("openstretmap")
    ... except hh.InputError as error:
    ...     [(fault.column, fault.value, fault.cause) for fault in error.faults]
    [('name', 'openstretmap', 'there are no tiles of this name')]
    """

    def __init__(self, *faults: Fault) -> None:
        if not faults:
            raise ValueError("an InputError needs at least one Fault")
        self.faults: tuple[Fault, ...] = faults
        super().__init__(self._message())

    def _message(self) -> str:
        lines = [str(fault) for fault in self.faults[:FAULTS_SHOWN]]
        if len(self.faults) > FAULTS_SHOWN:
            lines.append(f"... and {len(self.faults) - FAULTS_SHOWN} more faults.")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[type[InputError], tuple[Fault, ...]]:
        return type(self), self.faults


class SolverError(HalfhourError):
    """The solver failed, or its answer does not hold.

    See Also
    --------
    InputError : An input cannot be used.
    solve : Which sites to open.

    Examples
    --------
    >>> import halfhour as hh
    >>> try:
    ...     raise hh.SolverError("the solver gave no answer")
    ... except hh.HalfhourError as error:
    ...     print(error)
    the solver gave no answer
    """
