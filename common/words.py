"""Words that a user gives in one language or in both: titles, a notice, credits, names of levels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, Self

from .sentences import OwnWords

LANGUAGES: Final = ("en", "zh")


@dataclass(frozen=True)
class Words:
    """A text in English and in Chinese; false where there is none.

    Parameters
    ----------
    en, zh
        The text in each language. Where one is missing, the other is shown.

    Examples
    --------
    >>> title = Words(en="Shelters", zh="避难场所")
    >>> title.said("zh"), Words(en="Shelters").said("zh"), bool(Words())
    ('避难场所', 'Shelters', False)
    """

    en: str = ""
    zh: str = ""

    @classmethod
    def of(cls, value: str | Mapping[str, str] | Words | None) -> Self:
        """Return the words of a text for both languages, or of a mapping of languages to texts.

        Parameters
        ----------
        value
            A text, ``{"en": ..., "zh": ...}``, or words already; None for none.

        Raises
        ------
        ValueError
            If it is neither, or names another language.
        """
        if value is None:
            return cls()
        if isinstance(value, Words):
            return cls(en=value.en, zh=value.zh)
        if isinstance(value, str):
            return cls(en=value.strip(), zh=value.strip())
        if not isinstance(value, Mapping) or not all(
            isinstance(one, str) for one in value.values()
        ):
            raise ValueError(f"is neither a text nor {_HOW}")
        other = [str(lang) for lang in value if lang not in LANGUAGES]
        if other:
            raise ValueError(f"names the language {other[0]!r}: write a text, or {_HOW}")
        return cls(**{lang: text.strip() for lang, text in value.items()})

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)

    def said(self, lang: str) -> str:
        """Return the text in a language, or in the other one where it is missing.

        Parameters
        ----------
        lang
            ``"en"`` or ``"zh"``.
        """
        return self.zh or self.en if lang == "zh" else self.en or self.zh

    def sentence(self) -> OwnWords:
        """Return the text as a part of a sentence, which is said in the language of the whole."""
        return OwnWords(self.said("en"), self.said("zh"))

    def in_both(self) -> dict[str, str]:
        """Return the text to be shown by language: ``{"en": ..., "zh": ...}``."""
        return {lang: self.said(lang) for lang in asdict(self)}


_HOW: Final = "`{en: ..., zh: ...}`"

NO_WORDS: Final = Words()
