"""Which rule of a mapping the words of a table match, and which words and rules match nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from .plain_text import plain_heading, plain_text
from .word_rules import OfficeMapping, WordRule

BLANK: Final = "(blank)"
"""How a record without a word is listed."""


@dataclass(frozen=True, kw_only=True, eq=False)
class MatchedWords:
    """What the words of a table's records mean.

    Parameters
    ----------
    service, tier, capacity
        By record what its words say; missing where they say nothing.
    ignored
        Which records are left out on purpose.
    unknown
        Columns ``column``, ``word`` and ``count``: the words that no rule knows, the most frequent first.
    unused
        Columns ``column`` and ``word``: the rules that matched nothing.
    """

    service: pd.Series
    tier: pd.Series
    capacity: pd.Series
    ignored: pd.Series
    unknown: pd.DataFrame
    unused: pd.DataFrame


def heading_of(wanted: Iterable[str], has: Iterable[object]) -> str | None:
    """Return the first wanted heading that a table has, as the table writes it; None where it has none.

    Parameters
    ----------
    wanted
        Headings in any way of writing, see `plain_text`.
    has
        The table's; one that is written exactly alike goes before others.
    """
    known = [str(one) for one in has]
    for one in wanted:
        if one in known:
            return one
        alike = [other for other in known if plain_heading(other) == plain_heading(one)]
        if alike:
            return alike[0]
    return None


def matched_words(texts: Mapping[str, pd.Series], mapping: OfficeMapping) -> MatchedWords:
    """Return what the words of a table's records mean.

    Parameters
    ----------
    texts
        By heading of the mapping's ``words`` what each record has there, as text; every heading is there.
    mapping
        The rules. Of several columns the first that says something of a record decides, key by key.
    """
    index = next(iter(texts.values())).index
    service = pd.Series(None, index=index, dtype=object)
    tier, capacity = service.copy(), pd.Series(float("nan"), index=index)
    ignored = pd.Series(data=False, index=index)
    unknown, unused = [], []
    for column, rules in mapping.words.items():
        words = texts[column]
        counts = words.value_counts(sort=True)
        found = {word: _rule_of(word, rules) for word in counts.index}
        known = {word: rules[key] for word, key in found.items() if key is not None}
        unknown += [
            (column, word or BLANK, int(count))
            for word, count in counts.items()
            if found[word] is None
        ]
        matched = set(found.values())
        unused += [(column, key) for key in rules if key not in matched]
        service = service.fillna(words.map({w: r.service for w, r in known.items() if r.service}))
        tier = tier.fillna(words.map({w: r.tier for w, r in known.items() if r.tier}))
        places = {w: r.capacity for w, r in known.items() if r.capacity is not None}
        capacity = capacity.fillna(words.map(places).astype("float64"))
        ignored |= words.isin([word for word, rule in known.items() if rule.ignore])
    return MatchedWords(
        service=service,
        tier=tier,
        capacity=capacity,
        ignored=ignored,
        unknown=pd.DataFrame(unknown, columns=["column", "word", "count"]),
        unused=pd.DataFrame(unused, columns=["column", "word"]),
    )


def _rule_of(word: str, rules: Mapping[str, WordRule]) -> str | None:
    """Return the key of the rule that a word matches: the same word, else the first pattern that fits."""
    if word in rules:
        return word
    plain = plain_text(word)
    if not plain:
        return None
    alike = (key for key in rules if "*" not in key and plain_text(key) == plain)
    fitting = (key for key in rules if "*" in key and _pattern(key).fullmatch(plain))
    return next(alike, None) or next(fitting, None)


def _pattern(key: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(plain_text(part)) for part in key.split("*")), re.DOTALL)
