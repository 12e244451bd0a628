"""One form of a word for all ways of writing it: width, case, traditional characters, blanks and signs."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

import opencc

_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_SIGNS: Final = re.compile(r"[\W_]+")
_IN_BRACKETS: Final = re.compile(r"\(.*?\)|\[.*?\]|（.*?）|【.*?】")


@functools.lru_cache(maxsize=200_000)
def plain_text(text: str) -> str:
    """Return the form in which a heading, a word or a name is compared.

    Full-width letters and digits become half-width (Unicode's NFKC), capitals small, traditional characters
    simplified (OpenCC's ``t2s``); blanks and punctuation go. A text of nothing but signs stays as it is.

    Examples
    --------
    >>> plain_text("機構 名稱"), plain_text("Bed_No."), plain_text(" 卫生院（中心）")
    ('机构名称', 'bedno', '卫生院中心')
    """
    wide = unicodedata.normalize("NFKC", text).casefold()
    simple = _simplifier().convert(wide) if _HAN.search(wide) else wide
    return _SIGNS.sub("", simple) or simple.strip()


def plain_heading(heading: str) -> str:
    """Return the form in which headings are compared: what stands in brackets, such as a unit, does not count.

    Examples
    --------
    >>> plain_heading("床位數（張）"), plain_heading("(kind)")
    ('床位数', 'kind')
    """
    return plain_text(_IN_BRACKETS.sub("", heading)) or plain_text(heading)


@functools.cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
