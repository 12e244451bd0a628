"""A solve under a guard: Ctrl-C, memory and the caller's progress report, from the first line to the last."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar, cast

from ...common.guard import Guard
from .effort import Effort, now_s

F = TypeVar("F", bound=Callable[..., Any])

_AGAIN_S: Final = 10.0
"""Seconds after Ctrl-C until which the search has its time to end; later another one ends the program."""


@contextmanager
def watched(effort: Effort) -> Iterator[Effort]:
    """Yield the effort with a guard, unless it has one.

    In the main thread Ctrl-C no longer raises KeyboardInterrupt at an arbitrary place, which might be half-way
    through an update: it ends the search where that next asks its deadline.
    What the caller's report raises is raised at the end, as itself.
    """
    if effort.guard is not None:
        yield effort
        return
    guard = Guard(effort.report, now_s, effort.memory_limit_mb)
    with _interrupts(guard):
        try:
            yield dataclasses.replace(effort, report=guard.report, guard=guard)
        except Exception:
            guard.raise_error()
            raise
    guard.raise_error()


def interruptible(answer: F) -> F:
    """Let a method with an argument `effort` run under a guard."""
    signature = inspect.signature(answer)

    @functools.wraps(answer)
    def guarded(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - as of `answer`
        asked = signature.bind(*args, **options)
        with watched(asked.arguments["effort"]) as effort:
            asked.arguments["effort"] = effort
            return answer(*asked.args, **asked.kwargs)

    return cast("F", guarded)


@contextmanager
def _interrupts(guard: Guard) -> Iterator[None]:
    """Turn Ctrl-C into a stop of the guard; only the main thread gets the signal."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    pressed_s: list[float] = []

    def press(number: int, frame: Any) -> None:  # noqa: ANN401 - the interpreter's own
        """Ask the handler before; what it would raise stops the search instead."""
        try:
            before(number, frame)
        except KeyboardInterrupt:
            if pressed_s and now_s() - pressed_s[0] > _AGAIN_S:
                raise
            pressed_s.append(now_s())
            guard.stop("stopped by user")

    signal.signal(signal.SIGINT, press)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
