"""Progress on standard error: lines, and in a terminal a bar for the stage that runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import Progress, ProgressColumn, Task, TextColumn
from rich.progress_bar import ProgressBar
from rich.text import Text

from ...common.large_work import Report
from .stages import Running, StageClock

_WIDTH: Final = 30


@contextmanager
def progress_on(
    console: Console, clock: StageClock | None = None, *, said: Callable[[str], str] = str
) -> Iterator[Report]:
    """Yield a report that prints each stage with the seconds since the start.

    Parameters
    ----------
    console
        Where. In a terminal a bar below the lines shows how far the stage is.
    clock
        Times the stages.
    said
        Says a line in another language; English by default.
    """
    stages = StageClock() if clock is None else clock
    if not console.is_terminal:

        def say(line: str) -> None:
            running = stages.begin(line)
            console.print(_line(running, said))

        yield say
        return
    with _bar(console, stages, said) as bar:
        tasks = {"": bar.add_task("", total=None, running=None)}

        def draw(line: str) -> None:
            begun = stages.begin(line)
            now = {running.job: running for running in stages.running}
            # Each job has a bar while it goes on.
            for job in tasks.keys() - now.keys():
                bar.remove_task(tasks.pop(job))
            for job, running in now.items():
                if job not in tasks:
                    tasks[job] = bar.add_task(job, total=None, running=running)
                bar.update(tasks[job], running=running)
            bar.console.print(_line(begun, said))

        yield draw


def _line(running: Running, said: Callable[[str], str]) -> str:
    return f"{running.began_s:6.1f} s  {said(running.text)}"


def _bar(console: Console, clock: StageClock, said: Callable[[str], str]) -> Progress:
    # What a command prints goes to standard output, and is none of the bar's.
    return Progress(
        TextColumn(" " * 9),
        _Bar(clock),
        _Left(clock, said),
        console=console,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        refresh_per_second=4,
    )


class _Bar(ProgressColumn):
    """The part of the stage that is done, or that something is done."""

    def __init__(self, clock: StageClock) -> None:
        super().__init__()
        self._clock = clock

    def render(self, task: Task) -> ProgressBar:
        """Return the bar."""
        running: Running | None = task.fields["running"]
        share = None if running is None else running.share(self._clock.now_s)
        total = None if share is None else 1.0
        return ProgressBar(
            total=total, completed=share or 0.0, width=_WIDTH, animation_time=task.get_time()
        )


class _Left(ProgressColumn):
    """How many seconds are left, about."""

    def __init__(self, clock: StageClock, said: Callable[[str], str]) -> None:
        super().__init__()
        self._clock, self._said = clock, said

    def render(self, task: Task) -> Text:
        """Return the text."""
        running: Running | None = task.fields["running"]
        if running is None:
            return Text("")
        left = self._said(running.left(self._clock.now_s))
        return Text(": ".join(part for part in (running.job, left) if part))
