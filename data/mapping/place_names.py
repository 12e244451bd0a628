"""Names of places and institutions: their plain form, and that without administrative prefixes."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

from .plain_text import plain_text

# 幸福社区 and 第二院区 are no units of the administration, nor is the 市 of 超市 or of 市立医院.
_PREFIX: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}?(?:特别行政区|自治区|自治州|自治县|自治旗|省|地区|"
    r"(?<![超城都门菜夜])市(?![场民政立区])|(?<![社小园景校院片库厂矿营湾林灾])区(?!域)|(?<!郊)县))"
)
_NUMBERS: Final = re.compile(r"[0-9]+|[零一二三四五六七八九十百]+|[东南西北]")
_LETTERS: Final = re.compile(r"(?<![a-z])[a-z](?![a-z])")
_SHORTEST: Final = 2


@functools.lru_cache(maxsize=200_000)
def bare_name(name: str) -> str:
    """Return the plain form of a name without the provinces, cities, counties and districts before it.

    Examples
    --------
    >>> bare_name("秦皇岛市海港区東港鎮衛生院"), bare_name("幸福社区卫生服务站")
    ('东港镇卫生院', '幸福社区卫生服务站')
    """
    plain = plain_text(name)
    rest = plain
    while found := _PREFIX.match(rest):
        rest = rest[found.end() :]
    return rest if len(rest) >= _SHORTEST else plain


@functools.lru_cache(maxsize=200_000)
def designators(name: str) -> tuple[str, ...]:
    """Return what tells places of one kind apart: numbers, directions and single letters, in their order.

    Examples
    --------
    >>> designators("第一小学（东校区）"), designators("Clinic B 12")
    (('一', '东'), ('12', 'b'))
    """
    wide = unicodedata.normalize("NFKC", name).casefold()
    return (*_NUMBERS.findall(plain_text(name)), *_LETTERS.findall(wide))
