# ruff: noqa: T201 - a benchmark talks to whoever runs it
"""Measure Halfhour's siting against spopt and plain PuLP: ``make bench``.

All solve the same covering matrices, made from the roads of Wuhan, in one process, and come to the same
people; else the run fails. See docs/performance/siting.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from measuring.rows import Row, machine, show, table, write_json
from siting.capacity_jobs import capacity_rows
from siting.covering_cases import SIZES
from siting.covering_jobs import frontier_row, memory_rows, size_rows, warm_up
from siting.plan_row import PlanRow
from siting.share_jobs import share_rows
from wuhan import ROADS, read_wuhan

JOBS: Final = (*SIZES, "frontier", "shares", "orlib", "memory", "capacities")


def main() -> int:
    """Run the jobs that were asked for, and show what they came to; return 1 if any result is wrong."""
    options = _options()
    print(", ".join(f"{name} {value}" for name, value in machine().items()), flush=True)
    rows: list[Row] = []
    for row in _rows(options, frozenset(options.jobs)):
        rows.append(row)
        show(row)
        if isinstance(row, PlanRow):
            print(_proof(row), flush=True)
        if options.json is not None:
            # After each row, so that a run that is stopped leaves what it measured.
            write_json(rows, options.json)
    print("\n" + table(rows))
    wrong = [row.job for row in rows if row.checked is False]
    if wrong:
        print(f"\nNot the same results: {', '.join(wrong)}", file=sys.stderr)
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write rows to this file")
    parser.add_argument("--jobs", nargs="+", choices=JOBS, default=list(JOBS), help="only these")
    parser.add_argument("--roads", type=Path, default=ROADS, help="Wuhan's roads.parquet")
    return parser.parse_args()


def _rows(options: argparse.Namespace, jobs: frozenset[str]) -> Iterator[Row]:
    warm_up()
    if jobs - {"orlib", "capacities"}:
        network = read_wuhan(options.roads)
        for size in SIZES:
            if size in jobs:
                yield from size_rows(network, size)
        if "frontier" in jobs:
            yield frontier_row(network)
        if "shares" in jobs:
            yield from share_rows(network)
        if "memory" in jobs:
            yield from memory_rows(network)
    if "capacities" in jobs:
        yield from capacity_rows()
    if "orlib" in jobs:
        # So that the others run where this question is not needed.
        from siting.median_jobs import orlib_rows  # noqa: PLC0415

        yield from orlib_rows()


def _proof(row: PlanRow) -> str:
    numbers = (
        ("objective {:,.0f}", row.objective),
        ("bound {:,.1f}", row.bound),
        ("gap {:.4%}", row.optimality_gap),
        ("peak {:,.0f} MB", row.peak_mb),
        ("| peer: objective {:,.0f}", row.peer_objective),
        ("build {:.2f} s", row.build_s),
        ("solve {:.2f} s", row.solve_s),
        ("peak {:,.0f} MB", row.peer_peak_mb),
    )
    said = [text.format(number) for text, number in numbers if number is not None]
    return " " * 4 + ", ".join(said).replace(", |", " |")


if __name__ == "__main__":
    sys.exit(main())
