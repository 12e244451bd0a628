"""Bytes out of the text of a page's packed array."""

from __future__ import annotations

import base64
import zlib


def packed_text(text: str) -> bytes:
    """Return the bytes of an array that may be deflated."""
    if not text.startswith("~"):
        return base64.b64decode(text, validate=True)
    _, size, data = text.split("~")
    plain = zlib.decompress(base64.b64decode(data, validate=True), -15)
    assert len(plain) == int(size)
    return plain
