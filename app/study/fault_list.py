"""Collecting the faults of several files, so that all are told in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from ...common.errors import Fault, InputError
from ...data.formats.layer import Layer
from ...data.tables.sheet_rows import with_sheet_rows

Found = TypeVar("Found")


class FaultList:
    """The faults that were found so far."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def tried(self, read: Callable[[], Found]) -> Found | None:
        """Return what a reader returns; None where it finds faults, which are kept."""
        try:
            return read()
        except InputError as error:
            self._faults += [fault for fault in error.faults if fault not in self._faults]
            return None

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults, in the order in which they were found."""
        return tuple(self._faults)

    def add_first(self, faults: Iterable[Fault]) -> None:
        """Add faults that explain others: messages show only the first of each file."""
        self._faults[:0] = [fault for fault in faults if fault not in self._faults]

    def raise_any(self, layers: Iterable[Layer] = ()) -> None:
        """Raise all faults together.

        Parameters
        ----------
        layers
            The files that they may be of, so that rows are counted as a spreadsheet counts them.

        Raises
        ------
        InputError
            If there are any.
        """
        if self._faults:
            raise InputError(*with_sheet_rows(self._faults, layers))
