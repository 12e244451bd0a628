"""Recognising the encoding of text that does not state it: UTF-8, UTF-16 with its mark, or GB18030."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from .usual_chinese import USUAL

_CHUNK_BYTES: Final = 1 << 20
_WEIGHED_BYTES: Final = 1 << 22
"""How much of a file is looked at for what its bytes mean; that all of it reads is checked in any case."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # The mark of UTF-32 begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_CHINESE_MIN_SHARE: Final = 0.9
_USUAL_MIN_SHARE: Final = 0.6
_USUAL_MIN_SHARE_OF_FEW: Final = 0.8
_FEW: Final = 8
"""Fewer characters than these have to be the usual ones more often, since chance plays a part."""


def recognised_encoding(path: Path, *, start: int = 0) -> str | None:
    """Return the encoding of a file's text; None where its bytes may mean several things, or nothing.

    Text with a byte order mark is what the mark says. Text that is valid UTF-8 is UTF-8: no other text is by
    chance. GB18030 (which GBK and GB2312 are parts of) is told from other encodings by what it says, since it
    can read most bytes: nine of ten characters have to be those of GB2312, and six of ten the usual ones.

    Parameters
    ----------
    path
        The file.
    start
        Where its text begins, in bytes.
    """
    state = path.stat()
    return _recognised(path, start, state.st_size, state.st_mtime_ns)


@lru_cache(maxsize=64)
def _recognised(path: Path, start: int, size: int, changed_ns: int) -> str | None:  # noqa: ARG001
    with path.open("rb") as file:
        file.seek(start)
        head = file.read(4)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding if _reads(path, start, encoding) else None
    if _reads(path, start, "utf-8"):
        return "utf-8"
    return "gb18030" if _reads(path, start, "gb18030") and _is_chinese(path, start) else None


def _reads(path: Path, start: int, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(path, start):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _chunks(path: Path, start: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _is_chinese(path: Path, start: int) -> bool:
    """Return whether text that reads as GB18030 is likely to be Chinese, and not bytes of another encoding."""
    with path.open("rb") as file:
        file.seek(start)
        text = file.read(_WEIGHED_BYTES).decode("gb18030", errors="ignore")
    wide = re.sub(r"[\x00-\x7f]", "", text)
    known = wide.encode("gb2312", errors="ignore").decode("gb2312")
    letters = [one for one in known if "\u4e00" <= one <= "\u9fff"]
    if not letters or len(known) < _CHINESE_MIN_SHARE * len(wide):
        return False
    least = _USUAL_MIN_SHARE_OF_FEW if len(letters) < _FEW else _USUAL_MIN_SHARE
    return sum(one in USUAL for one in letters) >= least * len(letters)
