"""The language that a command speaks: what `--lang` asks for, known before any other argument is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ..maps.wording.messages import Lang

_SPOKEN: Final[ContextVar[Lang]] = ContextVar("spoken", default="en")


def asked_lang(arguments: Sequence[str]) -> Lang:
    """Return the language that ``--lang`` names; English where it names none that is known.

    It is read from the arguments as they are, since an error may end their reading.
    """
    asked = "en"
    for at, word in enumerate(arguments):
        if word == "--lang":
            asked = "".join(arguments[at + 1 : at + 2])
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return "zh" if asked == "zh" else "en"


@contextmanager
def speaking(lang: Lang) -> Iterator[None]:
    """Let progress and the command line's own errors be told in a language inside the context."""
    token = _SPOKEN.set(lang)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def spoken() -> Lang:
    """Return the language that is spoken; English where nothing was asked."""
    return _SPOKEN.get()
