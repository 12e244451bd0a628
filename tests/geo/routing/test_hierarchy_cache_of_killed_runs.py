"""`kill -9` at random moments of writing prepared roads: a whole file or none, and nothing else is left."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from halfhour.geo.routing import hierarchy_cache as prepared
from halfhour.geo.routing.hierarchy import Hierarchy, build_hierarchy


def street(seed: int) -> Hierarchy:
    """A long street, whose file takes some milliseconds to write."""
    node = np.arange(20_000)
    tail, head = np.concatenate([node[:-1], node[1:]]), np.concatenate([node[1:], node[:-1]])
    cost = np.random.default_rng(seed).uniform(10, 90, len(tail))
    return build_hierarchy(tail, head, cost, np.column_stack([node, node * 0]) * 100.0)


def same(one: Hierarchy, other: Hierarchy) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one.tree, other.tree, strict=True))


def write_for_ever(which: tuple[Hierarchy, ...], file: Path) -> None:
    while True:
        for one in which:
            prepared._write(one, file)


def kill_writers(folder: Path, kills: int) -> None:
    file, which, chance = folder / "kept.npz", (street(1), street(2)), random.Random(7)  # noqa: S311
    begun = time.monotonic()
    prepared._write(which[0], file)
    long_s = time.monotonic() - begun
    partly = 0
    for number in range(kills):
        child = os.fork()
        if child == 0:
            write_for_ever(which, file)
        time.sleep(chance.uniform(0, 4 * long_s))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        partly += any(path != file for path in folder.iterdir())
        read = prepared._read(file)
        assert read is not None, number
        assert any(same(read, one) for one in which), number
    prepared._write(which[0], file)
    assert [path.name for path in folder.iterdir()] == [file.name]
    sys.stdout.write(f"{kills} kills, {partly} of them while a file was written\n")


# Each step of the writing is in test_hierarchy_cache.py.
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are started by fork")
@pytest.mark.parametrize("kills", [5, pytest.param(50, marks=pytest.mark.prove)])
def test_a_whole_file_is_there_and_nothing_else_is_left(kills: int, tmp_path: Path) -> None:
    # A process with threads, as that of the tests, should not fork.
    command = [sys.executable, __file__, str(tmp_path), str(kills)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    print(ran.stdout)  # noqa: T201 - the figures of `make prove`


if __name__ == "__main__":
    kill_writers(Path(sys.argv[1]), int(sys.argv[2]))
