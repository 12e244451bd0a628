"""What notebooks show of results: found by the class, written by whoever knows HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Writer = Callable[[Any], str]

_WRITERS: dict[tuple[str, str], Writer] = {}
"""By module and name of a class what writes its HTML."""


def show_by(module: str, name: str, writer: Writer) -> None:
    """Let a class be shown by a function that writes HTML.

    Parameters
    ----------
    module, name
        Of the class, which need not be loaded yet.
    writer
        Takes one of its objects; escapes whatever comes from data.
    """
    _WRITERS[module, name] = writer


class Shown:
    """A result that notebooks of any make show as HTML, though its own module knows nothing of HTML."""

    def _repr_html_(self) -> str | None:
        """Return it as HTML; None where nobody writes any, and its text is shown."""
        for kind in type(self).__mro__:
            writer = _WRITERS.get((kind.__module__, kind.__qualname__))
            if writer is not None:
                return writer(self)
        return None
