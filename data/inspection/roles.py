"""What a layer would be in a study: by what it holds, its headings and its name."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from .report import Role

_NAMED: Final[tuple[tuple[Role, re.Pattern[str]], ...]] = (
    ("water", re.compile(r"water|river|lake|水系|水域|水体|河流|湖泊|水库", re.IGNORECASE)),
    (
        "candidates",
        re.compile(r"candidate|parcel|备选|候选|选址|拟建|地块|宗地|用地", re.IGNORECASE),
    ),
    (
        "people",
        re.compile(
            r"people|popul|census|(?:^|[^a-z])pop(?:[^a-z]|$)|ghs|人口|居民|社区网格", re.IGNORECASE
        ),
    ),
)
_NO_PEOPLE: Final = re.compile(
    r"dem(?:[^a-z]|$)|slope|elevation|srtm|高程|坡度|ndvi", re.IGNORECASE
)
_LEVELS: Final = (
    ("county", re.compile(r"count(?:y|ies)|区县|县区|县界|县级|旗县", re.IGNORECASE)),
    ("township", re.compile(r"township|town|乡镇|街道|镇界|乡界", re.IGNORECASE)),
    ("village", re.compile(r"village|村界|行政村|村级|社区", re.IGNORECASE)),
    ("district", re.compile(r"district|分区|片区|单元", re.IGNORECASE)),
    ("ward", re.compile(r"ward", re.IGNORECASE)),
    ("city", re.compile(r"city|市界|地级", re.IGNORECASE)),
)


def role_of(holds: str, name: str, known: Collection[str]) -> Role:
    """Return what a layer would be in a study.

    Parameters
    ----------
    holds
        ``points``, ``lines``, ``areas``, ``pixels`` or ``table``.
    name
        Names of the file and the layer.
    known
        Our names of the columns that are recognised.
    """
    hint = next((role for role, words in _NAMED if words.search(name)), None)
    if holds == "lines":
        return "unknown" if hint == "water" else "roads"
    if holds == "pixels":
        return "unknown" if _NO_PEOPLE.search(name) else "people"
    counts = "residents" in known
    if holds == "areas":
        if hint in ("water", "candidates"):
            return hint
        return "people" if counts and hint == "people" else "units"
    if counts and not {"capacity", "tier"} & set(known):
        return "people"
    return "candidates" if hint == "candidates" else "sites"


def level_of(name: str) -> str:
    """Return the level of administrative units that a name speaks of."""
    return next((level for level, words in _LEVELS if words.search(name)), "unit")
