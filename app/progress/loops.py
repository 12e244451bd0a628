"""Loops are compiled by a second process while the first one reads files, once for each machine.

Both fill the same cache. The second process begins with what the first one needs last, so that neither waits
for the other.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from ...common.large_work import Report

SWITCH: Final = "HALFHOUR_COMPILE_AHEAD"
"""Environment variable that is ``off`` where no second process is wanted."""

SAID: Final = "compiling loops for this machine, once"

_ROOT: Final = Path(__file__).resolve().parents[2]
_FOLDERS: Final = ("common", "coverage", "geo", "optimize")
"""Where compiled loops, and what they take from elsewhere, stand."""

_JOB: Final = "halfhour.app.first_run.job"
_MARK: Final = "halfhour-loops.txt"
_WAIT_S: Final = 2.0


@contextmanager
def loops_beside(report: Report) -> Iterator[None]:
    """Compile loops in a process of its own as long as the context lasts, where this machine has none yet.

    With a single core, or without a cache that both processes share, nothing is gained and nothing is started.
    The run never fails for it: whatever the other process does not compile is compiled where it is used.
    """
    mark = None if os.environ.get(SWITCH, "").lower() == "off" else mark_file()
    if mark is None or (os.cpu_count() or 1) < 2 or is_marked(mark):
        yield
        return
    process = None
    with suppress(OSError):
        process = _started()
        report(SAID)
    try:
        yield
    finally:
        if process is not None:
            _end(process)


def mark_file() -> Path | None:
    """Return the file that tells which loops are compiled, beside them; None where nothing is cached."""
    # Loads numba, for which every run that has anything to compile waits anyway.
    from ...common.compiled import cache_folder  # noqa: PLC0415

    folder = cache_folder()
    return None if folder is None else folder / _MARK


def is_marked(mark: Path) -> bool:
    """Return whether all loops of this version were compiled on this machine."""
    try:
        return mark.read_text(encoding="utf-8") == loops_version()
    except (OSError, UnicodeDecodeError):
        return False


def loops_version() -> str:
    """Return what changes with the package's files, Python, numba or the processor."""
    import llvmlite.binding  # noqa: PLC0415 - loaded by numba
    import numba  # noqa: PLC0415 - as above

    digest = hashlib.blake2b(digest_size=16)
    processor = (
        llvmlite.binding.get_host_cpu_name(),
        str(llvmlite.binding.get_host_cpu_features()),
    )
    for part in (sys.version, numba.__version__, *processor):
        digest.update(f"{part}\n".encode())
    for folder in _FOLDERS:
        for file in sorted((_ROOT / folder).rglob("*.py")):
            told = file.stat()
            digest.update(f"{file.relative_to(_ROOT)} {told.st_size} {told.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _started() -> subprocess.Popen[bytes]:
    """Start the other process; it finds the package where this one did."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    silent = subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", _JOB],
        stdin=silent,
        stdout=silent,
        stderr=silent,
        env=environment,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the other process; what it has compiled by then stays."""
    with suppress(OSError):
        process.terminate()
    try:
        process.wait(_WAIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
