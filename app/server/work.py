"""Work that takes a processor: as many at a time as there are processors, the others wait their turn."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Literal, TypeVar

from .answers.problem import Refused
from .settings import Limits

T = TypeVar("T")

Kind = Literal["check", "register", "print"]

_REGISTER_THREADS: Final = 4


class Work:
    """Runs functions beside the server's own thread, so that it goes on listening.

    A function that takes too long goes on until it ends, for no thread can be stopped, and keeps its place
    among those that run: however many ask, no more run at once.

    Parameters
    ----------
    limits
        How many may wait, and how long.
    threads
        How many run at once; by default as many as there are processors for this process.
    """

    def __init__(self, limits: Limits, *, threads: int | None = None) -> None:
        self._limits = limits
        self._kinds: dict[Kind, tuple[int, float]] = {
            "check": (threads or _processors(), limits.answer_s),
            "register": (_REGISTER_THREADS, limits.register_s),
            "print": (1, limits.print_s),
        }
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._waiting = 0

    async def run(self, function: Callable[[], T], kind: Kind = "check") -> T:
        """Run a function and return what it returns.

        Parameters
        ----------
        function
            What to run.
        kind
            ``"register"`` of what may wait for another program that holds the register, so that checks do not;
            ``"print"`` of what starts a browser, of which there is one at a time.

        Raises
        ------
        Refused
            If too many wait already, or it takes too long.
        """
        if self._waiting >= self._limits.waiting:
            raise _busy("Too many requests wait already: try again in a moment.")
        threads, longest_s = self._kinds[kind]
        pool = self._pool(kind, threads)
        self._waiting += 1
        running = asyncio.get_running_loop().run_in_executor(pool, function)
        running.add_done_callback(self._done)
        try:
            return await asyncio.wait_for(asyncio.shield(running), longest_s)
        except TimeoutError:
            if running.done():
                raise
            running.add_done_callback(_seen)
            raise _busy(f"No answer within {longest_s:g} seconds: try again later.") from None

    def stop(self) -> None:
        """Let what runs end, and begin nothing that waits."""
        while self._pools:
            _, pool = self._pools.popitem()
            pool.shutdown(wait=True, cancel_futures=True)

    def _pool(self, name: str, threads: int) -> ThreadPoolExecutor:
        if name not in self._pools:
            self._pools[name] = ThreadPoolExecutor(threads, thread_name_prefix=f"halfhour-{name}")
        return self._pools[name]

    def _done(self, _: object) -> None:
        self._waiting -= 1


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _seen(running: asyncio.Future[T]) -> None:
    """Take note of how it ended: nobody waits for that any more."""
    if not running.cancelled():
        running.exception()


def _busy(detail: str) -> Refused:
    return Refused(503, "busy", detail, headers={"Retry-After": "5"})
