"""What a file is, as a small card for notebooks; whatever comes from data is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from ..wording.file_words import FORMAT_WORDS, HOLDS_WORDS, KIND_WORDS, ROLE_WORDS
from ..wording.messages import Lang, say
from .blocks import Table, block


class ColumnSeen(Protocol):
    """A column of a file: a `halfhour.data.inspection.report.ColumnReport`."""

    @property
    def name(self) -> str:
        """Its heading."""
        ...

    @property
    def kind(self) -> str:
        """What it holds."""
        ...

    @property
    def ours(self) -> str:
        """Which of our columns it is."""
        ...

    @property
    def filled(self) -> int:
        """How many records have a value."""
        ...


class LayerSeen(Protocol):
    """A layer of a file: a `halfhour.data.inspection.report.LayerReport`."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def role(self) -> str:
        """What a study would use it for."""
        ...

    @property
    def holds(self) -> str:
        """Its geometry."""
        ...

    @property
    def records(self) -> int:
        """How many records it has."""
        ...

    @property
    def crs(self) -> str:
        """Its CRS."""
        ...

    @property
    def columns(self) -> Sequence[ColumnSeen]:
        """Its columns."""
        ...


class FileSeen(Protocol):
    """What a file is: a `halfhour.FileReport`."""

    @property
    def name(self) -> str:
        """The file's name."""
        ...

    @property
    def format(self) -> str:
        """What kind of file it is."""
        ...

    @property
    def size_bytes(self) -> int:
        """Its size."""
        ...

    @property
    def layers(self) -> Sequence[LayerSeen]:
        """Its layers."""
        ...

    @property
    def all_problems(self) -> Sequence[object]:
        """All that is wrong with it."""
        ...


def file_report_html(report: FileSeen, *, lang: Lang = "en") -> str:
    """Return what a file is: its layers with their columns, and its problems."""
    head = say(
        lang,
        "{file}: {format}, {size:,.1f} MB",
        file=report.name,
        format=say(lang, FORMAT_WORDS.get(report.format, report.format)),
        size=report.size_bytes / 1e6,
    )
    problems = [[say(lang, "problem: {fault}", fault=str(one))] for one in report.all_problems]
    wrong = [Table(rows=problems)] if problems else []
    return block(head, *_tables(report, lang), *wrong)


def _tables(report: FileSeen, lang: Lang) -> Iterator[Table]:
    for layer in report.layers:
        said = say(
            lang,
            "{role}: {count} {holds}",
            role=say(lang, ROLE_WORDS[layer.role]),
            count=f"{layer.records:,}",
            holds=say(lang, HOLDS_WORDS[layer.holds]),
        )
        yield Table(rows=[[f"{layer.name} {said}".strip(), layer.crs]], words=(0, 1))
        rows = [
            [one.name, say(lang, KIND_WORDS[one.kind]), one.ours, f"{one.filled:,}"]
            for one in layer.columns
        ]
        if rows:
            heads = (say(lang, "column"), say(lang, "holds"), say(lang, "recognised as"))
            yield Table(head=(*heads, say(lang, "filled")), rows=rows, words=(0, 1, 2))
