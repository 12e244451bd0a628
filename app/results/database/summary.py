"""A row for each plan of a run, from its ``plan.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

SUMMARY: Final = {
    **dict.fromkeys(("scenario", "service", "study", "title", "group"), "text"),
    "year": "integer",
    "limit_min": "double precision",
    **dict.fromkeys(
        (
            *("people_total", "served_before", "served_after", "within_reach_before"),
            *("within_reach_after", "no_place_before", "no_place_after", "gap_before"),
            *("gap_after", "unreachable_before", "unreachable_after", "cost"),
        ),
        "double precision",
    ),
    "opened": "text[]",
    "status": "text",
    **dict.fromkeys(("objective_value", "bound", "optimality_gap"), "double precision"),
    "version": "text",
    "plan": "jsonb",
}
"""Column -> type in SQL; ``plan`` is the whole of ``plan.json``, of a joint plan the part of its service."""


def summary_rows(folders: Iterable[Path]) -> Iterator[list[Any]]:
    """Yield the rows of some folders' plans, of a joint plan one for each service."""
    for folder in folders:
        written = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        joint = written.get("kind") == "joint"
        for plan in written["services"].values() if joint else [written]:
            certificate = (written if joint else plan)["certificate"]
            known = {
                **plan,
                "scenario": written["scenario"],
                "title": written["said"]["title"]["en"],
                "plan": json.dumps(plan),
                **{key: certificate[key] for key in ("status", "objective_value", "bound")},
                "optimality_gap": certificate["optimality_gap"],
            }
            yield [known[name] for name in SUMMARY]
