"""What a report is told when a stage begins: a line of text, and how long the stage is expected to take."""

from __future__ import annotations

from typing import Self


class Stage(str):
    """A line that names a stage, which whoever shows progress can draw a bar for.

    It is text, so that ``report=print`` prints it.

    Parameters
    ----------
    text
        The line.
    seconds
        What the stage takes on a usual machine; None where nobody knows before.
    job
        What the stage belongs to, where several jobs go on at once; empty where there is one alone.
    is_last
        Whether the line ends its job.
    """

    __slots__ = ("is_last", "job", "seconds")

    seconds: float | None
    job: str
    is_last: bool

    def __new__(
        cls, text: str, *, seconds: float | None = None, job: str = "", is_last: bool = False
    ) -> Self:
        """Return the line."""
        stage = super().__new__(cls, text)
        stage.seconds, stage.job, stage.is_last = seconds, job, is_last
        return stage


def named(name: str, line: str) -> str:
    """Return a line under a name, such as a service's or a scenario's; a stage keeps what it takes."""
    text = f"{name}: {line}"
    return Stage(text, seconds=line.seconds) if isinstance(line, Stage) else text
