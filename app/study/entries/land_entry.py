"""The key ``land`` of a study file: where nothing may be built, or where alone something may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Self

import geopandas as gpd
from pydantic import field_validator, model_validator

from ....common.entries import Entry
from ....common.sentences import Sentence
from ....common.words import NO_WORDS, Words
from ....data.formats.layer import Layer
from ....data.kept_reading import KeptReading
from ....data.tables.land import read_land
from ....data.tables.reading_size import reading_stage
from ....geo.land import INELIGIBLE_BY, LandLayer, LandUse
from .words_entry import StudyWords


class LandLayerEntry(Layer):
    """A layer of land that a clause speaks of."""

    clause: StudyWords
    """The clause that forbids or allows, such as ``{en: "River law, art. 12", zh: 河道管理条例第十二条}``."""
    title: StudyWords = NO_WORDS
    """What the land is; by default the file's name."""

    @field_validator("clause")
    @classmethod
    def _some_clause(cls, clause: Words) -> Words:
        if not clause:
            raise ValueError("is empty: name the law and its article")
        return clause


class LandEntry(Entry):
    """The layers of land."""

    forbid: tuple[LandLayerEntry, ...] = ()
    """Where nothing may be built."""
    allow: tuple[LandLayerEntry, ...] = ()
    """Where alone something may be built; everywhere where there is none."""

    @model_validator(mode="after")
    def _no_values(self) -> Self:
        for use, layer in self.layers():
            for key in ("values", "only", "groups"):
                if getattr(layer, key):
                    raise ValueError(f"{use}: {layer.name} has `{key}:`, which land does not have")
        return self

    def layers(self) -> Iterator[tuple[LandUse, LandLayerEntry]]:
        """Yield each layer with its use."""
        for layer in self.forbid:
            yield "forbid", layer
        for layer in self.allow:
            yield "allow", layer


def read_study_land(
    entry: LandEntry | None, crs: object, rows: dict[Path, int], kept: KeptReading
) -> tuple[LandLayer, ...]:
    """Read the layers of land that a study names.

    Parameters
    ----------
    entry
        The key ``land``; None where the study has none.
    crs
        Metric CRS of the study.
    rows
        By file how many records were read; those of land are added.
    kept
        Reads files once for the same bytes.
    """
    found = []
    for use, layer in () if entry is None else entry.layers():
        kept.report(reading_stage(layer))
        areas = kept.read("land", [layer], partial(read_land, layer, crs=crs), crs)
        rows[layer.file] = len(areas)
        found.append(
            LandLayer(
                use=use,
                areas=areas,
                title=layer.title,
                clause=layer.clause,
                file=layer.name,
                mended=int(areas["mended"].sum()),
            )
        )
    return tuple(found)


def land_notes(land: Sequence[LandLayer], sites: Mapping[str, gpd.GeoDataFrame]) -> Iterator[str]:
    """Yield what is to be told of land: areas that were mended, candidates that are not eligible by it.

    Parameters
    ----------
    land
        The study's layers of land.
    sites
        Site table by service.
    """
    for layer in land:
        if layer.mended:
            yield Sentence(
                "{file}: {count:,} of {total:,} areas of land crossed themselves and were mended",
                file=Sentence(layer.file),
                count=layer.mended,
                total=len(layer.areas),
            )
    for service, table in sites.items():
        if INELIGIBLE_BY in table:
            for said, count in (
                table[INELIGIBLE_BY][table[INELIGIBLE_BY] != ""].value_counts().items()
            ):
                yield Sentence(
                    "{service}: {count:,} candidates are not eligible by the study's land: {land}",
                    service=Sentence(service),
                    count=int(count),
                    land=Sentence(str(said)),
                )
