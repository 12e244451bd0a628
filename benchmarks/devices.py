# ruff: noqa: T201 - a benchmark talks to whoever runs it
"""Measure what each device of the covering search is worth: each is switched off in turn.

    python benchmarks/devices.py --time-limit 30 --json devices.json

Every question is asked in a process of its own, with the same limit of processor time for all variants.
"""

from __future__ import annotations

import argparse
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from measuring.fresh_process import ask

VARIANTS: Final[dict[str, dict[str, object]]] = {
    "all devices": {},
    "without annealing": {"use_annealing": False},
    "without concentration": {"use_concentration": False},
    "without implied groups": {"use_implied_groups": False},
    "without iterated local search": {"local_search_rounds": 0},
}
"""Switches of `HeuristicParams` and `CoveringParams` by the variant's name."""

QUESTIONS: Final = (
    *(f"home {name}" for name in ("clinics_5", "care_3", "shelters_8", "rehab_5")),
    "wuhan 10000 200 30 10",
    "wuhan 10000 200 15 10",
    "wuhan 50000 1000 15 15",
    "wuhan 100000 1000 30 15",
    "wuhan 100000 1000 15 10",
    "wuhan 100000 1000 15 25",
    "wuhan 100000 1000 15 50",
    *(f"town NewYork {p}" for p in (50, 70, 90, 100)),
    *(f"town Bronx {p}" for p in (50, 60, 80, 90, 100)),
)


def main() -> int:
    """Ask every question in every variant, and print a table."""
    options = _options()
    found: list[dict[str, object]] = []
    jobs = [(question, name) for question in options.questions for name in options.variants]
    with ThreadPoolExecutor(options.jobs) as pool:
        answers = pool.map(lambda job: _asked(*job, options.time_limit), jobs)
        for (question, name), answer in zip(jobs, answers, strict=True):
            found.append({"question": question, "variant": name, **answer})
            print(json.dumps(found[-1]), flush=True)
            if options.json is not None:
                options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def _asked(question: str, variant: str, time_limit_s: float) -> dict[str, float]:
    return ask(
        "siting/device_child.py", question, json.dumps(VARIANTS[variant]), f"{time_limit_s:g}"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--time-limit", type=float, default=30.0, help="seconds per question")
    parser.add_argument("--jobs", type=int, default=1, help="questions asked side by side")
    parser.add_argument("--json", type=Path, help="write what was found to this file")
    parser.add_argument("--questions", nargs="+", default=QUESTIONS, help="only these")
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=list(VARIANTS))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
