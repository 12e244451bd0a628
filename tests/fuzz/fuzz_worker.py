"""A part of `make fuzz` in a process of its own, so that a crash or a hang ends it and not the run.

    python fuzz_worker.py READER FIRST END FOLDER

It prints a JSON line before each trial (a number) and after each that failed (number and story). A trial that
lasts too long ends the process with the place where it stands; one that asks for too much memory is refused it.
"""

from __future__ import annotations

import faulthandler
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil

TRIAL_MAX_S = 60.0
"""So long on a busy machine; a trial takes about 10 ms."""

MEMORY_MAX_BYTES = 1 << 30


def limit_memory() -> None:
    """Refuse this process more than a gigabyte beside what it has, where the system knows limits."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    limit = psutil.Process().memory_info().vms + MEMORY_MAX_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def say(line: Any) -> None:
    """Print a line at once: the process may end at any moment."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def begin(number: int) -> None:
    """Say what is tried next, and begin to count its time."""
    say(number)
    faulthandler.dump_traceback_later(TRIAL_MAX_S, exit=True)


def main(arguments: Iterable[str]) -> None:
    """Try a reader with some mutations."""
    from fuzz_trial import trials, warm_up  # noqa: PLC0415 - what it loads is not counted as used

    name, first, end, folder = arguments
    faulthandler.enable()
    warm_up(name, Path(folder) / "good")
    limit_memory()
    for number, story in trials(name, range(int(first), int(end)), Path(folder), before=begin):
        say([number, story])


if __name__ == "__main__":
    main(sys.argv[1:])
