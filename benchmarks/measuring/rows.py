# ruff: noqa: T201 - a benchmark talks to whoever runs it
"""What a benchmark measured: rows, and how they are shown and kept."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

_LIBRARIES: Final = (
    "numpy",
    "scipy",
    "numba",
    "networkx",
    "igraph",
    "networkit",
    "pandana",
    "shapely",
    "pulp",
    "highspy",
    "spopt",
)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measurement, against a peer or alone.

    Parameters
    ----------
    job
        What was done.
    ours_s, preparation_s
        Seconds of the job with Halfhour, and of everything that must come before it once per graph.
    peer, peer_s, peer_preparation_s
        Who did the same job, and likewise its seconds; None where nobody did.
    ratio, ratio_with_preparation
        The peer's seconds by ours, without and with preparation.
    cpu_ratio
        Like `ratio`, but of processor time: it does not feel what else the machine does.
    checked
        Whether both came to the same result; None where there is nothing to compare with.
    value, unit
        What was measured where it is no comparison.
    target, met
        What it should come to, and whether it does.
    note
        How it was measured, if it needs saying.
    """

    job: str
    ours_s: float | None = None
    preparation_s: float | None = None
    peer: str | None = None
    peer_s: float | None = None
    peer_preparation_s: float | None = None
    ratio: float | None = None
    ratio_with_preparation: float | None = None
    cpu_ratio: float | None = None
    checked: bool | None = None
    value: float | None = None
    unit: str | None = None
    target: str = ""
    met: bool | None = None
    note: str = ""


def machine() -> dict[str, str]:
    """Return what the benchmark runs on."""
    cpu = platform.processor() or platform.machine()
    info, memory = Path("/proc/cpuinfo"), Path("/proc/meminfo")
    if info.exists():
        models = [x for x in info.read_text().splitlines() if x.startswith("model name")]
        cpu = models[0].split(":", 1)[1].strip() if models else cpu
    found = {"cpu": cpu, "cores": str(os.cpu_count()), "python": platform.python_version()}
    if memory.exists():
        kib = int(memory.read_text().split("MemTotal:", 1)[1].split()[0])
        found["memory"] = f"{kib / 2**20:.0f} GiB"
    for name in _LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "absent"
    return found


def show(row: Row) -> None:
    """Print a row as soon as it is there."""
    numbers = (
        ("ours {} s", row.ours_s),
        ("(+ {})", row.preparation_s),
        (f"{row.peer} {{}} s", row.peer_s),
        ("x {}", row.ratio),
        ("(prepared x {})", row.ratio_with_preparation),
        ("cpu x {}", row.cpu_ratio),
        (f"{{}} {row.unit}", row.value),
    )
    words = (
        "" if row.checked is None else "same" if row.checked else "NOT THE SAME",
        f"[{row.target}: {'met' if row.met else 'MISSED'}]" if row.target else "",
        row.note and f"- {row.note}",
    )
    said = [text.format(_number(number)) for text, number in numbers if number is not None]
    print(" ".join([f"{row.job:<58}", *said, *filter(None, words)]), flush=True)


def table(rows: Sequence[Row]) -> str:
    """Return rows as a Markdown table."""
    head = (
        "job",
        "ours",
        "preparation",
        "peer",
        "peer's",
        "ratio",
        "with preparation",
        "cpu ratio",
    )
    lines = [
        "| " + " | ".join((*head, "same", "target", "met", "note")) + " |",
        "| --- |" + " ---: | ---: | --- | ---: | ---: | ---: | ---: | --- | --- | --- | --- |",
    ]
    for row in rows:
        seconds = (
            None if s is None else f"{_number(s)} s" for s in (row.ours_s, row.preparation_s)
        )
        ours, preparation = (text or "" for text in seconds)
        if row.value is not None:
            ours = f"{_number(row.value)} {row.unit}"
        cells = (
            row.job,
            ours,
            preparation,
            row.peer or "",
            "" if row.peer_s is None else f"{_number(row.peer_s)} s",
            *(
                "" if r is None else _number(r)
                for r in (row.ratio, row.ratio_with_preparation, row.cpu_ratio)
            ),
            _word(row.checked),
            row.target,
            _word(row.met),
            row.note,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write_json(rows: Sequence[Row], file: Path) -> None:
    """Write the machine and the rows."""
    text = json.dumps({"machine": machine(), "rows": [asdict(row) for row in rows]}, indent=1)
    file.write_text(text + "\n", encoding="utf-8")


def _word(answer: bool | None) -> str:  # noqa: FBT001 - what the row holds
    return "" if answer is None else "yes" if answer else "no"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
