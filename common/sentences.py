"""Sentences for people: English text that remembers what it was made of, so that it can be translated."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, Self

from .english.singular import in_singular

Value = str | float | tuple[str, ...]
"""What is put into a sentence: text, a number, another sentence, or several of these as a list."""


class Sentence(str):
    """A sentence in English, as any text, with the words and the values that it was made of.

    Parameters
    ----------
    template
        English words, with ``{name}`` or ``{name:,.0f}`` where a value belongs. It is the key of a catalogue
        of another language. Without values it is taken as it stands.
    values
        By name. Sentences among them are translated too; a tuple becomes a list with commas.

    Examples
    --------
    >>> note = Sentence("{count} sites are enough: {names}", count=2, names=("a", "b"))
    >>> note
    '2 sites are enough: a, b'
    >>> chinese = {note.template: "{count} 处即可 {names}", ", ": "、"}
    >>> note.said(lambda english: chinese.get(english, english))
    '2 处即可 a、b'
    """

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, Value]

    def __new__(cls, template: str, **values: Value) -> Self:
        """Put the values into the English words."""
        sentence = super().__new__(cls, _filled(template, values, _as_it_is))
        sentence.template = template
        sentence.values = values
        return sentence

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, Value]]:
        """Return what it takes to make it again, for copies and pickles."""
        return (self.template,), dict(self.values)

    def said(self, translate: Callable[[str], str]) -> str:
        """Return the sentence in another language.

        Parameters
        ----------
        translate
            Returns the words of that language for English ones, with the same places for values.
        """
        return _filled(self.template, self.values, translate)


def _filled(template: str, values: Mapping[str, Value], translate: Callable[[str], str]) -> str:
    words = translate(template)
    if not values:
        return words
    if words == template:
        # No other language has words for it, or none was asked for.
        words = in_singular(words, values)
    return words.format(**{name: _said(value, translate) for name, value in values.items()})


def _said(value: Value, translate: Callable[[str], str]) -> str | float:
    if isinstance(value, Sentence):
        return value.said(translate)
    if isinstance(value, tuple):
        return translate(", ").join(str(_said(part, translate)) for part in value)
    return value


_COLLECTED: Final[ContextVar[list[Sentence] | None]] = ContextVar("collected", default=None)


@contextmanager
def collected_notes() -> Iterator[list[Sentence]]:
    r"""Collect what readers tell inside the context: what they converted, recognised or left out.

    Yields
    ------
    list of Sentence
        Each note once, in the order in which it was told; it fills while files are read. What is told inside an
        inner context is not told to the outer one.

    See Also
    --------
    read_sites : Reads a file.

    Examples
    --------
    >>> import pathlib
    >>> import tempfile
    >>> import halfhour as hh
    >>> with tempfile.TemporaryDirectory() as folder, hh.collected_notes() as notes:
    ...     file = pathlib.Path(folder) / "clinics.csv"
    ...     _ = file.write_text("site_id,x,y\nA,119.52,39.91\n")
    ...     sites = hh.read_sites(existing=hh.Layer(file=file, crs="gcj02"), service="clinic")
    >>> print(*notes)
    clinics.csv: its coordinates were converted from GCJ-02 to WGS 84, vertex by vertex.
    """
    notes: list[Sentence] = []
    token = _COLLECTED.set(notes)
    try:
        yield notes
    finally:
        _COLLECTED.reset(token)


def tell(note: Sentence) -> None:
    """Tell a note to whoever collects notes; to nobody outside of `collected_notes`."""
    notes = _COLLECTED.get()
    if notes is not None and note not in notes:
        notes.append(note)


def joined(*clauses: str) -> str:
    """Return clauses with semicolons between them; empty ones are left out."""
    whole = ""
    for clause in clauses:
        if clause:
            whole = Sentence("{clause}; {other}", clause=whole, other=clause) if whole else clause
    return whole


def _as_it_is(text: str) -> str:
    return text
