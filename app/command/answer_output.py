"""Where a command's answer goes: the options that the kinds of `halfhour check` have in common."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from ...maps.wording.messages import Lang, say


@dataclass(frozen=True, kw_only=True)
class AnswerOutput:
    """Where an answer goes, and in which form.

    Parameters
    ----------
    out
        Folder for the files; None for none.
    pdf
        Whether the page is printed to a PDF, too.
    lang
        Language of the text and the files.
    as_json
        Whether JSON is printed instead of the text.
    register
        Whether files come with a line of the register.
    note
        A note for that line.
    """

    out: Path | None
    pdf: bool
    lang: Lang
    as_json: bool
    register: bool
    note: str


def print_written(shown: Console, paths: Iterable[Path], lang: Lang) -> None:
    """Print one line for each file that was written.

    Parameters
    ----------
    shown
        Where it is printed.
    paths
        The files.
    lang
        The language.
    """
    for path in paths:
        shown.print(say(lang, "written: {file}", file=str(path)), soft_wrap=True)
