"""What a file is, as lines for the terminal, no wider than 80 letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from ...common.errors import FAULTS_SHOWN
from ...data.inspection.report import FileReport, LayerReport
from ...geo.datums.datums import TITLES, datum_named
from ...maps.wording.fault_words import fault_translator, note_said
from ...maps.wording.file_words import FORMAT_WORDS, HOLDS_WORDS, KIND_WORDS, ROLE_WORDS
from ...maps.wording.messages import Lang, say
from ...maps.wording.words import sentence

_MEGABYTE: Final = 1_000_000

_VALUES: Final = 24
"""Letters of example values that a line shows."""


def file_text(report: FileReport, lang: Lang) -> Group:
    """Return what a file is, layer by layer, with its problems."""
    parts: list[Text | Table] = []
    # Of a file that is not there, there is nothing else to say.
    if report.size_bytes or report.layers:
        parts.append(Text(_head(report, lang), style="bold"))
    parts += [
        Text(say(lang, "problem: {fault}", fault=one.said(fault_translator(lang))))
        for one in report.problems
    ]
    for layer in report.layers:
        parts += _layer(layer, lang)
    return Group(*parts)


def _head(report: FileReport, lang: Lang) -> str:
    form = say(lang, FORMAT_WORDS.get(report.format, report.format))
    if report.size_bytes < _MEGABYTE / 10:
        kilobytes = max(report.size_bytes / 1e3, 0.1)
        text = "{file}: {format}, {size:,.1f} kB"
        return say(lang, text, file=report.name, format=form, size=kilobytes)
    size = report.size_bytes / _MEGABYTE
    return say(lang, "{file}: {format}, {size:,.1f} MB", file=report.name, format=form, size=size)


def _layer(layer: LayerReport, lang: Lang) -> Iterator[Text | Table]:
    for line in _facts(layer, lang):
        yield Text(f"  {line}")
    if layer.columns:
        yield _columns(layer, lang)
    for note in layer.notes:
        yield Text("  " + say(lang, "note: {note}", note=note_said(note, lang)))
    for fault in layer.problems[:FAULTS_SHOWN]:
        yield Text("  " + say(lang, "problem: {fault}", fault=fault.said(fault_translator(lang))))
    more = len(layer.problems) - FAULTS_SHOWN
    if more > 0:
        yield Text("  " + say(lang, "{count:,} more problems", count=more))


def _facts(layer: LayerReport, lang: Lang) -> Iterator[str]:
    role = say(lang, ROLE_WORDS[layer.role])
    holds = say(lang, HOLDS_WORDS[layer.holds])
    count = f"{layer.records:,}"
    if layer.name:
        yield say(lang, "layer or sheet {name}", name=layer.name)
    yield say(lang, "{role}: {count} {holds}", role=role, count=count, holds=holds)
    if layer.crs:
        datum = datum_named(layer.crs)
        crs = TITLES[datum] if datum else layer.crs
        if layer.crs_stated:
            yield say(lang, "CRS {crs}", crs=crs)
        else:
            yield say(lang, "CRS {crs}, as the headings say", crs=crs)
    if layer.extent is not None:
        west, south, east, north = (f"{one:.4f}" for one in layer.extent)
        yield say(
            lang,
            "extent {west} to {east} east, {south} to {north} north",
            west=west,
            east=east,
            south=south,
            north=north,
        )
    if layer.encoding:
        yield say(lang, "encoding {encoding}", encoding=layer.encoding.upper())
    for one in layer.reads:
        yield say(lang, "would be read: {what}", what=sentence(one, lang))


def _columns(layer: LayerReport, lang: Lang) -> Table:
    table = Table(box=box.SIMPLE, expand=True)
    for head in (
        say(lang, "column"),
        say(lang, "holds"),
        say(lang, "recognised as"),
        say(lang, "filled"),
        say(lang, "values"),
    ):
        table.add_column(head, overflow="fold")
    for one in layer.columns:
        values = ", ".join(one.values)
        short = values if len(values) <= _VALUES else values[: _VALUES - 1] + "…"
        kind = say(lang, KIND_WORDS[one.kind])
        table.add_row(one.name, kind, one.ours, f"{one.filled:,}", short)
    return table
