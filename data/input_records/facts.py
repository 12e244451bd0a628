"""Facts that readers tell of the files they read: encoding, CRS, records, and what was left out and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Final, NamedTuple

OPENED: Final = "opened"
LAYER: Final = "layer"
ENCODING: Final = "encoding"
SEPARATOR: Final = "separator"
CRS: Final = "crs"
ROWS: Final = "rows"
LEFT_OUT: Final = "left out: "
"""What a fact begins with that counts records which were left out; the reason comes after it."""


class Fact(NamedTuple):
    """One fact of a file."""

    file: Path
    what: str
    value: str | int


_COLLECTED: Final[ContextVar[list[Fact] | None]] = ContextVar("facts", default=None)


@contextmanager
def collected_facts() -> Iterator[list[Fact]]:
    """Collect what readers tell of files inside the context; what is told inside an inner one, it alone has.

    Yields
    ------
    list of Fact
        In the order in which they were told; it fills while files are read.
    """
    facts: list[Fact] = []
    token = _COLLECTED.set(facts)
    try:
        yield facts
    finally:
        _COLLECTED.reset(token)


def tell_opened(file: Path, layer: str | None = None) -> None:
    """Tell that a reading of a file begins; facts of it that come later are of this reading.

    Parameters
    ----------
    file
        The file.
    layer
        Which of its layers or sheets.
    """
    tell_fact(file, OPENED, "")
    if layer:
        tell_fact(file, LAYER, layer)


def tell_fact(file: Path, what: str, value: str | int) -> None:
    """Tell a fact of a file to whoever collects facts; to nobody outside of `collected_facts`."""
    facts = _COLLECTED.get()
    if facts is not None:
        facts.append(Fact(file, what, value))


def tell_left_out(file: Path, reason: str, count: int) -> None:
    """Tell that records of a file were left out; of none nothing is told.

    Parameters
    ----------
    file
        The file.
    reason
        Why, as a word that other programs may rely on.
    count
        How many records.
    """
    if count:
        tell_fact(file, LEFT_OUT + reason, int(count))
