"""English templates in the singular, where the number of something is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from numbers import Real
from typing import Final

_REGULAR: Final = """
    application area candidate cell column constraint corner difference estate fault file folder group
    host kind letter line meter metre minute pair parcel part pixel place plan point problem record
    relation restriction road row rule second segment service sheet site square standard station step
    town township unit value vertex village way word year
"""
_NOUNS: Final = {
    "people": "person",
    "facilities": "facility",
    "counties": "county",
    "ferries": "ferry",
    "communities": "community",
    "ones": "one",
    "bytes": "byte",
    **{f"{noun}s": noun for noun in _REGULAR.split()},
}
"""What is counted in sentences: many, and one of it."""

_ACTIONS: Final = """
    belong bring change contain cost count differ end forbid give hold lack lie need reach seem serve stand stay
    take
"""
_VERBS: Final = {
    "are": "is",
    "were": "was",
    "have": "has",
    "do": "does",
    "match": "matches",
    "themselves": "itself",
    "newly serve": "newly serves",
    **{verb: f"{verb}es" if verb.endswith("ch") else f"{verb}s" for verb in _ACTIONS.split()},
}
_BEFORE: Final = "more|new|eligible|open|further|other|free|later|unreachable|existing|such"
_COUNTED: Final = re.compile(
    r"\{(?P<count>\w+)(?P<count_spec>:[^{}]*)?\}"
    r"(?: of (?:the )?\{(?P<all>\w+)(?P<all_spec>:[^{}]*)?\})?"
    rf"(?: (?:{_BEFORE}))* (?P<noun>{'|'.join(sorted(_NOUNS, key=len, reverse=True))})\b"
)
_VERB: Final = re.compile(rf"\b(?:{'|'.join(sorted(_VERBS, key=len, reverse=True))})\b")
_CLAUSE_END: Final = re.compile(r"(?:[;:.()]|,(?! and ))(?:\s|$)")


def in_singular(template: str, values: Mapping[str, object]) -> str:
    """Return an English template whose nouns, and the verbs of which they are the subject, are in the singular.

    Parameters
    ----------
    template
        Words with places for values, as of `Sentence`; ``{count:,} sites are near no road``.
    values
        What is put into it. Where a number is shown as 1 the noun after it is one; the verb follows if the
        clause begins with the number.

    Examples
    --------
    >>> in_singular("{count:,} sites are near no road", {"count": 1})
    '{count:,} site is near no road'
    >>> in_singular("{file}: {count} of {total} places are closed", {"count": 1, "total": 7})
    '{file}: {count} of {total} places is closed'
    >>> in_singular("{count:,} sites are near no road", {"count": 2})
    '{count:,} sites are near no road'
    """
    if not any(map(_may_be_one, values.values())):
        return template
    result, done = "", 0
    for found in _COUNTED.finditer(template):
        if found.start() < done:
            continue
        number = "all" if found["all"] else "count"
        result += template[done : found.start("noun")]
        result += _NOUNS[found["noun"]] if _is_one(found, number, values) else found["noun"]
        done = found.end()
        for verb in _verbs_of(template, found) if _is_one(found, "count", values) else ():
            result += in_singular(template[done : verb.start()], values) + _VERBS[verb[0]]
            done = verb.end()
    return result + template[done:]


def _verbs_of(template: str, noun: re.Match[str]) -> Iterator[re.Match[str]]:
    """Yield the verbs of which a noun is the subject: its clause begins with the number."""
    before = template[: noun.start()].rstrip()
    if (before and before[-1] not in ";:,.(") or template.startswith(" and ", noun.end()):
        return
    end = _CLAUSE_END.search(template, noun.end())
    main = False
    for verb in _VERB.finditer(template, noun.end(), end.start() if end else len(template)):
        relative = template.endswith(" that ", 0, verb.start())
        if not main or template.endswith(" and ", 0, verb.start()):
            yield verb
        main |= not relative


def _may_be_one(value: object) -> bool:
    """Tell whether a value may be shown as 1; whole ones are, and those that are rounded to it."""
    if isinstance(value, bool):
        return False
    if isinstance(value, Real):
        return abs(float(value) - 1) <= 0.5
    return value == "1"


def _is_one(found: re.Match[str], which: str, values: Mapping[str, object]) -> bool:
    value = values.get(found[which])
    spec = found[f"{which}_spec"] or ":"
    return _may_be_one(value) and format(value, spec[1:]) == "1"
