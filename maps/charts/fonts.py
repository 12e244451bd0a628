"""Fonts for pictures: those that have the characters of a text, above all Chinese, Japanese and Korean ones."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from matplotlib import font_manager

from ...common.errors import Fault, InputError

LATIN: Final = "DejaVu Sans"
"""Comes with matplotlib, so that it is always there."""

CJK: Final[tuple[str, ...]] = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    # The first face of the collection, which older versions of matplotlib see alone.
    "Noto Sans CJK JP",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "SimHei",
    "SimSun",
    "Heiti SC",
    "STHeiti",
    "Arial Unicode MS",
    "Noto Serif CJK SC",
)
"""Fonts with Chinese characters, the best for a map first."""

_LAST_RESORT: Final = ("Last Resort", "LastResort", ".LastResort")
"""How names of fonts begin that claim every character and draw a box for it. matplotlib 3.11 brings one."""

_SCRIPTS: Final = (
    "CJK",
    "HIRAGANA",
    "KATAKANA",
    "HANGUL",
    "BOPOMOFO",
    "FULLWIDTH",
    "IDEOGRAPHIC",
)
"""How the Unicode names of characters begin that count as Chinese, Japanese or Korean."""

_SHOWN: Final = 10


def families_for(texts: Iterable[str]) -> list[str]:
    """Return names of installed fonts that together have the characters of some texts.

    Fonts installed since matplotlib made its list are looked for where the list does not do. A character
    of another script that no font has is left to matplotlib, which draws a box for it.

    Parameters
    ----------
    texts
        What is to be drawn.

    Raises
    ------
    InputError
        If a Chinese, Japanese or Korean character is in no installed font.
    """
    needed = {character for text in texts for character in text if character.isprintable()}
    needed -= _characters(LATIN)
    if not needed:
        return [LATIN]
    found, missing = _covering(needed)
    if any(_is_cjk(character) for character in missing):
        _learn_new_fonts()
        found, missing = _covering(needed)
    lacking = sorted(character for character in missing if _is_cjk(character))
    if lacking:
        raise InputError(
            Fault(
                file="fonts",
                value="".join(lacking[:_SHOWN]),
                cause="no installed font has these characters",
                fix="install Noto Sans CJK (Debian, Ubuntu: apt-get install fonts-noto-cjk; elsewhere: add "
                "NotoSansCJK-Regular.ttc to the system's fonts) and draw again",
            )
        )
    return [*found, LATIN]


def _covering(needed: set[str]) -> tuple[list[str], set[str]]:
    """Take fonts that have some of the characters still missing, the best known first."""
    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    names = [name for name in CJK if name in installed]
    others = sorted(installed - {*CJK, LATIN})
    names += [name for name in others if not name.startswith(_LAST_RESORT)]
    found: list[str] = []
    missing = set(needed)
    for name in names:
        if not missing:
            break
        has = missing & _characters(name)
        if has:
            found.append(name)
            missing -= has
    return found, missing


def _characters(family: str) -> set[str]:
    try:
        path = font_manager.findfont(
            font_manager.FontProperties(family=[family]), fallback_to_default=False
        )
        return {chr(code) for code in font_manager.get_font(path).get_charmap()}
    except (OSError, RuntimeError, ValueError):
        # A font in the list that is gone or cannot be read has no characters.
        return set()


def _learn_new_fonts() -> None:
    """Add fonts to matplotlib's list that were installed after it was made."""
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for path in sorted(set(font_manager.findSystemFonts()) - known):
        try:
            font_manager.fontManager.addfont(path)
        except (OSError, RuntimeError, ValueError):
            # Bitmap fonts and broken files are of no use; the others are.
            continue


def _is_cjk(character: str) -> bool:
    return unicodedata.name(character, "").startswith(_SCRIPTS)
