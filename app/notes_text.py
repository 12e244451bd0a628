"""Notes on the terminal; what prints them alone need not load what draws pages."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console

from ..maps.wording.messages import Lang, say
from ..maps.wording.words import sentence


def print_notes(notes: Iterable[str], console: Console, lang: Lang) -> None:
    """Print notes, a line each; a note is not cut into lines, so that it can be searched for."""
    for note in notes:
        said = say(lang, "note: {note}", note=sentence(note, lang))
        console.print(said, soft_wrap=True)
