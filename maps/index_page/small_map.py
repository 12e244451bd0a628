"""A small map of a few kilobytes: who is served today, newly, or not, by squares, and the sites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...common.arrays import Floats, Ints
from ...coverage.assessment import Assessment
from ...geo.spacing import cell_size_m
from ...geo.travel.road_search import points_xy
from ..signs.picture_states import EXISTING, NEW, PROPOSED, SERVED, UNIT_LINE
from ..signs.states import GAP_COLOURS

WIDTH: Final = 240
HEIGHT: Final = 160
_ACROSS: Final = 72
"""Squares across, where cells are not larger."""

_MARGIN: Final = 8
_GROUND: Final = "#f5f2ec"
_COLOURS: Final = (SERVED, NEW, GAP_COLOURS[1], GAP_COLOURS[2], GAP_COLOURS[3])
"""Most people of a square are served today, newly served, or not served: some, more, most of all squares."""

SIGNS: Final = (
    (SERVED, "Most people are served today"),
    (NEW, "Most are newly served"),
    (GAP_COLOURS[1], "Most are not served: few people"),
    (GAP_COLOURS[2], "more people"),
    (GAP_COLOURS[3], "most people"),
    (EXISTING, "Existing site"),
    (PROPOSED, "Proposed site"),
)
"""Colours and their meaning, for a legend."""

_GAP_PARTS: Final = (0.5, 0.85)
_UNITS_MAX: Final = 200
_EXISTING_MAX: Final = 400


def small_map(
    before: Assessment,
    after: Assessment | None = None,
    *,
    opened: Sequence[tuple[Assessment, Iterable[object]]] = (),
    colours: Sequence[str] = (),
    units: gpd.GeoDataFrame | None = None,
) -> str:
    """Return an SVG document that stands alone: `WIDTH` times `HEIGHT`.

    Parameters
    ----------
    before, after
        Coverage today, and with a plan; today alone by default.
    opened
        Assessments with the ids of their new sites in build order, which are numbered.
    colours
        Of the new sites, for each of `opened`; by default that of proposed sites.
    units
        Areas whose borders are drawn, in any CRS.
    """
    times = before.times
    xy = points_xy(times.demand.geometry.to_numpy())
    people = before.cells["people"].to_numpy(dtype=np.float64)
    shown = xy[people > 0] if (people > 0).any() else xy
    sites = [points_xy(one.times.sites.loc[[*ids]].geometry.to_numpy()) for one, ids in opened]
    frame = _Frame(np.concatenate([shown, *sites]))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_GROUND}"/>',
        *_squares(before, before if after is None else after, xy, frame),
        *_borders(units, times.demand.crs, frame),
        *_existing(before, frame),
    ]
    inks = colours or [PROPOSED] * len(sites)
    numbers = [
        (at, order, ink)
        for table, ink in zip(sites, inks, strict=True)
        for order, at in enumerate(table, start=1)
    ]
    # Last first, so that where two touch the one built earlier stays whole.
    for at, order, ink in reversed(numbers):
        x, y = frame.place(at)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6.2" fill="{ink}" stroke="#fff"/>'
            f'<text x="{x:.1f}" y="{y + 2.9:.1f}" text-anchor="middle" font-size="8" font-weight="700" '
            f'font-family="sans-serif" fill="#fff">{order}</text>'
        )
    return "".join([*parts, "</svg>"])


class _Frame:
    """Where places of a CRS in metres stand on the small map."""

    def __init__(self, xy: Floats) -> None:
        low, high = (xy.min(axis=0), xy.max(axis=0)) if len(xy) else (np.zeros(2), np.zeros(2))
        size = np.maximum(high - low, 1.0)
        room = np.array([WIDTH, HEIGHT]) - 2 * _MARGIN
        self.scale = float((room / size).min())
        self.middle = (low + high) / 2

    def place(self, xy: Floats) -> Floats:
        """Return places in the units of the map, from its upper left corner."""
        moved: Floats = (xy - self.middle) * self.scale * np.array([1, -1])
        return moved + np.array([WIDTH, HEIGHT]) / 2


def _squares(before: Assessment, after: Assessment, xy: Floats, frame: _Frame) -> list[str]:
    people = before.cells["people"].to_numpy(dtype=np.float64)
    lived_in = people > 0
    if not lived_in.any():
        return []
    side = max(WIDTH / _ACROSS, *(frame.scale * size for size in cell_size_m(xy)))
    at = np.floor(frame.place(xy[lived_in]) / side).astype(np.int64)
    now, then = (one.cells["people_served"].to_numpy()[lived_in] for one in (before, after))
    table = pd.DataFrame(
        {
            "x": at[:, 0],
            "y": at[:, 1],
            "now": np.minimum(now, then),
            "new": np.maximum(then - now, 0),
            "gap": people[lived_in] - then,
        }
    )
    sums = table.groupby(["y", "x"])[["now", "new", "gap"]].sum()
    state = sums.to_numpy().argmax(axis=1)
    gap = sums["gap"].to_numpy()
    breaks = np.quantile(gap[state == 2], _GAP_PARTS) if (state == 2).any() else [0, 0]
    state = np.where(state == 2, 2 + np.searchsorted(breaks, gap), state)
    rows, columns = (np.asarray(sums.index.get_level_values(name)) for name in ("y", "x"))
    return [
        f'<path fill="{colour}" d="{_runs(rows[state == n], columns[state == n], side)}"/>'
        for n, colour in enumerate(_COLOURS)
        if (state == n).any()
    ]


def _runs(rows: Ints, columns: Ints, side: float) -> str:
    """Return squares in the order of rows as a path; those that touch in a row are one rectangle."""
    starts = np.flatnonzero(np.diff(rows, prepend=rows[0] - 1) | (np.diff(columns, prepend=0) != 1))
    lengths = np.diff(np.append(starts, len(rows)))
    # A hair more, so that no seam shows between rows.
    high = side + 0.1
    return "".join(
        f"M{columns[at] * side:.1f} {rows[at] * side:.1f}h{length * side:.1f}v{high:.1f}h-{length * side:.1f}z"
        for at, length in zip(starts, lengths, strict=True)
    )


def _borders(units: gpd.GeoDataFrame | None, crs: object, frame: _Frame) -> list[str]:
    if units is None or not 0 < len(units) <= _UNITS_MAX:
        return []
    lines = shapely.boundary(units.to_crs(crs).geometry.to_numpy())
    rough = shapely.simplify(shapely.union_all(lines), 1.0 / frame.scale)
    steps = []
    for line in shapely.get_parts(shapely.line_merge(rough)):
        at = frame.place(shapely.get_coordinates(line)).round(1)
        if len(at) > 1 and (at.max(axis=0) > 0).all() and (at.min(axis=0) < (WIDTH, HEIGHT)).all():
            steps.append("M" + "L".join(f"{x:g} {y:g}" for x, y in at))
    return [f'<path fill="none" stroke="{UNIT_LINE}" stroke-width=".6" d="{"".join(steps)}"/>']


def _existing(before: Assessment, frame: _Frame) -> list[str]:
    """Return a dot for each existing site; of hundreds, which would be a carpet, none."""
    sites = before.times.sites.loc[[*before.open_sites]]
    if not 0 < len(sites) <= _EXISTING_MAX:
        return []
    radius = 1.8 if len(sites) <= 60 else 1.0
    half = f"a{radius} {radius} 0 1 0"
    dots = "".join(
        f"M{x - radius:.1f} {y:.1f}{half} {2 * radius} 0{half} -{2 * radius} 0"
        for x, y in frame.place(points_xy(sites.geometry.to_numpy()))
    )
    return [f'<path fill="{EXISTING}" d="{dots}"/>']
