"""A comparison of results as text for the terminal, no wider than 80 letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd
from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from ...maps.wording.messages import Lang, say
from ...maps.wording.words import sentence
from .compared import ComparedPlans
from .shown import amount_shown, difference_shown, known, value_shown
from .side_by_side import SideBySide

_UNITS: Final = 10
"""Units that are shown, those with the largest change of share; ``compare.csv`` has all."""

_PROOF: Final = "proof"

_NAMES: Final = 10
"""Names of sites or units that a line has."""


def comparison_text(found: SideBySide, lang: Lang) -> Group:
    """Return a comparison plan by plan: what was asked otherwise first, then figures, sites and units."""
    parts: list[Text | Table] = [
        Text(f"A: {found.paths[0]}"),
        Text(f"B: {found.paths[1]}"),
    ]
    for side, names in (("A", found.only_a), ("B", found.only_b)):
        if names:
            text = say(lang, "Only in {side}: {names}", side=side, names=", ".join(names))
            parts.append(Text(text))
    for plan in found.plans:
        parts += _plan(plan, lang)
    return Group(*parts)


def _plan(plan: ComparedPlans, lang: Lang) -> Iterator[Text | Table]:
    yield Text()
    yield Text(f"{plan.title(lang)} ({plan.name})", style="bold")
    for note in plan.otherwise:
        yield Text(getattr(note, lang), style="yellow")
    yield _figures(plan, lang)
    for line in (*_proofs(plan, lang), *site_lines(plan, lang), *only_lines(plan, lang)):
        yield Text(line)
    shared = plan.units[plan.units["side"] == "both"]
    if not shared.empty:
        yield _units(shared, lang)
        if len(shared) > _UNITS:
            more = len(shared) - _UNITS
            yield Text(say(lang, "{count:,} more units: --out writes all", count=more))


def _table(*heads: str) -> Table:
    table = Table(box=box.SIMPLE, expand=True)
    for place, head in enumerate(heads):
        table.add_column(head, overflow="fold", justify="left" if place == 0 else "right")
    return table


def _figures(plan: ComparedPlans, lang: Lang) -> Table:
    table = _table("", "A", "B", say(lang, "difference"))
    for one in plan.figures:
        if one.key == _PROOF:
            continue
        values = (value_shown(value, one.kind, lang) for value in (one.a, one.b))
        table.add_row(sentence(one.label, lang), *values, difference_shown(one, lang))
    return table


def _proofs(plan: ComparedPlans, lang: Lang) -> Iterator[str]:
    """Yield what is proven, as lines: a column is too narrow for sentences."""
    for one in plan.figures:
        if one.key == _PROOF:
            yield from (
                f"{side}: {value_shown(value, one.kind, lang)}"
                for side, value in (("A", one.a), ("B", one.b))
            )


def site_lines(plan: ComparedPlans, lang: Lang) -> Iterator[str]:
    """Yield which sites both plans open, and which one of them alone."""
    texts = {
        "both": say(lang, "opened in both: {names}", names=_listed(plan.sites["both"])),
        "a": say(lang, "opened in A alone: {names}", names=_listed(plan.sites["a"])),
        "b": say(lang, "opened in B alone: {names}", names=_listed(plan.sites["b"])),
    }
    for side, sites in plan.sites.items():
        if sites:
            yield texts[side]


def only_lines(plan: ComparedPlans, lang: Lang) -> Iterator[str]:
    """Yield the names of units that one of the two results alone has."""
    for side, names in plan.only.items():
        if names:
            yield say(
                lang,
                "units in {side} alone: {names}",
                side=side.upper(),
                names=_listed(names),
            )


def _listed(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:_NAMES])
    return shown if len(names) <= _NAMES else f"{shown} ... ({len(names):,})"


def _units(units: pd.DataFrame, lang: Lang) -> Table:
    change = units["share_after_difference"].abs().fillna(-1)
    first = units.loc[change.sort_values(ascending=False, kind="stable").index[:_UNITS]]
    table = _table(say(lang, "Unit"), "A", "B", say(lang, "difference"), say(lang, "people served"))
    for row in first.to_dict("records"):
        shares = (known(row[f"share_after_{side}"]) for side in ("a", "b", "difference"))
        a, b, more = shares
        served = amount_shown(known(row["served_after_difference"]), "people", lang)
        table.add_row(
            str(row["name"]),
            value_shown(a, "share", lang),
            value_shown(b, "share", lang),
            amount_shown(more, "share", lang),
            served,
        )
    return table
