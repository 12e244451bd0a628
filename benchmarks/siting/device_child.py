# ruff: noqa: T201 - its answer is what it prints
"""Ask one question with some devices of the search switched off, and print the answer as JSON."""

from __future__ import annotations

import json
import sys
import time
from types import SimpleNamespace
from typing import Final

import halfhour as hh
from halfhour.optimize.core import effort as effort_module
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.core.result import Answer
from halfhour.optimize.covering.maximal import maximal_covering
from halfhour.optimize.covering.params import COVERING_DEFAULTS
from measuring.peak_memory import peak_bytes
from scipy.sparse import csc_array
from siting.census_blocks import read_census_blocks
from siting.covering_cases import covering_times, people_of
from wuhan import Floats, read_wuhan

_EFFORT_THREADS: Final = 1


def main(question: str, switches: dict[str, object], time_limit_s: float) -> None:
    """Switch devices off, ask, print."""
    # Processor time: what else the machine does then changes no answer.
    effort_module.time = SimpleNamespace(perf_counter=time.process_time)  # type: ignore[assignment]
    for name, value in switches.items():
        # All searches of this process share the defaults: a home question passes no parameters of its own.
        owner = (
            COVERING_DEFAULTS if hasattr(COVERING_DEFAULTS, name) else COVERING_DEFAULTS.heuristics
        )
        object.__setattr__(owner, name, value)
    effort = Effort(time_limit_s=time_limit_s, threads=_EFFORT_THREADS)
    kind, *rest = question.split()
    if kind == "home":
        study = hh.open_study(hh.sample_study())
        # The devices are those of maximal covering: reach alone.
        scenario = study.scenarios[rest[0]].replace(
            capacity="ignore", objective=hh.MaximalCovering()
        )
        began = time.process_time()
        proof = hh.solve(scenario).certificate
        objective, bound, status = proof.objective_value, proof.bound, proof.status
    else:
        reach, people, max_new = _covering(kind, rest)
        maximal_covering(reach[:, :40], people, max_new=2)
        began = time.process_time()
        found: Answer = maximal_covering(reach, people, max_new=max_new, effort=effort)
        objective, bound, status = found.objective_value, found.bound, found.status
    print(
        json.dumps(
            {
                "objective_value": objective,
                "bound": bound,
                "status": status,
                "seconds": time.process_time() - began,
                "peak_mb": peak_bytes() / 1e6,
            }
        )
    )


def _covering(kind: str, rest: list[str]) -> tuple[csc_array, Floats, int]:
    if kind == "town":
        reach, people = read_census_blocks(rest[0])
        return reach, people, int(rest[1])
    cells, candidates, limit_min, max_new = map(int, rest)
    times = covering_times(read_wuhan(), cells, candidates)
    return times.within(limit_min=limit_min), people_of(times), max_new


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]), float(sys.argv[3]))
