"""Timing two programs against each other, fairly, on a machine that may have other things to do."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final, Generic, TypeVar

import numpy as np
from measuring.peers import asked

R = TypeVar("R")
S = TypeVar("S")

_TICKS_PER_S: Final = 100
"""What /proc/stat counts in, on every Linux of today."""

_QUIET_CORES: Final = 0.1
_MORE_ROUNDS: Final = 3
"""Rounds are repeated, up to so many, while others use more of the cores than this."""

_LOOK_S: Final = 0.5
_PATIENCE_S: Final = 30.0
"""How long it is watched what others do, and how long a job waits for them to stop."""

_LONG_S: Final = 20.0
"""A round that takes longer than this needs no warming up."""


@dataclass(frozen=True, kw_only=True)
class Timed(Generic[R]):
    """One run: its result, its seconds by the wall and of the processor, and how busy others kept the cores."""

    result: R
    wall_s: float
    cpu_s: float
    others_cores: float


@dataclass(frozen=True, kw_only=True)
class Duel(Generic[R, S]):
    """The medians of two programs' runs, and the last result of each."""

    ours: Timed[R]
    peer: Timed[S]

    @property
    def others_cores(self) -> float:
        """How busy others kept the cores, at most."""
        return max(self.ours.others_cores, self.peer.others_cores)


def touch(size_bytes: int) -> None:
    """Write to so much memory once, and give it back.

    On a virtual machine the first touch of memory costs many times a later one, for the host must find the
    page. Without this, whoever runs first pays for the other.
    """
    np.empty(max(size_bytes, 1), dtype=np.uint8)[:: 2**12] = 1


def timed(call: Callable[[], R]) -> Timed[R]:
    """Run something once."""
    busy_s, cpu_s, wall_s = _busy_s(), time.process_time(), time.perf_counter()
    result = call()
    wall_s, cpu_s = time.perf_counter() - wall_s, time.process_time() - cpu_s
    # Counted in hundredths of a second: says nothing about very short runs.
    others = (_busy_s() - busy_s - cpu_s) / wall_s if wall_s > 0.5 else 0.0
    return Timed(result=result, wall_s=wall_s, cpu_s=cpu_s, others_cores=max(others, 0.0))


def interleaved(
    ours: Callable[[], R],
    peer: Callable[[], S],
    *,
    repetitions: int = 3,
    touch_bytes: int = 0,
) -> Duel[R, S]:
    """Run both in turn, and return the medians.

    Before each run as much memory is touched as the job fills, so that neither finds fresh pages only
    because it comes first. Short jobs have a first round that does not count.

    Parameters
    ----------
    ours, peer
        The same job, done by either. Whatever the peer raises comes as a `PeerError`.
    repetitions
        Rounds that count. Those in which others kept the cores busy are repeated, up to three; the quietest
        count.
    touch_bytes
        How much memory the result takes.
    """
    rounds: list[tuple[Timed[None], Timed[None]]] = []
    warm = False
    give_up_s = time.perf_counter() + _PATIENCE_S
    while True:
        _wait_for_others(give_up_s)
        touch(touch_bytes)
        first = timed(ours)
        our_result = first.result
        touch(touch_bytes)
        second = timed(partial(asked, peer))
        peer_result = second.result
        both = (_alone(first), _alone(second))
        if warm or first.wall_s + second.wall_s > _LONG_S:
            rounds.append(both)
        warm = True
        quiet = sum(_others(pair) <= _QUIET_CORES for pair in rounds)
        if len(rounds) >= repetitions and (
            quiet >= repetitions or len(rounds) >= repetitions + _MORE_ROUNDS
        ):
            break
        # Results of gigabytes must not stand beside the next ones.
        del first, second, our_result, peer_result
    kept = sorted(rounds, key=_others)[:repetitions]
    return Duel(
        ours=_median([pair[0] for pair in kept], our_result),
        peer=_median([pair[1] for pair in kept], peer_result),
    )


def _wait_for_others(give_up_s: float) -> None:
    while time.perf_counter() < give_up_s:
        busy_s = _busy_s()
        time.sleep(_LOOK_S)
        if (_busy_s() - busy_s) / _LOOK_S <= _QUIET_CORES:
            return


def _alone(run: Timed[R]) -> Timed[None]:
    return Timed(result=None, wall_s=run.wall_s, cpu_s=run.cpu_s, others_cores=run.others_cores)


def _others(pair: tuple[Timed[None], Timed[None]]) -> float:
    return max(run.others_cores for run in pair)


def _median(runs: Sequence[Timed[None]], result: R) -> Timed[R]:
    return Timed(
        result=result,
        wall_s=median(run.wall_s for run in runs),
        cpu_s=median(run.cpu_s for run in runs),
        others_cores=max(run.others_cores for run in runs),
    )


def _busy_s() -> float:
    """Return the seconds that all cores together were not idle, by anybody; 0 where nobody counts them."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return 0.0
    user, nice, system, _idle, _wait, *rest = map(
        int, stat.read_text().split("\n", 1)[0].split()[1:9]
    )
    return (user + nice + system + sum(rest)) / _TICKS_PER_S
