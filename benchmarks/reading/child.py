"""Reads one file in a process of its own: ``python reading/child.py people FILE``; prints seconds and bytes."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import halfhour as hh
from measuring.peak_memory import peak_bytes

_READ = {"people": hh.read_population, "roads": hh.read_roads, "validate": hh.validate_study}


def main() -> int:
    """Read what the arguments name; print what it took as JSON."""
    read, file = _READ[sys.argv[1]], Path(sys.argv[2])
    wall, cpu = time.perf_counter(), time.process_time()
    result = read(file)
    answer = {
        "wall_s": time.perf_counter() - wall,
        "cpu_s": time.process_time() - cpu,
        "peak_bytes": peak_bytes(),
        "records": len(result) if hasattr(result, "__len__") else None,
    }
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
