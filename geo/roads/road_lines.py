"""Road lines as readers return them: vertices with ids, and OSM tags per line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from .turn_rules import TurnRestriction


def _no_ids() -> npt.NDArray[np.int64]:
    """Return no ids."""
    return np.array([], dtype=np.int64)


def _no_barriers() -> pd.DataFrame:
    """Return an empty table of barriers."""
    return pd.DataFrame({"vertex_id": np.array([], dtype=np.int64)})


@dataclass(frozen=True, kw_only=True)
class RoadLines:
    """Roads before they become a network.

    Two lines are connected where they share a vertex: the same `vertex_id`, whatever the coordinates. Readers
    take it from OSM's node ids, or make it from rounded coordinates.

    Parameters
    ----------
    vertex_id
        Id of each vertex, shape (vertices,); the vertices of line ``i`` are ``offsets[i]:offsets[i + 1]``.
    lon, lat
        Degrees on WGS 84 (EPSG:4326), shape (vertices,).
    offsets
        Row pointers of the lines, shape (lines + 1,), starting at 0.
    tags
        One row per line, columns named as OSM's keys (``highway``, ``oneway``, ``maxspeed``, ``foot``
        ...), text, empty where a line has no such tag. ``highway`` is always there.
    source
        The file, as the user named it; used in messages.
    barriers
        One row per vertex with a barrier: ``vertex_id``, and columns named as OSM's keys (``barrier``,
        ``access``, ``foot`` ...), text. By default there are none.
    way_id
        Id of the way that each line is, or is part of, shape (lines,); empty where no restriction names one.
    restrictions
        Turn restrictions between ways.
    notes
        What the reader has to tell of the file, as sentences.

    Raises
    ------
    ValueError
        If lengths do not agree, a line has fewer than two vertices, a vertex has two barriers, or there are
        restrictions without ids of ways.
    """

    vertex_id: npt.NDArray[np.int64]
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    offsets: npt.NDArray[np.int64]
    tags: pd.DataFrame
    source: str
    barriers: pd.DataFrame = field(default_factory=_no_barriers)
    way_id: npt.NDArray[np.int64] = field(default_factory=_no_ids)
    restrictions: tuple[TurnRestriction, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check lengths, vertices and barriers."""
        if not (len(self.vertex_id) == len(self.lon) == len(self.lat) == self.offsets[-1]):
            raise ValueError("vertex_id, lon, lat and the last offset must have one length")
        if len(self.offsets) != len(self.tags) + 1:
            raise ValueError("there must be one more offset than lines")
        if len(self.tags) and int(np.diff(self.offsets).min()) < 2:
            raise ValueError("every line needs at least two vertices")
        if self.barriers["vertex_id"].duplicated().any():
            raise ValueError("a vertex must have one barrier at most")
        if len(self.way_id) != len(self.tags) and (len(self.way_id) or self.restrictions):
            raise ValueError("way_id must have one id for each line")

    def __len__(self) -> int:
        """Return the number of lines."""
        return len(self.tags)


def chosen_lines(lines: RoadLines, chosen: npt.NDArray[np.bool_]) -> RoadLines:
    """Return some of the lines.

    Parameters
    ----------
    lines
        The lines.
    chosen
        Which of them, shape (lines,).
    """
    vertices = np.repeat(chosen, np.diff(lines.offsets))
    return replace(
        lines,
        vertex_id=lines.vertex_id[vertices],
        lon=lines.lon[vertices],
        lat=lines.lat[vertices],
        offsets=np.concatenate([[0], np.cumsum(np.diff(lines.offsets)[chosen])]).astype(np.int64),
        tags=lines.tags[chosen].reset_index(drop=True),
        way_id=lines.way_id[chosen] if len(lines.way_id) else lines.way_id,
    )
