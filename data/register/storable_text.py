"""Text as files and databases can keep it."""

from __future__ import annotations


def storable(text: str) -> str:
    r"""Return text without what no file keeps: zero bytes, and halves of characters.

    Halves stand in arguments of a command that are not in UTF-8; each becomes a question mark.

    Examples
    --------
    >>> storable("a\0b\udcff")
    'ab?'
    """
    return str(text).replace("\0", "").encode("utf-8", "replace").decode("utf-8")
