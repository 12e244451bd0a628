"""The page of a comparison of results, from its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from ...maps.compare_page.page import Both, ComparedCard, ComparedRow, compare_page
from ...maps.document.map_page import MapPage
from ...maps.wording.messages import LANGS, Lang, say
from ...maps.wording.words import sentence
from .compared import ComparedPlans, Figure
from .shown import amount_shown, difference_shown, known, value_shown
from .side_by_side import SideBySide
from .text import only_lines, site_lines

_UNITS: Final = 2000
"""Units of a plan that the page shows; ``compare.csv`` has all."""


def page_of_comparison(found: SideBySide, *, lang: Lang) -> MapPage:
    """Return the page of a comparison.

    Parameters
    ----------
    found
        The comparison.
    lang
        The language that it opens in.
    """
    return compare_page(
        [_card(plan) for plan in found.plans],
        a=found.a,
        b=found.b,
        only=[
            _both(partial(_only, side, names))
            for side, names in (("A", found.only_a), ("B", found.only_b))
            if names
        ],
        lang=lang,
    )


def _only(side: str, names: tuple[str, ...], lang: Lang) -> str:
    return say(lang, "Only in {side}: {names}", side=side, names=", ".join(names))


def _both(said: Callable[[Lang], str]) -> Both:
    return {lang: said(lang) for lang in LANGS}


def _card(plan: ComparedPlans) -> ComparedCard:
    notices = [one.told.words.notice for one in (plan.a, plan.b)]
    shared = plan.units[plan.units["side"] == "both"]
    shown = shared.head(_UNITS)
    return ComparedCard(
        title=_both(lambda lang: f"{plan.title(lang)} ({plan.name})"),
        notes=[note.model_dump() for note in plan.otherwise],
        notices=[one.model_dump() for one in dict.fromkeys(notices) if one.en or one.zh],
        figures=[_figure(one) for one in plan.figures],
        lines=list(_lines(plan)),
        units=[_unit(plan, row) for row in shown.to_dict("records")],
        left_out=len(shared) - len(shown),
        pictures=(plan.a.picture, plan.b.picture),
    )


def _figure(one: Figure) -> ComparedRow:
    return ComparedRow(
        label=_both(lambda lang: sentence(one.label, lang)),
        a=_both(lambda lang: value_shown(one.a, one.kind, lang)),
        b=_both(lambda lang: value_shown(one.b, one.kind, lang)),
        difference=_both(lambda lang: difference_shown(one, lang)),
    )


def _lines(plan: ComparedPlans) -> Iterator[Both]:
    by_lang = {lang: [*site_lines(plan, lang), *only_lines(plan, lang)] for lang in LANGS}
    for place in range(len(by_lang[LANGS[0]])):
        yield {lang: lines[place] for lang, lines in by_lang.items()}


def _unit(plan: ComparedPlans, row: dict[Any, Any]) -> ComparedRow:
    levels = {**plan.b.told.words.levels, **plan.a.told.words.levels}
    level, name = str(row["level"]), str(row["name"])
    a, b, more = (known(row[f"share_after_{side}"]) for side in ("a", "b", "difference"))
    served = known(row["served_after_difference"])
    return ComparedRow(
        label=_both(lambda _: name),
        of=levels[level].model_dump() if level in levels else _both(lambda lang: say(lang, level)),
        a=_both(lambda lang: value_shown(a, "share", lang)),
        b=_both(lambda lang: value_shown(b, "share", lang)),
        difference=_both(lambda lang: amount_shown(more, "share", lang)),
        more=_both(lambda lang: amount_shown(served, "people", lang)),
    )
