# ruff: noqa: T201 - a benchmark talks to whoever runs it
"""Measure whole commands on the sample city, stage by stage, in pairs against another checkout.

    python benchmarks/whole_job.py --jobs demo check --against ../before --rounds 3 --json rows.json

Every run is a process of its own. Seconds of the processor say what the program does, those of the wall what
somebody waits for; where other work runs beside, only the first can be compared. The first round fills caches
and does not count; with --first every run begins without any, as after an installation.
Scenarios are answered one after the other, so that their stages can be timed; with --at-once as many at once as
there are cores, and what they take counts as the rest.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Final

from measuring.fresh_process import ask

ROOT: Final = Path(__file__).resolve().parents[1]
BENCHMARKS: Final = ROOT / "benchmarks"
STUDY: Final = "data/qinhuangdao/study.yaml"

JOBS: Final = {
    "demo": ["demo", "--out", "{out}"],
    "plan_one": ["plan", "{study}", "--scenario", "shelters_8", "--out", "{out}"],
    "check": [
        *("check", "{study}", "--service", "clinic"),
        *("--at", "119.52,39.91", "--places", "100"),
    ],
    "evaluate": ["evaluate", "{study}", "--year", "2020", "--compare", "2016", "--out", "{out}"],
    "validate": ["validate", "{study}"],
}
"""Commands by name; the study is the sample city of the checkout that is measured."""

Taken = dict[str, float]


def main() -> int:
    """Measure the jobs, and print a table for each."""
    options = _options()
    checkouts = {"ours": ROOT}
    if options.against is not None:
        checkouts["before"] = options.against.resolve()
    print(f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        _measure(options, checkouts, Path(folder))
    return 0


def _measure(options: argparse.Namespace, checkouts: dict[str, Path], folder: Path) -> None:
    found = {}
    sites = {name: _site(folder / name, root) for name, root in checkouts.items()}
    for job in options.jobs:
        runs: dict[str, list[Taken]] = {name: [] for name in checkouts}
        for number in range(options.rounds + (0 if options.first else 1)):
            # In turn, so that what the machine does beside falls on both.
            for name, root in checkouts.items():
                taken = _run(job, root, sites[name], first=options.first, at_once=options.at_once)
                if number or options.first:
                    runs[name].append(taken)
        found[job] = {name: _medians(some) for name, some in runs.items()}
        _print_table(job, found[job])
        if options.json is not None:
            options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _site(folder: Path, root: Path) -> Path:
    """Return a folder from which a checkout is imported: its root is the package."""
    folder.mkdir()
    (folder / "halfhour").symlink_to(root, target_is_directory=True)
    return folder


def _run(job: str, root: Path, site: Path, *, first: bool, at_once: bool) -> Taken:
    with tempfile.TemporaryDirectory() as folder:
        places = {"out": str(Path(folder) / "out"), "study": str(root / STUDY)}
        environment = {"PYTHONPATH": os.pathsep.join([str(site), str(BENCHMARKS)])}
        # As an installed package has it: its files are not translated to bytecode in every run.
        environment |= {
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(site / "bytecode"),
        }
        if not at_once:
            environment["HALFHOUR_JOBS"] = "1"
        if first:
            environment["NUMBA_CACHE_DIR"] = str(Path(folder) / "loops")
            environment["HALFHOUR_CACHE"] = str(Path(folder) / "graphs")
        arguments = [part.format(**places) for part in JOBS[job]]
        return ask("whole/child.py", *arguments, **environment)


def _medians(runs: list[Taken]) -> Taken:
    keys = dict.fromkeys(key for run in runs for key in run)
    return {key: median(run.get(key, 0.0) for run in runs) for key in keys}


def _print_table(job: str, by_checkout: dict[str, Taken]) -> None:
    keys = dict.fromkeys(key for taken in by_checkout.values() for key in taken)
    stages = dict.fromkeys(key.rpartition(": ")[0] for key in keys)
    print(f"\n| {job} | " + " | ".join(f"{name}: cpu, wall" for name in by_checkout) + " |")
    print("| --- |" + " ---: |" * len(by_checkout))
    for stage in stages:
        cells = (
            f"{taken.get(f'{stage}: cpu', 0.0):.2f} s, {taken.get(f'{stage}: wall', 0.0):.2f} s"
            for taken in by_checkout.values()
        )
        print(f"| {stage} | " + " | ".join(cells) + " |", flush=True)


def _processor() -> str:
    """Return the processor's name as the system tells it."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", nargs="+", choices=JOBS, default=list(JOBS))
    parser.add_argument("--against", type=Path, help="another checkout, measured in turn")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each that count")
    parser.add_argument("--first", action="store_true", help="begin every run without caches")
    parser.add_argument("--at-once", action="store_true", help="answer scenarios at once")
    parser.add_argument("--json", type=Path, help="write all seconds to this file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
