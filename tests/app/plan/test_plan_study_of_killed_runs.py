"""`kill -9` at random moments of plans, and plans at once: one set is whole, and nothing else is left."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from halfhour.app.plan.plan_study import plan_study

WAYS = ("Street", "Road")


def start(folder: Path, way: str, out: Path) -> int:
    """Plan a study in a process of its own."""
    child = os.fork()
    if child == 0:
        try:
            plan_study(folder / way / "study.yaml", out)
        finally:
            os._exit(0)
    return child


def wait(*children: int) -> None:
    for child in children:
        os.waitpid(child, 0)


def results(folder: Path) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    plan = json.loads(found["plan.json"])
    plan["certificate"]["seconds"] = 0
    return found | {"plan.json": json.dumps(plan).encode()}


def whole(folder: Path) -> dict[str, dict[str, bytes]]:
    """Return what each study's results are where nobody interferes."""
    for way in WAYS:
        wait(start(folder, way, folder / f"out {way}"))
    return {way: results(folder / f"out {way}" / "one") for way in WAYS}


def kill_plans(folder: Path, kills: int) -> None:
    begun = time.monotonic()
    sets = whole(folder)
    long_s = (time.monotonic() - begun) / len(WAYS)
    out, chance = folder / "out", random.Random(5)  # noqa: S311
    wait(start(folder, WAYS[0], out))
    for number in range(kills):
        child = start(folder, WAYS[number % 2], out)
        # Most of the writing is at the end.
        time.sleep(long_s * chance.uniform(0.3, 1.1))
        os.kill(child, signal.SIGKILL)
        wait(child)
        assert results(out / "one") in sets.values(), number
    wait(start(folder, WAYS[1], out))
    assert results(out / "one") == sets[WAYS[1]]
    assert {path.name for path in out.iterdir()} == {"index.html", "one"}


def plan_at_once(folder: Path, most: int) -> None:
    sets, out = whole(folder), folder / "out"
    for count in (two for two in (2, 4, 8) if two <= most):
        wait(*[start(folder, WAYS[number % 2], out) for number in range(count)])
        assert results(out / "one") in sets.values(), count
        assert {path.name for path in out.iterdir()} == {"index.html", "one"}


# Each step of the writing, and eight at once in threads, are in results/test_unfinished.py for `make test`.
@pytest.mark.prove
@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are started by fork")
@pytest.mark.parametrize(("what", "number"), [("kill", 50), ("at once", 8)])
def test_one_set_is_whole_and_nothing_else_is_left(what: str, number: int, tmp_path: Path) -> None:
    # Only here: this file also runs as a program, since a process with threads should not fork.
    from malformed_kinds import write_study  # noqa: PLC0415

    for way in WAYS:
        (tmp_path / way).mkdir()
        write_study(tmp_path / way)
        study = tmp_path / way / "study.yaml"
        study.write_text(study.read_text().replace("Street", way))
    command = [sys.executable, __file__, str(tmp_path), what, str(number)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")


if __name__ == "__main__":
    run = kill_plans if sys.argv[2] == "kill" else plan_at_once
    run(Path(sys.argv[1]), int(sys.argv[3]))
