"""How long ferries take by their own ``duration`` or their relation's, and which of these nobody can use.

Sources: wiki.openstreetmap.org pages Key:duration and Tag:route=ferry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...common.sentences import Sentence
from ...geo.roads.speeds import FERRY
from ...geo.roads.tag_values import parse_duration_s
from .relations import Relation, ferry_ways

DURATION: Final = "duration"


def durations_of_relations(
    relations: Iterable[Relation], ways: Mapping[int, Mapping[str, str]]
) -> tuple[dict[int, str], int]:
    """Return what relations say of ferries that have no duration of their own.

    Parameters
    ----------
    relations
        The relations of a file.
    ways
        Its roads and ferries: tags by id.

    Returns
    -------
    durations : dict
        Way -> its relation's duration, where the relation has no other way.
    unused : int
        How many relations have a duration and several ways, among which nobody knows how to split it.
    """
    durations: dict[int, str] = {}
    unused = 0
    for relation in relations:
        parts = ferry_ways(relation)
        open_ways = [way for way in parts if DURATION not in ways.get(way, {})]
        if DURATION not in relation.tags or not open_ways:
            continue
        if len(parts) == 1:
            durations |= dict.fromkeys(open_ways, relation.tags[DURATION])
        else:
            unused += 1
    return durations, unused


def with_usable_durations(
    tags: pd.DataFrame, is_cut: npt.NDArray[np.bool_], way: npt.NDArray[np.int64]
) -> tuple[pd.DataFrame, int]:
    """Return the tags of lines without the durations that cannot be used, and the number of ferries with one.

    Parameters
    ----------
    tags
        One row a line.
    is_cut
        Whether a line is only a part of its way: nobody knows how much of a ferry's time falls to it.
    way
        The id of each line's way.
    """
    timed = ((tags["route"] == FERRY) & (tags[DURATION].str.strip() != "")).to_numpy()
    known = tags[DURATION].map({text: parse_duration_s(text) for text in set(tags[DURATION])})
    unusable = timed & (is_cut | known.isna().to_numpy())
    usable = tags.assign(duration=tags[DURATION].mask(is_cut | unusable, ""))
    return usable, len(np.unique(way[unusable]))


def unused_note(file: Path, count: int) -> tuple[str, ...]:
    """Return what is to be said of durations that cannot be used."""
    if not count:
        return ()
    return (
        Sentence(
            "{file}: the duration of {count:,} ferries cannot be used, as it is not understood, belongs to "
            "several ways, or to a way that is cut; the speed of ferries counts there",
            file=file.name,
            count=count,
        ),
    )
