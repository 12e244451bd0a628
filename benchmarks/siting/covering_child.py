# ruff: noqa: T201 - its answer is what it prints
"""Ask one question of maximal covering in a process of its own; prints its peak of memory as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from halfhour.optimize.core.effort import Effort
from halfhour.optimize.covering.maximal import maximal_covering
from measuring.peak_memory import peak_bytes
from scipy.sparse import csc_array


def main(folder: Path, cells: int, max_new: int, time_limit_s: float) -> None:
    """Read the arrays, ask, print."""
    indices, indptr, people = (
        np.load(folder / f"{name}.npy") for name in ("indices", "indptr", "people")
    )
    reach = csc_array(
        (np.ones(len(indices), dtype=bool), indices, indptr), shape=(cells, len(indptr) - 1)
    )
    read = peak_bytes()
    maximal_covering(reach, people, max_new=max_new, effort=Effort(time_limit_s=time_limit_s))
    print(json.dumps({"read": read, "peak": peak_bytes(), "pairs": len(indices)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
