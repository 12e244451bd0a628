"""Asking peers, which may be missing, meet their time limit or fail: the run goes on without them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from measuring.rows import Row

R = TypeVar("R")


class PeerError(Exception):
    """A peer has no answer: it is not installed, found nothing in its time, or failed."""


def asked(call: Callable[[], R]) -> R:
    """Return a peer's answer.

    Raises
    ------
    PeerError
        Whatever the peer raised, with its message and how long it took.
    """
    begin_s = time.perf_counter()
    try:
        return call()
    except PeerError:
        raise
    except ImportError as error:
        raise PeerError(f"{error.name} is not installed") from error
    # A peer may raise anything: spopt a RuntimeError where its solver has no plan when the time is up.
    except Exception as error:
        after_s = time.perf_counter() - begin_s
        raise PeerError(f"{type(error).__name__} after {after_s:.1f} s: {error}") from error


def not_measured(error: PeerError) -> str:
    """Return the note of a row whose peer has no answer."""
    return " ".join(f"not measured: {error}".split())


def or_not_measured(job: str, rows: Iterator[Row], *, peer: str | None = None) -> Iterator[Row]:
    """Yield a job's rows; where its peer has no answer, one that says so instead of those that follow."""
    try:
        yield from rows
    except PeerError as error:
        yield Row(job=job, peer=peer, note=not_measured(error))
