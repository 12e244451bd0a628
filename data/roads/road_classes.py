"""Road classes against the table of speeds: what a study misspells, and what nobody can travel."""

from __future__ import annotations

import difflib
from collections import Counter

import numpy as np

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ...geo.roads.line_speeds import distinct_rows
from ...geo.roads.road_lines import RoadLines
from ...geo.roads.road_rules import road_class
from ...geo.roads.speeds import DEFAULT_SPEEDS, SpeedTable
from .line_codes import NO_ROADS
from .line_tags import CLASS, counted


def require_known_classes(speeds: SpeedTable, lines: RoadLines) -> None:
    """Check that every class in a table of speeds is one of OSM's, or of the file.

    Raises
    ------
    InputError
        With every class that is neither.
    """
    usual = {road for by_class in DEFAULT_SPEEDS.by_mode.values() for road in by_class}
    known = sorted(usual | set(lines.tags["highway"].unique()))
    faults = []
    for mode, by_class in speeds.by_mode.items():
        for road in by_class:
            if road in known:
                continue
            near = difflib.get_close_matches(road, known, 1)
            faults.append(
                Fault(
                    file=lines.source,
                    column=f"speeds.{mode}.kph",
                    value=road,
                    cause="there is no such road class, neither in this file nor in docs/reference/speeds.md",
                    fix=f"did you mean {near[0]}?" if near else "use a value of OSM's key highway",
                )
            )
    if faults:
        raise InputError(*faults)


def class_notes(lines: RoadLines, speeds: SpeedTable) -> tuple[str, ...]:
    """Return what is to be told of lines whose class has no speed, so that nobody travels them.

    Raises
    ------
    InputError
        If these are most of the lines, and not of a class that OSM has for what is no road.
    """
    with_speed = {road for by_class in speeds.by_mode.values() for road in by_class}
    first, kind = distinct_rows(lines.tags, ["highway", "route"])
    rows = lines.tags[["highway", "route"]].iloc[first].itertuples(index=False, name=None)
    classes = [road_class({"highway": highway, "route": route}) for highway, route in rows]
    counts = Counter[str]()
    for road, count in zip(classes, np.bincount(kind, minlength=len(classes)), strict=True):
        if road not in with_speed:
            counts[road] += int(count)
    strange = {road: count for road, count in counts.items() if road not in NO_ROADS}
    closed = {road: count for road, count in counts.items() if road in NO_ROADS}
    if sum(strange.values()) > len(lines) / 2:
        raise InputError(
            Fault(
                file=lines.source,
                column=CLASS,
                value=", ".join(counted(strange)),
                cause=f"{sum(strange.values()):,} of {len(lines):,} lines have a class without a speed",
                fix=f"say which of OSM's values of highway each is with values: {{{CLASS}: "
                f"{{{next(iter(strange)) or '...'}: residential}}}}, or give it a speed with speeds:",
            )
        )
    notes: list[str] = []
    if strange:
        notes.append(
            Sentence(
                "{file}: nobody travels {count:,} of {total:,} lines, whose class has no speed: {values}. "
                "speeds: gives a class a speed, and values: another meaning in a line layer.",
                file=lines.source,
                count=sum(strange.values()),
                total=len(lines),
                values=counted(strange),
            )
        )
    if closed:
        notes.append(
            Sentence(
                "{file}: nobody travels {count:,} of {total:,} lines, which are no roads: {values}.",
                file=lines.source,
                count=sum(closed.values()),
                total=len(lines),
                values=counted(closed),
            )
        )
    return tuple(notes)
