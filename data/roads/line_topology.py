"""Which lines of a layer meet, and what is told of those that do not or that were joined."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...common.arrays import Floats
from ...common.sentences import Sentence
from ...geo.roads.line_crossings import count_crossings
from ...geo.roads.line_joins import JoinCounts, join_lines
from ...geo.roads.line_levels import LevelCounts, LineLevels, split_levels
from ...geo.roads.road_lines import RoadLines
from .line_codes import LEVEL_KEYS, road_level


def connected(lines: RoadLines, height: Floats, join_m: float) -> RoadLines:
    """Part the lines that only cross on different levels, and join those that almost touch.

    Parameters
    ----------
    lines
        Lines that share a vertex wherever they have one at the same place.
    height
        Of each vertex; NaN where the layer has none.
    join_m
        How large a gap may be, in metres.

    Returns
    -------
    RoadLines
        With notes on what was parted and joined.
    """
    kinds = lines.tags[list(LEVEL_KEYS)].drop_duplicates()
    level_of = {row: road_level(*row) for row in kinds.itertuples(index=False, name=None)}
    rows = lines.tags[list(LEVEL_KEYS)].itertuples(index=False, name=None)
    level = np.array([level_of[row] for row in rows], dtype=np.int64)
    levels = LineLevels(level=level, height=height)
    parted, places = split_levels(lines, levels)
    joined, ends = join_lines(parted, levels, join_m)
    crossings = count_crossings(lines, levels)
    notes = (
        *_level_notes(lines.source, places, crossings),
        *_join_notes(lines.source, ends),
    )
    return replace(joined, notes=(*lines.notes, *notes))


def _level_notes(file: str, counts: LevelCounts, crossings: int) -> list[str]:
    notes: list[str] = []
    if counts.apart:
        notes.append(
            Sentence(
                "{file}: {count:,} places where lines cross on different levels are no junctions, "
                "though the lines share a vertex there.",
                file=file,
                count=counts.apart,
            )
        )
    if counts.ends:
        notes.append(
            Sentence(
                "{file}: {count:,} places where lines of different levels end are taken for junctions.",
                file=file,
                count=counts.ends,
            )
        )
    if crossings:
        notes.append(
            Sentence(
                "{file}: {count:,} places where lines cross without a vertex are no junctions.",
                file=file,
                count=crossings,
            )
        )
    return notes


def _join_notes(file: str, counts: JoinCounts) -> list[str]:
    notes: list[str] = []
    if counts.to_vertices or counts.to_middles:
        notes.append(
            Sentence(
                "{file}: lines were joined where one ends at another without sharing a vertex: "
                "{vertices:,} at a vertex, {middles:,} between two; the longest gap was {gap_m:.3f} m.",
                file=file,
                vertices=counts.to_vertices,
                middles=counts.to_middles,
                gap_m=counts.longest_m,
            )
        )
    if counts.passing:
        notes.append(
            Sentence(
                "{file}: {count:,} places where lines meet lie on the middle of another line, and are no "
                "junctions with it: it may pass above. Where it does not, give it a vertex.",
                file=file,
                count=counts.passing,
            )
        )
    if counts.missing:
        notes.append(
            Sentence(
                "{file}: {count:,} lines end {nearest_m:.2f} to {farthest_m:.2f} m from another line and "
                "are not joined to it; a larger join_m joins them.",
                file=file,
                count=counts.missing,
                nearest_m=counts.nearest_m,
                farthest_m=counts.farthest_m,
            )
        )
    return notes
