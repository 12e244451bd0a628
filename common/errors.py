"""The errors that a user of Halfhour may meet, and the faults that they list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePath
from typing import Final

from .databases.address import without_passwords

FAULTS_SHOWN: Final = 10
"""How many faults of one file a message prints; the exception carries all of them."""

_LONGEST: Final = 600
_LONGEST_VALUE: Final = 100
"""Letters of a clause, and of a value, that a message prints; a value may be a whole file."""

_TABLES: Final = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls"})
_REFERS: Final = "See previous exception for details"


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
        Printed as a spreadsheet counts: the heading of a table of text is its row 1.
    sheet_row
        The row that a spreadsheet has the record in, where blank lines make it another than the next.
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
    clinics.csv, row 4 (site_id C17), capacity = -5: is negative. give the number of people.
    """

    file: str
    cause: str
    fix: str
    row: int | None = None
    key: str | None = None
    column: str | None = None
    value: object = None
    sheet_row: int | None = None

    def __post_init__(self) -> None:
        """Take out passwords, which people write into addresses."""
        for name in ("file", "cause", "fix", "key", "column", "value"):
            text = getattr(self, name)
            # A sentence that is left as it is can still be translated.
            if isinstance(text, str) and (safe := without_passwords(text)) != text:
                object.__setattr__(self, name, safe)

    def __str__(self) -> str:
        return self.said(str)

    def said(self, translate: Callable[[str], str]) -> str:
        """Return the fault as one line, in another language.

        Parameters
        ----------
        translate
            Returns the words of that language for English ones; what it has no words for, as it is.

        Returns
        -------
        str
            What ``str`` gives, in other words; names and values stay as they are.
        """

        def put(words: str, **values: object) -> str:
            return translate(words).format(**values)

        where = self.file
        if self.row is not None:
            row = self.sheet_row or self.row + _heading_rows(self.file)
            where = put("{where}, row {row}", where=where, row=row)
        if self.key is not None:
            where = put("{where} ({key})", where=where, key=translate(self.key))
        if self.column is not None:
            where = put("{where}, {column}", where=where, column=self.column)
        if self.value is not None:
            where += f" = {_value_said(self.value)}"
        fix = _one_line(translate(self.fix))
        line = put(
            "{where}: {cause}. {fix}.",
            where=_one_line(where),
            cause=_one_line(translate(self.cause)),
            fix=fix,
        )
        # A question has its own mark.
        return line[:-1] if fix.endswith(("?", "\uff1f")) else line


def reason_of(error: BaseException) -> str:
    """Return in one line why something failed, as the innermost library said it.

    Examples
    --------
    >>> reason_of(OSError(28, "No space left on device"))
    'No space left on device'
    """
    if isinstance(error, OSError) and error.strerror:
        return _one_line(error.strerror)
    said = str(error)
    earlier = error.__cause__ or error.__context__
    if (_REFERS in said or not said) and earlier is not None:
        return reason_of(earlier)
    return _one_line(said.replace(_REFERS, "")).rstrip(". ") or "for a reason that it does not say"


def fault_lines(
    faults: Iterable[Fault],
    *,
    shown: int | None = FAULTS_SHOWN,
    translate: Callable[[str], str] = str,
) -> Iterator[str]:
    """Yield a line for each fault, file by file.

    Parameters
    ----------
    faults
        The faults.
    shown
        How many of each file; what is left is counted. None for all.
    translate
        As of `Fault.said`; English by default.
    """
    order: dict[str, int] = {}
    found = sorted(faults, key=lambda fault: order.setdefault(fault.file, len(order)))
    for file, group in groupby(found, key=lambda fault: fault.file):
        of_file = list(group)
        for fault in of_file[:shown]:
            yield fault.said(translate)
        if shown is not None and len(of_file) > shown:
            more = translate("{file}: ... and {count} more faults.")
            yield more.format(file=_one_line(file), count=f"{len(of_file) - shown:,}")


def _heading_rows(file: str) -> int:
    return 1 if PurePath(file).suffix.lower() in _TABLES else 0


def _value_said(value: object) -> str:
    # A NumPy scalar would print the name of its type.
    plain = value.item() if type(value).__module__ == "numpy" and hasattr(value, "item") else value
    if isinstance(plain, str) and len(plain) > _LONGEST_VALUE:
        return f"{plain[:_LONGEST_VALUE]!r}... ({len(plain):,} letters)"
    if isinstance(plain, int) and plain.bit_length() > _LONGEST_VALUE * 3:
        return "a number of very many digits"
    return repr(plain)


def _one_line(text: str) -> str:
    """Return text that stays on its line, is not endless and moves no terminal's cursor."""
    line = " ".join(part.strip() for part in text[: 2 * _LONGEST].splitlines())
    if len(line) > _LONGEST or len(text) > 2 * _LONGEST:
        line = line[:_LONGEST] + "..."
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in line)


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
        return "\n".join(fault_lines(self.faults))

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
