"""Positions of places on the network: on which edge, how far along it, and how far off."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from ...common.arrays import Bools, Floats, Ints


class PositionRows(NamedTuple):
    """All positions in one table: place, edge (-1 for none), edge fraction, metres of the access leg."""

    place: Ints
    edge: Ints
    fraction: Floats
    access_m: Floats

    def chosen(self, rows: Ints | Bools) -> PositionRows:
        """Return some of the rows."""
        return PositionRows(
            self.place[rows], self.edge[rows], self.fraction[rows], self.access_m[rows]
        )


def _no_rows() -> PositionRows:
    """Return a table without rows."""
    none = np.empty(0, dtype=np.int64)
    return PositionRows(none, none, np.empty(0), np.empty(0))


@dataclass(frozen=True, kw_only=True, eq=False)
class SnappedPositions:
    """Positions of places on the network, each of shape (places,), in the places' order.

    Parameters
    ----------
    edge
        The nearest edge that counts; -1 where none is within the snapping distance.
    fraction
        Edge fraction: the part of the edge's length between its start and the position, 0 to 1; NaN where not
        snapped.
    access_m
        Geodesic metres of the access leg, between place and position; NaN where not snapped.
    nearest_road_m
        Metres to the nearest edge that the mode may stop on, be it beyond water; infinite beyond the snapping
        distance.
    reason
        Why a place is not snapped: ``"no_road"`` (none within the distance), or ``""``.
    second
        Further positions of places whose edge belongs to an artefact of the map, by ascending place: on the
        nearest edge of a component that is none. The way of least cost counts. By default there are none.
    """

    edge: Ints
    fraction: Floats
    access_m: Floats
    nearest_road_m: Floats
    reason: npt.NDArray[np.str_]
    second: PositionRows = field(default_factory=_no_rows)

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.edge)

    @property
    def snapped(self) -> Bools:
        """Which places have a position."""
        return self.edge >= 0

    @cached_property
    def rows(self) -> PositionRows:
        """All positions: row i is the first one of place i, the second ones follow."""
        more = self.second
        return PositionRows(
            np.concatenate([np.arange(len(self)), more.place]),
            np.concatenate([self.edge, more.edge]),
            np.concatenate([self.fraction, more.fraction]),
            np.concatenate([self.access_m, more.access_m]),
        )

    def followed_by(self, others: SnappedPositions) -> SnappedPositions:
        """Return these positions, and those of further places behind them."""
        first = [(getattr(self, name), getattr(others, name)) for name in _BY_PLACE]
        places, second = len(self), others.second
        further = PositionRows(second.place + places, *second[1:])
        return SnappedPositions(
            **{name: np.concatenate(both) for name, both in zip(_BY_PLACE, first, strict=True)},
            second=PositionRows(
                *(np.concatenate(both) for both in zip(self.second, further, strict=True))
            ),
        )


_BY_PLACE: Final = ("edge", "fraction", "access_m", "nearest_road_m", "reason")
