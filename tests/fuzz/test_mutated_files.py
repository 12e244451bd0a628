"""Whatever stands in a file, a reader takes it or says in one clear error what is wrong with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import fuzz_worker
import pytest
from fuzz_readers import READERS
from fuzz_trial import trials, warm_up

FEW = 50
"""Mutations of each reader in `make test`."""

MORE = 200
"""Mutations of each reader in `make test-thorough`."""

MANY = 10_000
"""Mutations of each reader in `make fuzz`."""

PART = 2_500
"""Mutations that one process tries: what libraries lose of memory is not counted for ever."""


@pytest.mark.parametrize("name", READERS)
def test_a_good_file_is_read(name: str, tmp_path: Path) -> None:
    warm_up(name, tmp_path)


IN_WORKER = frozenset(name for name in READERS if "osm" in name)
"""Readers whose library might end the whole process: they run in one of their own in `make test`, too."""


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    ("first", "end"), [(0, FEW), pytest.param(FEW, MORE, marks=pytest.mark.thorough)]
)
def test_few_mutated_files(name: str, first: int, end: int, tmp_path: Path) -> None:
    if name in IN_WORKER:
        last, failed = run_worker(name, first, end, tmp_path / "files")
        assert last == end - 1 or failed
    else:
        failed = dict(trials(name, range(first, end), tmp_path / "files"))
    assert not failed, told(name, failed)


@pytest.mark.fuzz
@pytest.mark.parametrize("first", range(MORE, MANY, PART))
@pytest.mark.parametrize("name", READERS)
def test_many_mutated_files(name: str, first: int, tmp_path: Path) -> None:
    failed: dict[int, str] = {}
    end = min(first + PART, MANY)
    while first < end:
        last, found = run_worker(name, first, end, tmp_path / str(first))
        failed |= found
        # The process ended with its last trial, or went on to the end: each pass makes progress.
        first = last + 1
    assert not failed, told(name, failed)


def run_worker(name: str, first: int, end: int, folder: Path) -> tuple[int, dict[int, str]]:
    """Run a process over some mutations; return the last that it began, and what failed."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, fuzz_worker.__file__, name, str(first), str(end), str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    begun = [line for line in lines if isinstance(line, int)]
    assert begun, f"{name}: nothing was tried: {done.stderr[-3000:]}"
    failed = dict(line for line in lines if isinstance(line, list))
    if done.returncode:
        failed[begun[-1]] = f"the process ended ({done.returncode}): {done.stderr[-3000:]}"
    return begun[-1], failed


def told(name: str, failed: dict[int, str]) -> str:
    """Return how many mutations failed, and the first of them."""
    number, story = next(iter(failed.items()))
    return (
        f"{name}: {len(failed):,} mutations failed ({list(failed)[:20]}); number {number}:\n{story}"
    )
