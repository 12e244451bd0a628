"""Progress in a notebook: the stages below the cell, and a bar for the one that runs."""

from __future__ import annotations

import html
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

from ...common.large_work import Report
from .stages import Running, StageClock

_LINES: Final = 6
"""Stages that stay in sight."""


def in_notebook() -> bool:
    """Return whether this runs in a notebook, which shows HTML below its cells."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return shell is not None and hasattr(shell, "kernel")


@contextmanager
def progress_below_cell(clock: StageClock | None = None) -> Iterator[Report]:
    """Yield a report that shows stages below the notebook's cell.

    Parameters
    ----------
    clock
        Times the stages.
    """
    # Only notebooks have it; it has no types.
    shown: Any = import_module("IPython.display")
    stages = StageClock() if clock is None else clock
    past: list[Running] = []
    handle: Any = shown.display(shown.HTML(""), display_id=True)

    def show(line: str) -> None:
        past.append(stages.begin(line))
        handle.update(shown.HTML(stages_html(past, running=stages.running)))

    try:
        yield show
    finally:
        handle.update(shown.HTML(stages_html(past, ended_s=stages.now_s)))


def stages_html(
    past: list[Running],
    *,
    running: Sequence[Running] | None = None,
    ended_s: float | None = None,
) -> str:
    """Return the last stages as HTML, with a bar for each that runs: by default the last one.

    The browser moves the bar, for as many seconds as the stage is expected to take: Python computes meanwhile.
    """
    lines = [f"{one.began_s:6.1f} s  {html.escape(one.text)}" for one in past[-_LINES:]]
    if ended_s is not None:
        lines.append(f"{ended_s:6.1f} s  in all")
        return _block(lines)
    last = past[-1]
    if last.expected_s is not None:
        lines[-1] += f" (about {max(1.0, last.expected_s):.0f} s)"
    drawn = [last] if running is None else running
    return _block(lines) + "".join(
        _bar(f"halfhour-stage-{len(past)}-{number}", one, spent_s=last.began_s - one.began_s)
        for number, one in enumerate(drawn)
    )


def _bar(name: str, running: Running, *, spent_s: float) -> str:
    """Return a bar for a stage that began some seconds before; nothing where nobody knows what it takes."""
    if running.expected_s is None:
        return ""
    # Where the seconds are not enough, the bar waits just before its end.
    return (
        f"<style>@keyframes {name} {{from {{width: 0}} to {{width: 99%}}}}</style>"
        f'<div style="width: 30em; border: 1px solid #888" title="{html.escape(running.text)}">'
        f'<div style="height: .6em; background: #3b6ea5; animation: {name} '
        f'{running.expected_s:.1f}s linear {-max(0.0, spent_s):.1f}s forwards"></div></div>'
    )


def _block(lines: list[str]) -> str:
    return "<pre>" + "\n".join(lines) + "</pre>"
