"""What `halfhour validate` shows of a study without faults, and JSON of one with or without them."""

from __future__ import annotations

from collections.abc import Iterable

# The public names load what they need when they are used.
import halfhour as hh
from rich import box
from rich.console import Console
from rich.table import Table

from ..maps.wording.messages import Lang, say
from .notes_text import print_notes
from .study.layers import Layers


def print_layers(layers: Layers, console: Console, lang: Lang) -> None:
    """Print a line for each file, and notes."""
    title = say(lang, "{study}: no faults", study=layers.file.name)
    table = Table(title=title, box=box.ROUNDED)
    table.add_column(say(lang, "file"), overflow="fold")
    table.add_column(say(lang, "records"), justify="right")
    for record in layers.inputs:
        table.add_row(record.name, f"{record.rows:,}")
    console.print(table)
    print_notes(layers.notes, console, lang)


def validation_values(
    study: str, layers: Layers | None = None, *, faults: Iterable[hh.Fault] = ()
) -> dict[str, object]:
    """Return a study's files and notes, or its faults, as plain values."""
    return {
        "study": study,
        "inputs": [
            {"file": record.name, "records": record.rows}
            for record in ([] if layers is None else layers.inputs)
        ],
        "notes": [] if layers is None else [str(note) for note in layers.notes],
        "faults": [fault_record(fault) for fault in faults],
    }


def fault_record(fault: hh.Fault) -> dict[str, object]:
    """Return a fault as plain values for JSON; a value that is no text or number as it is printed."""
    value = fault.value
    plain = value if value is None or isinstance(value, str | int | float | bool) else str(value)
    return {
        "file": fault.file,
        "row": fault.row,
        "key": fault.key,
        "column": fault.column,
        "value": plain,
        "cause": str(fault.cause),
        "fix": str(fault.fix),
        "said": str(fault),
    }
