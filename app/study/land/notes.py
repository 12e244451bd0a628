"""What is to be told of a study's land: of its layers, and of candidates that are not eligible by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import geopandas as gpd
import numpy as np

from ....common.sentences import Sentence
from ....common.words import Words
from ....coverage.site_check.eligibility import Eligibility
from ....coverage.site_check.land_shares import class_of_number
from ....geo.land import INELIGIBLE_BY, LandLayer, LandRule
from ....geo.land_classes import CLASS, LandClasses

_CLASSES_NAMED: Final = 10
"""So many classes are told by name."""


def land_notes(
    land: Sequence[LandRule],
    sites: Mapping[str, gpd.GeoDataFrame],
    found: Mapping[str, Eligibility],
) -> Iterator[str]:
    """Yield what is to be told of land.

    Parameters
    ----------
    land
        The study's rules about land.
    sites
        Site table by service.
    found
        By service which of its candidates are eligible.
    """
    for rule in land:
        yield from _of_layer(rule)
    for service, table in sites.items():
        named = {"service": Sentence(service)}
        if INELIGIBLE_BY in table:
            words = _words_of_land(found.get(service))
            for said, count in (
                table[INELIGIBLE_BY][table[INELIGIBLE_BY] != ""].value_counts().items()
            ):
                yield Sentence(
                    "{service}: {count:,} candidates are not eligible by the study's land: {land}",
                    count=int(count),
                    land=words.get(str(said)) or Sentence(str(said)),
                    **named,
                )
        if service in found:
            yield from _conditional(found[service], named)
        if land and _none_left(table):
            yield Sentence(
                "{service}: no candidate is left, as none of {total:,} is eligible: scenarios open no new site",
                total=int((table["status"] == "ineligible").sum()),
                **named,
            )


def _words_of_land(found: Eligibility | None) -> dict[str, Sentence]:
    """Return what forbids candidates, by its English words."""
    told = () if found is None else found.obstacles.values()
    return {one.by.said("en"): one.by.sentence() for many in told for one in many}


def _none_left(sites: gpd.GeoDataFrame) -> bool:
    status = sites["status"]
    return bool((status == "ineligible").any() and not (status == "candidate").any())


def _conditional(found: Eligibility, named: Mapping[str, str]) -> Iterator[str]:
    states = found.table["eligibility"]
    # A candidate under several conditions is counted with each.
    counts = Counter(
        by
        for site, told in found.obstacles.items()
        if states[site] == "conditional"
        for by in dict.fromkeys(one.by for one in told)
    )
    for by, count in counts.most_common():
        yield Sentence(
            "{service}: {count:,} candidates are eligible only under a condition, or are to be checked: {land}",
            count=count,
            land=by.sentence(),
            **named,
        )


def _of_layer(rule: LandRule) -> Iterator[str]:
    if isinstance(rule, (LandLayer, LandClasses)) and rule.mended and rule.areas is not None:
        yield Sentence(
            "{file}: {count:,} of {total:,} areas of land crossed themselves and were mended",
            file=Sentence(rule.file),
            count=rule.mended,
            total=len(rule.areas),
        )
    if not isinstance(rule, LandClasses):
        return
    counts = _class_counts(rule)
    unlisted = {name: count for name, count in counts.items() if rule.verdict(name) is None}
    if unlisted:
        most = sorted(unlisted, key=lambda name: -unlisted[name])
        yield Sentence(
            "{file}: {count:,} of {total:,} areas are of classes that the study says nothing of, which "
            "are to be checked: {classes}",
            file=Sentence(rule.file),
            count=sum(unlisted.values()),
            total=sum(counts.values()),
            classes=tuple([_class_said(rule.words(name)) for name in most[:_CLASSES_NAMED]])
            + (("...",) if len(most) > _CLASSES_NAMED else ()),
        )
    absent = [
        code
        for code in rule.verdicts
        if not any(name == code or code in rule.wider(name) for name in counts)
    ]
    if absent:
        yield Sentence(
            "{file}: has no land of classes that the study lists: {classes}",
            file=Sentence(rule.file),
            classes=tuple(rule.words(code).sentence() for code in absent),
        )


def _class_said(words: Words) -> Sentence:
    return words.sentence() if words else Sentence("without a class")


def _class_counts(rule: LandClasses) -> dict[str, int]:
    """Return how many areas, or cells of a raster, each class has."""
    if rule.areas is not None:
        names = rule.areas[CLASS].value_counts()
        return {str(name): int(count) for name, count in names.items()}
    assert rule.grid is not None  # noqa: S101 - one of the two has the classes
    known = rule.grid.values[~np.isnan(rule.grid.values)]
    numbers, counts = np.unique(known, return_counts=True)
    return {class_of_number(one): int(count) for one, count in zip(numbers, counts, strict=True)}
