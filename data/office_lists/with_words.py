"""A list of sites in an office's own words, as a reader of sites knows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pandas as pd

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence, tell
from ..formats.coordinate_columns import PLACE_COLUMNS
from ..formats.layer import Layer
from ..formats.values import as_text, is_unknown
from ..mapping.match_words import MatchedWords, heading_of, matched_words
from ..mapping.word_rules import OfficeMapping, read_mapping
from .listed_notes import with_list

_SERVICE: Final = "service by its words"
_TIER: Final = "tier by its words"
_CAPACITY: Final = "capacity by its words"
_BY_WORD: Final = "has the capacity of its word"
_SHOWN: Final = 8


def office_mapping(layer: Layer) -> OfficeMapping:
    """Return what a layer's words mean: its own rules, then those of its mapping file.

    Raises
    ------
    InputError
        If the mapping file has faults.
    """
    of_file = OfficeMapping() if layer.mapping is None else read_mapping(layer.mapping)
    return of_file.with_own(layer.words)


def with_words(raw: pd.DataFrame, layer: Layer, service: str) -> tuple[pd.DataFrame, Layer]:
    """Return a table with columns of what its words mean, and a layer that reads these.

    Parameters
    ----------
    raw
        The records as the file has them; it is not changed.
    layer
        The layer, with a mapping or without.
    service
        Whose sites are read: records whose words mean another service do not count.

    Raises
    ------
    InputError
        If the file lacks a column of the rules, or no record is of the service.
    """
    if layer.mapping is None and not layer.words:
        return raw, layer
    mapping = office_mapping(layer)
    layer = with_mapped_columns(layer, mapping, raw)
    if not mapping.words:
        return raw, layer
    headings = {column: heading_of([column], raw.columns) for column in mapping.words}
    missing = [column for column, heading in headings.items() if heading is None]
    if missing:
        raise InputError(*_missing(layer, missing, raw))
    texts = {column: as_text(raw[heading]) for column, heading in headings.items()}
    found = matched_words(texts, mapping)
    for note in _told(layer, found, mapping):
        tell(note)
    columns, more = dict(layer.columns), {}
    if mapping.services:
        counts = found.service == service
        if not (counts & ~found.ignored).any():
            raise InputError(_none(layer, service, found, mapping))
    else:
        counts = pd.Series(data=True, index=raw.index)
    chosen = (counts & ~found.ignored).map({True: "yes", False: "no"})
    if found.tier.notna().any():
        own = raw[columns["tier"]] if columns.get("tier") in raw.columns else None
        own = raw["tier"] if own is None and "tier" in raw.columns else own
        more[_TIER] = found.tier.fillna("" if own is None else as_text(own))
        columns["tier"] = _TIER
    if found.capacity.notna().any():
        theirs = columns.get("capacity", "capacity")
        own = as_text(raw[theirs]) if theirs in raw.columns else pd.Series("", index=raw.index)
        by_word = is_unknown(own) & found.capacity.notna()
        more[_CAPACITY] = own.mask(by_word, found.capacity.map("{:g}".format, na_action="ignore"))
        columns["capacity"] = _CAPACITY
        more[_BY_WORD] = by_word
    only = {**layer.only, _SERVICE: "yes"} if (chosen != "yes").any() else layer.only
    table = raw.assign(**more, **{_SERVICE: chosen})
    return table, layer.model_copy(update={"columns": columns, "only": only})


def with_mapped_columns(layer: Layer, mapping: OfficeMapping, raw: pd.DataFrame) -> Layer:
    """Return a layer that maps the headings that a mapping knows; what the layer itself maps goes before."""
    found = {
        ours: heading
        for ours, wanted in mapping.columns.items()
        if ours not in layer.columns and (heading := heading_of(wanted, raw.columns)) is not None
    }
    if {"x", "y"} & {*found, *layer.columns}:
        found.pop(PLACE_COLUMNS[-1], None)
    return layer.model_copy(update={"columns": {**found, **layer.columns}})


def _told(layer: Layer, found: MatchedWords, mapping: OfficeMapping) -> Iterator[Sentence]:
    """Yield what is told of words that no rule knows, and of rules that know no word."""
    for column, own in found.unknown.groupby("column", sort=False):
        shown = [
            f"{word} ({count:,})" for word, count in zip(own["word"], own["count"], strict=True)
        ]
        listed: list[dict[str, str | float]] = [
            {
                "file": layer.name,
                "finding": "word that no rule knows",
                "column": str(column),
                "value": str(word),
                "count": int(count),
            }
            for word, count in zip(own["word"], own["count"], strict=True)
        ]
        note = Sentence(
            "{file}: {count:,} records have words of {column} that no rule knows, {what}: {words}",
            file=layer.name,
            count=int(own["count"].sum()),
            column=str(column),
            what=Sentence("and count for no service")
            if mapping.services
            else Sentence("and stay as they are"),
            words=_first(shown),
        )
        yield with_list(note, listed)
    for column, own in found.unused.groupby("column", sort=False):
        note = Sentence(
            "{file}: {count:,} rules for {column} match no record: {words}",
            file=layer.name,
            count=len(own),
            column=str(column),
            words=_first(own["word"].tolist()),
        )
        unused = {"file": layer.name, "finding": "rule that matches no record"}
        yield with_list(
            note, [{**unused, "column": str(column), "value": str(word)} for word in own["word"]]
        )


def _first(words: list[str]) -> tuple[str, ...]:
    return tuple(words[:_SHOWN]) + (("...",) if len(words) > _SHOWN else ())


def tell_places(raw: pd.DataFrame, layer: Layer, service: str, records: Sequence[int]) -> None:
    """Tell how many sites have the number of places of their word.

    Parameters
    ----------
    raw
        What `with_words` returned, with perhaps further columns.
    layer, service
        Where the sites come from, and what they provide.
    records
        Positions of those that count: neither ``only:`` nor anything else leaves them out.
    """
    count = int(raw[_BY_WORD].iloc[list(records)].sum()) if _BY_WORD in raw else 0
    if count:
        tell(
            Sentence(
                "{file}: {count:,} sites of {service} give no number of places; theirs is that of their word",
                file=layer.name,
                count=count,
                service=Sentence(service),
            )
        )


def _missing(layer: Layer, columns: list[str], raw: pd.DataFrame) -> Iterator[Fault]:
    has = ", ".join(str(name) for name in raw.columns)
    for column in columns:
        yield Fault(
            file=layer.name,
            column=f"words.{column}",
            cause=f"there is no such column; the file has {has}",
            fix="write the heading as the file has it, or take its words out of the mapping",
        )


def _none(layer: Layer, service: str, found: MatchedWords, mapping: OfficeMapping) -> Fault:
    if service not in mapping.services:
        return Fault(
            file=layer.name,
            column="words",
            value=service,
            cause=f"no rule means this service; rules mean {', '.join(mapping.services)}",
            fix=f"add a rule such as `卫生院: {{service: {service}}}`, or correct the service's name",
        )
    words = _first(found.unknown["word"].tolist())
    return Fault(
        file=layer.name,
        column="words",
        value=service,
        cause="no record has a word that means this service"
        + (f"; words that no rule knows: {', '.join(words)}" if words else ""),
        fix="add rules for the words that the file has",
    )
