"""Ask a script of the benchmarks in a process of its own; it answers in JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

_BENCHMARKS: Final = Path(__file__).parents[1]


def ask(script: str, *arguments: str, **environment: str) -> dict[str, float]:
    """Run a script with arguments, and return what it printed.

    Parameters
    ----------
    script
        Its path within the folder of benchmarks.
    arguments
        What the script gets.
    environment
        Variables that are set beside those of this process.
    """
    # Python looks for imports beside the script: one in a sub-folder must be told of the folder above.
    path = os.pathsep.join(filter(None, (str(_BENCHMARKS), os.environ.get("PYTHONPATH"))))
    # Our own file with our own arguments.
    done = subprocess.run(  # noqa: S603
        [sys.executable, str(_BENCHMARKS / script), *arguments],
        env={**os.environ, "PYTHONPATH": path, **environment},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    answer: dict[str, float] = json.loads(done.stdout)
    return answer
