"""What a replay came to, as text for the terminal, no wider than 80 letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from ...common.sentences import Sentence
from ...maps.wording.messages import Lang, say
from .figures import Difference
from .inputs import InputState
from .replay import Replay, Verdict

_SHOWN: Final = 20
"""Differences that are shown; ``--json`` has all."""

_HASH: Final = 8
"""Letters of a sum that are shown."""

_VERDICTS: Final[dict[Verdict, str]] = {
    "same": Sentence("The same: the same inputs give the same figures."),
    "figures differ": Sentence("Not the same: the same inputs give other figures."),
    "inputs changed": Sentence("The inputs are not the same as then."),
    "inputs missing": Sentence("Inputs are missing: nothing was run."),
}
_STATES: Final = {
    "same": Sentence("same"),
    "changed": Sentence("changed"),
    "missing": Sentence("missing"),
    "new": Sentence("new"),
    "not known": Sentence("not known"),
}


def replay_text(found: Replay, lang: Lang) -> Group:
    """Return what a replay came to: the verdict first, then inputs, versions and figures."""
    parts: list[Text | Table] = [Text(say(lang, _VERDICTS[found.verdict]), style="bold")]
    parts += (Text(line) for line in _lines(found, lang))
    other = [one for one in found.inputs if one.state != "same"]
    if other:
        parts.append(_inputs(other, lang))
    if found.differences:
        parts.append(_differences(found.differences, lang))
        more = len(found.differences) - _SHOWN
        if more > 0:
            parts.append(Text(say(lang, "{count:,} more differences: --json has all", count=more)))
    return Group(*parts)


def _lines(found: Replay, lang: Lang) -> Iterator[str]:
    yield say(lang, "file: {file}", file=str(found.file))
    if found.study is None:
        yield say(lang, "The study file was not found: name it with --study.")
    else:
        yield say(lang, "study: {file}", file=str(found.study))
    same = sum(one.state == "same" for one in found.inputs)
    yield say(
        lang, "inputs: {same:,} of {count:,} are the same", same=same, count=len(found.inputs)
    )
    for one in found.versions:
        now = one.now or "-"
        yield say(lang, "{name}: {then} then, {now} now", name=one.name, then=one.recorded, now=now)
    if found.fault:
        yield say(lang, "It cannot be run again: {fault}", fault=found.fault)
    if not found.compared:
        return
    yield say(
        lang,
        "figures: {count:,} values compared, {differ:,} differ",
        count=found.compared,
        differ=len(found.differences),
    )
    if found.stopped:
        yield say(
            lang,
            "The search was stopped before it ended: what depends on how far it came is held against the "
            "proven bounds alone; {count:,} such values differ.",
            count=len(found.not_counted),
        )
    elif found.not_counted:
        yield say(
            lang,
            "{count:,} words or keys are others in this version, and do not count.",
            count=len(found.not_counted),
        )


def _inputs(states: Sequence[InputState], lang: Lang) -> Table:
    table = Table(box=box.SIMPLE, expand=True)
    for head in (say(lang, "input"), "", say(lang, "then"), say(lang, "now")):
        table.add_column(head, overflow="fold")
    for one in states:
        table.add_row(
            one.name,
            say(lang, _STATES[one.state]),
            _sum(one.size_bytes, one.sha256, lang),
            _sum(one.size_now_bytes, one.sha256_now, lang),
        )
    return table


def _sum(size_bytes: int | None, sha256: str | None, lang: Lang) -> str:
    parts = [] if size_bytes is None else [say(lang, "{count:,} bytes", count=size_bytes)]
    parts += [] if sha256 is None else [sha256[:_HASH]]
    return ", ".join(parts)


def _differences(differences: Sequence[Difference], lang: Lang) -> Table:
    table = Table(box=box.SIMPLE, expand=True)
    for head in (say(lang, "value"), say(lang, "recorded"), say(lang, "now")):
        table.add_column(head, overflow="fold")
    for one in differences[:_SHOWN]:
        table.add_row(one.key, str(one.recorded), str(one.now))
    return table
