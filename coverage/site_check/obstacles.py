"""What forbids a proposed site, or asks for care, each as a whole sentence with its figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, get_args

from ...common.sentences import Sentence
from ...common.words import NO_WORDS, Words

ObstacleKind = Literal[
    "outside_study",
    "water",
    "forbidden_land",
    "not_allowed_land",
    "steep_slope",
    "small_parcel",
    "conditional_land",
    "unknown_class",
    "unknown_slope",
    "not_eligible",
    "no_road",
    "given_in_gcj02",
    "existing_site",
]
OBSTACLE_KINDS: Final[tuple[ObstacleKind, ...]] = get_args(ObstacleKind)
"""In the order in which they are told."""


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """What stands against a proposed site.

    Parameters
    ----------
    kind
        One of `OBSTACLE_KINDS`.
    forbids
        Whether it forbids the site; else it is a hint or a warning.
    said
        A whole sentence, with its figures.
    clause
        Of a rule about land the clause of the rule, in the study's words; else empty.
    distance_m
        Metres to what is meant: the study area, the nearest road, the candidate; None where there is none.
    share
        Of a parcel the share of its area that is concerned; None where there is none.
    words
        The study's own words in the sentence and the clause, in both languages.
    by
        What it comes from in short, with its clause, in both languages; empty where that is no land.

    See Also
    --------
    SiteCheck : Lists them.

    Examples
    --------
    >>> import halfhour as hh
    >>> from halfhour.common.sentences import Sentence
    >>> said = Sentence("The place lies in water.")
    >>> hh.Obstacle(kind="water", forbids=True, said=said).to_dict()["said"]
    'The place lies in water.'
    """

    kind: ObstacleKind
    forbids: bool
    said: Sentence
    clause: str = ""
    distance_m: float | None = None
    share: float | None = None
    words: tuple[Words, ...] = ()
    by: Words = NO_WORDS

    def said_in(self, lang: str, translate: Callable[[str], str]) -> str:
        """Return the sentence in a language, the study's own words among it.

        Parameters
        ----------
        lang
            ``"en"`` or ``"zh"``.
        translate
            Returns the words of that language for English ones.
        """
        own = {one.said("en"): one.said(lang) for one in self.words}
        return self.said.said(lambda english: own.get(english) or translate(english))

    def clause_in(self, lang: str) -> str:
        """Return the clause in a language, ``"en"`` or ``"zh"``."""
        own = {one.said("en"): one.said(lang) for one in self.words}
        return own.get(self.clause, self.clause)

    def to_dict(self) -> dict[str, object]:
        """Return the obstacle as plain values for JSON."""
        return {
            "kind": self.kind,
            "forbids": self.forbids,
            "said": str(self.said),
            "clause": self.clause,
            "distance_m": self.distance_m,
            "share": self.share,
        }
