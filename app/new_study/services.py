"""Which services a list of facilities holds: one, or one for each kind in a column of categories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ...common.errors import Fault
from ...common.sentences import Sentence
from ...common.words import Words
from ...data.formats.layer import Layer
from ...data.inspection.report import ColumnReport, LayerReport
from .word_proposal import WordProposal, free_name

_WORDS: Final = (
    ("elderly_care", "", r"养老|敬老|老年|托老|日间照料|幸福院|elderly|nursing|senior"),
    ("rehab", "", r"康复|残疾|rehab|disab"),
    ("shelter", "", r"避难|避险|应急|疏散|shelter|evacuat"),
    (
        "clinic",
        "",
        r"医|卫生|诊所|门诊|保健|疗养|clinic|hospital|health|medic|doctor|gp(?:[^a-z]|$)",
    ),
    ("school", "Schools 学校", r"学校|小学|中学|教学点|school|educat"),
    ("kindergarten", "Kindergartens 幼儿园", r"幼儿|托育|托儿|kindergarten|nursery|childcare"),
    ("fire_station", "Fire stations 消防站", r"消防|fire"),
    ("police", "Police stations 派出所", r"派出所|公安|警务|police"),
    ("library", "Libraries 图书馆", r"图书|librar"),
    ("sports", "Sports facilities 体育设施", r"体育|健身|sport|gym"),
    ("park", "Parks 公园", r"公园|绿地|游园|park|garden"),
    ("market", "Markets 市场", r"市场|菜场|超市|market|shop"),
)
_CATEGORIES_MOST: Final = 8
_PROBLEMS: Final = 3
_NO_NAME: Final = frozenset({"facilities", "sites", "places", "points", "list", "data", "sheet1"})


@dataclass(frozen=True, kw_only=True)
class GuessedService:
    """A service that a list of facilities seems to hold.

    Parameters
    ----------
    name
        The key in the study file.
    title
        What readers see; empty for services that have a title by themselves.
    layer
        Its facilities.
    notes
        What is told of the list.
    tiers
        The words of the list that are its tiers; empty for none.
    proposal
        The mapping file that says which of the list's words mean it; None where the study file says so.
    """

    name: str
    title: Words
    layer: Layer
    notes: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    proposal: WordProposal | None = None


def guessed_services(report: LayerReport, taken: Mapping[str, object]) -> Iterator[GuessedService]:
    """Yield the services of a list of facilities.

    Parameters
    ----------
    report
        What `inspect_file` says of the list.
    taken
        Names of services that there are already.
    """
    for service in _guessed(report, taken):
        yield replace(service, notes=(*report.notes, *map(_to_mend, report.problems[:_PROBLEMS])))


def _guessed(report: LayerReport, taken: Mapping[str, object]) -> Iterator[GuessedService]:
    column = report.ours("service")
    named = _service_of(f"{report.layer.file.stem} {report.name}")
    values = () if column is None else column.values
    proposal = None if column is None else _proposed(column, report, taken)
    if column is not None and proposal is not None:
        yield from _by_words(report, proposal, taken)
        return
    if column is None or not _are_kinds(column, report):
        yield _named(named or _plain(report), report.layer, taken)
        return
    by_service: dict[tuple[str, str], list[str]] = {}
    for value in values:
        found = _service_of(value) or (("", value) if named is None else named)
        by_service.setdefault(found, []).append(value)
    used = dict(taken)
    for found, own in by_service.items():
        layer = _with_tiers(report.layer, column.name, several=len(own) > 1)
        if len(by_service) > 1:
            only = {column.name: own[0] if len(own) == 1 else tuple(own)}
            layer = layer.model_copy(update={"only": only})
            layer.model_fields_set.add("only")
        tiers = tuple(own) if layer.columns.get("tier") == column.name else ()
        guessed = _named(found, layer, used, tiers=tiers)
        used[guessed.name] = None
        yield guessed


def _proposed(
    column: ColumnReport, report: LayerReport, taken: Mapping[str, object]
) -> WordProposal | None:
    """Return a mapping file for a column of more words than a study file should name."""
    if _are_kinds(column, report) or not column.words or _is_a_name(column, report):
        return None
    words = {word: (_service_of(word) or ("", ""), count) for word, count in column.words}
    if not any(found[0] for found, _ in words.values()):
        return None
    names = {
        found: _named(found, report.layer, taken).name for found, _ in words.values() if found[0]
    }
    others = (one for one in taken.values() if isinstance(one, GuessedService))
    used = [one.proposal.name for one in others if one.proposal is not None]
    return WordProposal(
        name=free_name(report.layer.file.stem, used),
        source=report.layer.name,
        column=column.name,
        words={word: (names.get(found, ""), count) for word, (found, count) in words.items()},
    )


def _is_a_name(column: ColumnReport, report: LayerReport) -> bool:
    """Return whether about every record has a word of its own, as names are."""
    return 2 * len(column.words) > max(report.records, 2 * _CATEGORIES_MOST)


def _by_words(
    report: LayerReport, proposal: WordProposal, taken: Mapping[str, object]
) -> Iterator[GuessedService]:
    """Yield the services that a mapping file names; all read the same list."""
    layer = report.layer.model_copy(update={"mapping": Path(proposal.name)})
    layer.model_fields_set.add("mapping")
    titles = {
        found[0]: found for word in proposal.words if (found := _service_of(word)) is not None
    }
    for service in proposal.services:
        found = titles.get(service, (service, ""))
        own = proposal.words_of(service)
        tiers = own if len(own) > 1 else ()
        guessed = _named(found, layer, taken, tiers=tiers)
        yield replace(guessed, name=service, proposal=proposal)


def _to_mend(fault: Fault) -> str:
    return Sentence("To be mended: {fault}", fault=str(fault))


def _are_kinds(column: ColumnReport, report: LayerReport) -> bool:
    """Return whether a column holds few words, every record one: these are kinds, and no names."""
    filled = column.filled == report.records
    few = 0 < len(column.values) <= _CATEGORIES_MOST
    return filled and few and column.kind == "text" and column.every_value


def _with_tiers(layer: Layer, column: str, *, several: bool) -> Layer:
    """Return a layer whose column of kinds is that of tiers, where it has no other and there are several."""
    if "tier" in layer.columns or not several:
        return layer
    return layer.model_copy(update={"columns": {**layer.columns, "tier": column}})


def _service_of(text: str) -> tuple[str, str] | None:
    for name, title, words in _WORDS:
        if re.search(words, text, re.IGNORECASE):
            return name, title
    return None


def _plain(report: LayerReport) -> tuple[str, str]:
    """Return a service named after its file."""
    stem = report.layer.file.stem
    return "", "" if stem.lower() in _NO_NAME else stem


def _named(
    found: tuple[str, str],
    layer: Layer,
    taken: Mapping[str, object],
    *,
    tiers: tuple[str, ...] = (),
) -> GuessedService:
    name, title = found
    if not name:
        slug = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
        name = slug if slug and not slug[0].isdigit() and title.isascii() else "facility"
    free = name
    for number in range(2, len(taken) + 3):
        if free not in taken:
            break
        free = f"{name}_{number}"
    english, _, chinese = title.partition(" ")
    if chinese and not title.isascii() and english.isascii():
        *words, last = title.split(" ")
        said = Words(en=" ".join(words), zh=last)
    else:
        said = Words(en="", zh=title) if title and not title.isascii() else Words()
    return GuessedService(name=free, title=said, layer=layer, tiers=tiers)
