"""What the program's exit code says: the one table, which docs/reference/command-line.md repeats."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended."""

    DONE = 0
    FAILED = 1
    UNUSABLE_INPUT = 2
    OTHER_FIGURES = 3
    OTHER_INPUTS = 4
    INTERRUPTED = 130


MEANINGS = {
    ExitCode.DONE: "done",
    ExitCode.FAILED: "the solver failed, or its answer does not hold, or a process was killed or interrupted",
    ExitCode.UNUSABLE_INPUT: (
        "an input or an option cannot be used, or results cannot be written; the faults are listed"
    ),
    ExitCode.OTHER_FIGURES: "`replay`: the same inputs give other figures",
    ExitCode.OTHER_INPUTS: "`replay`: inputs are changed or missing",
    ExitCode.INTERRUPTED: "`fetch`: ended by Ctrl-C, and the same command goes on from what has come",
}
"""In words, as the documentation says it."""
