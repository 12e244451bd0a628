"""Collecting the faults of several files, so that all are told in one run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from ...common.errors import Fault, InputError

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

    def raise_any(self) -> None:
        """Raise all faults together.

        Raises
        ------
        InputError
            If there are any.
        """
        if self._faults:
            raise InputError(*self._faults)
