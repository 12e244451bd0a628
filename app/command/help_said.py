"""The program's help in another language: its sentences, typer's words around them, and lines that fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from rich.cells import cell_len

from ...maps.wording.fixed_words import WORD, fixed_catalogue
from ...maps.wording.messages import Lang

UNWRAPPED: Final = 2_000
"""Letters of a line that typer is asked for, so that it wraps none: it counts letters, not columns."""

_CATALOGUE: Final = "help"
_OF_ROW: Final = re.compile(r"( +\S.*? {2,})(\S.*)")
"""An option, and what is said of it."""

_PIECE: Final = re.compile(r"(?:[!-~]+|.)[，。；：、）\]]*")
"""What stays on one line: a word of Latin letters, or one sign; and the signs that no line begins with."""


def help_said(text: str, lang: Lang) -> str:
    """Return a sentence or a heading of the help in a language."""
    return fixed_catalogue(lang, name=_CATALOGUE).get(text, text)


def speak_help(group: Any, lang: Lang) -> None:  # noqa: ANN401 - of typer's own click
    """Let the help of a program's commands, arguments and options be in a language.

    Parameters
    ----------
    group
        The program, which typer makes anew for each run.
    lang
        The language.
    """
    for command in (group, *group.commands.values()):
        for one in (command, *command.params):
            if getattr(one, "help", None):
                one.help = help_said(one.help.strip(), lang)


def page_said(page: str, lang: Lang, *, width: int) -> str:
    """Return a page of help in a language, wrapped.

    Parameters
    ----------
    page
        As typer writes it, with long lines.
    lang
        The language; sentences are in it already.
    width
        Columns; a Chinese sign takes two.
    """
    return "\n".join(
        line for whole in page.splitlines() for line in _wrapped(_framed(whole, lang), width)
    )


def _framed(line: str, lang: Lang) -> str:
    """Return a line with typer's own words in a language."""
    words = fixed_catalogue(lang, WORD, name=_CATALOGUE)
    line = line.replace(
        "Show this message and exit.", help_said("Show this message and exit.", lang)
    )
    if line.startswith("Usage: "):
        line = f"{words['Usage']}\uff1a{line.removeprefix('Usage: ')}"
        for word in ("[OPTIONS]", "COMMAND [ARGS]..."):
            line = line.replace(word, words[word])
    if re.fullmatch(r"\S.*:", line):
        heading = line.removesuffix(":")
        return f"{words.get(heading, heading)}\uff1a"
    return re.sub(r"(?<=  \[)[^\]]+(?=\]$)", lambda found: _note_said(found[0], words), line)


def _note_said(note: str, words: dict[str, str]) -> str:
    """Return what stands in brackets behind an option, such as its default."""
    parts = (part.partition(": ") for part in note.split("; "))
    return "; ".join(words.get(name, name) + mark + value for name, mark, value in parts)


def _wrapped(line: str, width: int) -> Iterator[str]:
    """Yield a line in parts of a width; what follows is indented as the text is."""
    row = _OF_ROW.fullmatch(line)
    head = row[1] if row else re.match(" *", line)[0]  # type: ignore[index] # it fits any line
    rest, indent = line[len(head) :], " " * cell_len(head)
    now = head
    for piece in _PIECE.findall(rest):
        if cell_len(now + piece) > width and now.strip() and now != indent:
            yield now.rstrip()
            now = indent
        if now != indent or not piece.isspace():
            now += piece
    yield now.rstrip()
