"""Road class and speeds of all lines: km/h by mode and direction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from ...common.arrays import Floats
from ..tables import MODES, Mode
from .road_rules import ROAD_KEYS, RoadUse, road_class, road_uses
from .speeds import FERRY, SpeedTable
from .tag_values import parse_duration_s


@dataclass(frozen=True, kw_only=True, eq=False)
class LineSpeeds:
    """Road class and speeds of lines.

    Parameters
    ----------
    road_class
        OSM ``highway`` value of each line, or ``ferry``, shape (lines,).
    forward_kph, backward_kph
        By mode: km/h along each line's digitised direction and against it, shape (lines,); NaN is closed.
    """

    road_class: npt.NDArray[np.str_]
    forward_kph: Mapping[Mode, Floats]
    backward_kph: Mapping[Mode, Floats]

    @property
    def usable(self) -> npt.NDArray[np.bool_]:
        """Return which lines any mode may travel in any direction, shape (lines,)."""
        speeds = [*self.forward_kph.values(), *self.backward_kph.values()]
        return np.asarray(np.any([np.isfinite(kph) for kph in speeds], axis=0))


def line_speeds(tags: pd.DataFrame, speeds: SpeedTable) -> LineSpeeds:
    """Apply the road rules to every line.

    Parameters
    ----------
    tags
        One row per line, columns named as OSM's keys, text, empty where there is no such tag.
    speeds
        Km/h by mode and road class.
    """
    # Lines have few distinct sets of tags: the rules are applied once to each.
    keys = [key for key in ROAD_KEYS if key in tags.columns]
    first, kind = distinct_rows(tags, keys)
    distinct = [
        {str(key): str(value) for key, value in row.items()}
        for row in tags[keys].iloc[first].to_dict("records")
    ]
    uses = [road_uses(row, speeds) for row in distinct]

    def of_lines(name: str) -> dict[Mode, Floats]:
        """Return a field of the uses by mode and line."""
        return {mode: _kph([use[mode] for use in uses], name)[kind] for mode in MODES}

    return LineSpeeds(
        road_class=np.array([road_class(row) for row in distinct], dtype=np.str_)[kind],
        forward_kph=of_lines("forward_kph"),
        backward_kph=of_lines("backward_kph"),
    )


def distinct_rows(
    table: pd.DataFrame, columns: Sequence[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Find the distinct rows of a table.

    Parameters
    ----------
    table
        A table without missing values.
    columns
        The columns that are compared.

    Returns
    -------
    first : numpy.ndarray
        Position of the first row of each kind.
    kind : numpy.ndarray
        The kind of each row, an index into `first`, shape (rows,).
    """
    kind = np.zeros(len(table), dtype=np.int64)
    for column in columns:
        values, found = pd.factorize(table[column])
        if len(found) > 1:
            # Renumbered each time, so that the product of two counts never overflows.
            kind = pd.factorize(kind * len(found) + values)[0]
    _, first, kind = np.unique(kind, return_index=True, return_inverse=True)
    return first, kind


def with_durations(use: LineSpeeds, tags: pd.DataFrame, length_m: Floats) -> LineSpeeds:
    """Return the speeds with those of ferries that have a ``duration``.

    A timetable does not change with the speeds of a study's classes, so it is applied after them.

    Parameters
    ----------
    use
        Speeds of the lines by class.
    tags
        As for `line_speeds`; ``duration`` counts.
    length_m
        Metres of each line, shape (lines,).
    """
    if "duration" not in tags.columns:
        return use
    timed = np.flatnonzero((use.road_class == FERRY) & (tags["duration"] != "").to_numpy())
    kph = np.full(len(tags), np.nan)
    for line in timed:
        duration_s = parse_duration_s(tags["duration"].iloc[line])
        if duration_s is not None and length_m[line] > 0:
            kph[line] = 3.6 * length_m[line] / duration_s
    if np.isnan(kph).all():
        return use

    def timetable(by_mode: Mapping[Mode, Floats]) -> dict[Mode, Floats]:
        """Return speeds with those of the timetable where a ferry is open."""
        return {
            mode: np.where(np.isnan(kph) | np.isnan(speeds), speeds, kph)
            for mode, speeds in by_mode.items()
        }

    return replace(
        use, forward_kph=timetable(use.forward_kph), backward_kph=timetable(use.backward_kph)
    )


def _kph(uses: Sequence[RoadUse], name: str) -> Floats:
    """Return one field of road uses in km/h, NaN where closed."""
    return np.array([getattr(use, name) for use in uses], dtype=np.float64)
