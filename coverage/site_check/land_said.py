"""The words of obstacles that rules about land make."""

from __future__ import annotations

from collections.abc import Sequence

from shapely.geometry.base import BaseGeometry

from ...common.sentences import Sentence
from ...common.words import NO_WORDS, Words
from ...geo.land import LandRule
from .land_shares import OnAreas, is_point
from .obstacles import Obstacle, ObstacleKind


def titled(rule: LandRule) -> Sentence:
    """Return the title of a rule as the English words of a sentence."""
    title = rule.title or Words.of(rule.file)
    return Sentence(title.said("en"))


def with_clause(named: Sentence, rule: LandRule) -> Sentence:
    """Return what a rule is about with its clause.

    Parameters
    ----------
    named
        Its title, perhaps with names.
    rule
        The rule.
    """
    if not rule.clause:
        return named
    return Sentence("{land} ({clause})", land=named, clause=Sentence(rule.clause.said("en")))


def all_said(rules: Sequence[LandRule]) -> tuple[Sentence, ...]:
    """Return the titles of rules, each with its clause."""
    return tuple(with_clause(titled(rule), rule) for rule in rules)


def land_obstacle(
    kind: ObstacleKind,
    said: Sentence,
    rules: Sequence[LandRule],
    part: OnAreas | None,
    shape: BaseGeometry,
    *,
    forbids: bool = True,
    more_words: Sequence[Words] = (),
) -> Obstacle:
    """Return what rules about land say of a place.

    Parameters
    ----------
    kind, said, forbids
        As of `Obstacle`.
    rules
        The rules.
    part
        How much of it is concerned; None where that is nothing to be said in shares.
    shape
        A point or a parcel.
    more_words
        Words in the sentence besides those of the rules.
    """
    words = tuple(one for rule in rules for one in (rule.title, rule.clause) if one)
    clauses = [rule.clause.said("en") for rule in rules if rule.clause]
    by = NO_WORDS
    for rule in rules:
        own = {lang: rule.said(lang) for lang in ("en", "zh")}
        by = Words(**{lang: f"{by.said(lang)}; {one}" if by else one for lang, one in own.items()})
    return Obstacle(
        kind=kind,
        forbids=forbids,
        said=said,
        clause="; ".join(clauses),
        share=None if part is None or is_point(shape) else part.share,
        words=(*words, *more_words),
        by=by,
    )
