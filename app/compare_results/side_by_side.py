"""Two folders of results side by side: their figures as tables and plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from ..results.plan_words import BothPart
from .compared import ComparedPlans, Figure

_UNIT_KEYS: Final = (
    "people",
    "served_before",
    "served_after",
    "share_before",
    "share_after",
    "gap_after",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class SideBySide:
    """Two folders of results side by side: what is in it is told of `ResultsComparison`, which writes files."""

    a: str
    b: str
    plans: tuple[ComparedPlans, ...]
    only_a: tuple[str, ...] = ()
    only_b: tuple[str, ...] = ()
    paths: tuple[Path, Path] = field(repr=False)

    @property
    def table(self) -> pd.DataFrame:
        """A row for each figure of each plan: ``plan``, ``key``, ``kind``, ``a``, ``b``, ``difference``.

        Texts are in English.
        """
        return pd.DataFrame(
            [
                {
                    "plan": plan.name,
                    "key": one.key,
                    "kind": one.kind,
                    "a": _plain(one.a),
                    "b": _plain(one.b),
                    "difference": one.difference,
                }
                for plan in self.plans
                for one in plan.figures
            ]
        )

    @property
    def units(self) -> pd.DataFrame:
        """A row for each unit of each plan, as `ComparedPlans` has them, with the plan's name first."""
        tables = [plan.units.assign(plan=plan.name) for plan in self.plans]
        joined = pd.concat(tables, ignore_index=True)
        return joined[["plan", *(name for name in joined.columns if name != "plan")]]

    def to_csv_table(self) -> pd.DataFrame:
        """Return all of it as one tidy table, as ``compare.csv`` has it.

        A row has ``plan``, ``part`` (``figure``, ``unit``, ``site`` or ``otherwise``), ``level``, ``id``,
        ``name``, ``key``, ``a``, ``b`` and ``difference``.
        """
        rows: list[dict[str, object]] = []
        for plan in self.plans:
            rows += _rows(plan)
        columns = ("plan", "part", "level", "id", "name", "key", "a", "b", "difference")
        return pd.DataFrame(rows, columns=list(columns))

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as plain values, as ``halfhour compare --json`` prints them."""
        return {
            "a": self.a,
            "b": self.b,
            "only_a": list(self.only_a),
            "only_b": list(self.only_b),
            "plans": [_dict(plan) for plan in self.plans],
        }

    def __repr__(self) -> str:
        return f"<ResultsComparison of {self.a} and {self.b}: {len(self.plans)} plans side by side>"


def _plain(value: float | BothPart | None) -> object:
    return value.en if isinstance(value, BothPart) else value


def _rows(plan: ComparedPlans) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {"part": "otherwise", "key": "note", "name": note.en} for note in plan.otherwise
    ]
    rows += [_row("figure", one) for one in plan.figures]
    for side, sites in plan.sites.items():
        rows += (
            {
                "part": "site",
                "id": site,
                "key": "opened",
                "a": side in {"both", "a"},
                "b": side in {"both", "b"},
            }
            for site in sites
        )
    for unit in plan.units.to_dict("records"):
        rows += (
            {
                "part": "unit",
                "level": unit["level"],
                "id": unit["unit_id"],
                "name": unit["name"],
                "key": key,
                "a": unit[f"{key}_a"],
                "b": unit[f"{key}_b"],
                "difference": unit[f"{key}_difference"],
            }
            for key in _UNIT_KEYS
        )
    return [{"plan": plan.name, **row} for row in rows]


def _row(part: str, one: Figure) -> dict[str, object]:
    return {
        "part": part,
        "name": str(one.label),
        "key": one.key,
        "a": _plain(one.a),
        "b": _plain(one.b),
        "difference": one.difference,
    }


def _dict(plan: ComparedPlans) -> dict[str, Any]:
    figures = {
        one.key: {
            "kind": one.kind,
            "a": _plain(one.a),
            "b": _plain(one.b),
            "difference": one.difference,
        }
        for one in plan.figures
    }
    units = plan.units.astype(object).where(plan.units.notna(), None)
    return {
        "plan": plan.name,
        "otherwise": [note.en for note in plan.otherwise],
        "figures": figures,
        "sites": {side: list(sites) for side, sites in plan.sites.items()},
        "only_units": {side: list(names) for side, names in plan.only.items()},
        "units": units.to_dict("records"),
    }
