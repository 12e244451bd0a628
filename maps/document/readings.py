"""How Chinese names are read, so that a page's search knows their pinyin and initials."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from pypinyin import Style, pinyin


def readings(names: Iterable[object]) -> dict[str, str]:
    """Return by reading, such as ``"qing"``, the characters of some names that are read so.

    Readings are without tones and in ASCII, ü as v. A character of several readings stands under each.

    Parameters
    ----------
    names
        Names of any kind; what is no text, and what has no reading, is left out.
    """
    texts = [unicodedata.normalize("NFKC", name) for name in names if isinstance(name, str)]
    found: dict[str, str] = {}
    for character in sorted({sign for text in texts for sign in text if sign.isalpha()}):
        if character.isascii():
            continue
        # What has no reading comes back as nothing.
        [ways] = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore") or [[]]
        for way in sorted({_ascii(way) for way in ways} - {""}):
            found[way] = found.get(way, "") + character
    return dict(sorted(found.items()))


def _ascii(reading: str) -> str:
    """Return a reading without accents; ü, which typists write as v, is none."""
    plain = unicodedata.normalize("NFC", reading).replace("ü", "v")
    parts = unicodedata.normalize("NFD", plain)
    return "".join(letter for letter in parts if "a" <= letter <= "z")
