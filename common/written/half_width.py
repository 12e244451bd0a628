"""One form of the letters and digits of a number, however wide they were typed."""

from __future__ import annotations

import unicodedata


def half_width(text: str) -> str:
    """Return a text with full-width letters, digits and signs as half-width ones (Unicode's NFKC).

    Raised, lowered and circled numbers and fractions (², ①, ½) stay as they are: beside a number they are
    the mark of a footnote, or a part of it, but never its next digit.

    Examples
    --------
    >>> half_width("１２０张"), half_width("120②")
    ('120张', '120②')
    """
    return "".join(
        one if unicodedata.category(one) == "No" else unicodedata.normalize("NFKC", one)
        for one in unicodedata.normalize("NFC", text)
    )
