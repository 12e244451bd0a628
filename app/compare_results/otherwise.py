"""What was asked or counted otherwise in two plans, so that their figures are no answers to one question."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from typing import Final

import pandas as pd

from ...common.sentences import Sentence
from ...maps.wording.messages import LANGS, Lang, say
from ...maps.wording.words import count
from ..results.plan_words import BothPart
from .read_results import PlanValues
from .study_keys import other_keys

_SAME: Final = 1e-9
"""Share by which sums of the same people may differ."""


def asked_otherwise(a: PlanValues, b: PlanValues) -> Iterator[BothPart]:
    """Yield what was asked or counted otherwise, in both languages.

    Parameters
    ----------
    a, b
        The plans.
    """
    for template, keys, shown in _questions(a, b):
        if keys[0] != keys[1]:
            yield _both(template, *shown)
    otherwise = _keys(a, b)
    if otherwise:
        yield BothPart(
            **{
                lang: say(
                    lang, "Keys of the study files differ: {names}.", names=", ".join(otherwise)
                )
                for lang in LANGS
            }
        )
    if not math.isclose(a.people_total, b.people_total, rel_tol=_SAME, abs_tol=_SAME):
        yield BothPart(
            **{
                lang: say(
                    lang,
                    "Numbers of people differ: A {a}, B {b}.",
                    a=count(a.people_total, lang),
                    b=count(b.people_total, lang),
                )
                for lang in LANGS
            }
        )
    yield from _files_differ(a, b)


def _files_differ(a: PlanValues, b: PlanValues) -> Iterator[BothPart]:
    """Yield which files both have with other content, and which one alone was made from."""
    sums = [{(one.name, one.sha256) for one in side.inputs} for side in (a, b)]
    names = [{name for name, _ in side} for side in sums]
    changed = {name for name, _ in sums[0] ^ sums[1]} & names[0] & names[1]
    for template, files in (
        (Sentence("Input files differ: {names}."), changed),
        (Sentence("A alone was made from: {names}."), names[0] - names[1]),
        (Sentence("B alone was made from: {names}."), names[1] - names[0]),
    ):
        if files:
            shown = ", ".join(sorted(files))
            yield BothPart(**{lang: say(lang, template, names=shown) for lang in LANGS})


def _keys(a: PlanValues, b: PlanValues) -> tuple[str, ...]:
    """Return the keys of the study files that differ; none where they are not known."""
    if a.run is None or b.run is None or a.service != b.service:
        return ()
    return other_keys(a.run.study.text, b.run.study.text, a.service)


_Pair = tuple[object, object]
_ShownPair = tuple[str | BothPart, str | BothPart]


def _questions(a: PlanValues, b: PlanValues) -> Iterator[tuple[str, _Pair, _ShownPair]]:
    """Yield what is said where two values differ, the values, and how they are shown."""
    yield (
        Sentence("Services differ: A {a}, B {b}."),
        (a.service, b.service),
        (a.said.service, b.said.service),
    )
    yield (
        Sentence("People counted differ: A {a}, B {b}."),
        ((a.group, a.year), (b.group, b.year)),
        (a.said.group, b.said.group),
    )
    yield (
        Sentence("Limits or modes of travel differ: A {a}, B {b}."),
        (_limit(a), _limit(b)),
        (a.said.limit, b.said.limit),
    )
    money = (a.words.money_unit, b.words.money_unit)
    yield Sentence("Units of money differ: A {a}, B {b}."), money, money
    for template, name in (
        (Sentence("Directions of travel differ: A {a}, B {b}."), "direction"),
        (Sentence("Objectives differ: A {a}, B {b}."), "objective"),
    ):
        asked = (str(getattr(a.parameters, name)), str(getattr(b.parameters, name)))
        yield template, asked, asked
    for template, said in (
        (Sentence("Studies differ: A {a}, B {b}."), (a.study, b.study)),
        (Sentence("How places are given differs: A {a}, B {b}."), (_places(a), _places(b))),
        (Sentence("Versions of Halfhour differ: A {a}, B {b}."), (a.version, b.version)),
    ):
        yield template, said, said


def units_otherwise(units: pd.DataFrame) -> Iterator[BothPart]:
    """Yield that some units are in one of two results alone, if there are any.

    Parameters
    ----------
    units
        Units of both, with their ``side``.
    """
    alone = {side: int((units["side"] == side).sum()) for side in ("a", "b")}
    if any(alone.values()):
        yield BothPart(
            **{
                lang: say(lang, "Units differ: {a:,} are in A alone, {b:,} in B alone.", **alone)
                for lang in LANGS
            }
        )


def _both(template: str, a: str | BothPart, b: str | BothPart) -> BothPart:
    shown = partial(_shown, a), partial(_shown, b)
    return BothPart(
        **{lang: say(lang, template, a=shown[0](lang), b=shown[1](lang)) for lang in LANGS}
    )


def _shown(value: str | BothPart, lang: Lang) -> str:
    text = str(getattr(value, lang)) if isinstance(value, BothPart) else value
    return text or say(lang, "not told")


def _limit(plan: PlanValues) -> tuple[object, ...]:
    mode = plan.mode if isinstance(plan.mode, str) else tuple(sorted(plan.mode.items()))
    return plan.limit_min, plan.parameters.limit_m, mode


def _places(plan: PlanValues) -> str:
    capacity = plan.capacity
    if capacity is None or isinstance(capacity, str):
        return capacity or ""
    return capacity.assignment
