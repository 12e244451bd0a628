"""Streets: turned, uneven grids in urban areas and small lattices in towns and villages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from land.settlements import Settlement, Urban
from land.terrain import SEED
from roads.sheet import Sheet
from scipy import sparse
from scipy.sparse import csgraph

_BLOCK_M = 230.0
_NAMES = ("文化路", "建设大街", "河北大街", "燕山大街", "民族路", "迎宾路", "海阳路", "友谊路",
          "红旗路", "北环路", "秦皇大街", "西港路", "东环路", "滨河路", "人民路", "新开路")  # fmt: skip


def draw_urban_streets(sheet: Sheet, urban: dict[str, Urban]) -> dict[str, list[int]]:
    """Draw the street grid of every urban area; return its points by adcode."""
    rng = np.random.default_rng([SEED, 5])
    return {adcode: _grid(sheet, area, rng) for adcode, area in urban.items()}


def _grid(sheet: Sheet, area: Urban, rng: np.random.Generator) -> list[int]:
    reach = 34
    column, row = np.meshgrid(np.arange(-reach, reach + 1), np.arange(-reach, reach + 1))
    column, row = column.ravel(), row.ravel()
    angle = np.radians(area.turn_deg)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    flat = np.column_stack([column, row]) * _BLOCK_M
    # A slow bend on top of the jitter keeps long streets from being ruled lines.
    flat[:, 1] += 120 * np.sin(flat[:, 0] / 2500)
    places = flat @ turn + area.centre_m + rng.normal(0, 22, size=flat.shape)
    inside = shapely.contains_xy(area.shape, places[:, 0], places[:, 1])
    number = {(c, r): i for i, (c, r) in enumerate(zip(column, row, strict=True))}
    pieces = []
    for (c, r), i in number.items():
        for along, j in ((True, number.get((c + 1, r))), (False, number.get((c, r + 1)))):
            if j is None or not (inside[i] and inside[j]):
                continue
            line = r if along else c
            main = line % 4 == 0
            if main or rng.random() > 0.09:
                pieces.append((i, j, along, int(line)))
    kept = _largest_piece(len(places), pieces)
    point = {i: sheet.point(places[i]) for i in np.flatnonzero(kept)}
    for i, j, along, line in pieces:
        if kept[i] and kept[j]:
            highway, oneway = _street_class(line, rng)
            main = highway in ("primary", "secondary", "tertiary")
            name = _NAMES[(line // 4 * 2 + along) % len(_NAMES)] if main else ""
            # Neighbouring one-way streets run against each other.
            ends = [point[i], point[j]] if line % 4 == 1 else [point[j], point[i]]
            sheet.way(ends, highway, name=name, oneway="yes" if oneway else "")
    return list(point.values())


def _street_class(line: int, rng: np.random.Generator) -> tuple[str, bool]:
    if line % 8 == 0:
        return ("primary" if line == 0 else "secondary"), False
    if line % 4 == 0:
        return "tertiary", False
    if line in (1, 3, -7, -5):
        return "residential", True
    return ("service" if rng.random() < 0.08 else "residential"), False


def _largest_piece(size: int, pieces: Sequence[tuple[int, int, bool, int]]) -> np.ndarray:
    a, b = np.array([piece[:2] for piece in pieces]).T
    graph = sparse.coo_array((np.ones(len(a)), (a, b)), shape=(size, size))
    _, label = csgraph.connected_components(graph, directed=False)
    return label == np.bincount(label).argmax()


def draw_village_streets(
    sheet: Sheet, places: Sequence[Settlement], bearing: Sequence[float], start: Sequence[int]
) -> None:
    """Draw a lattice on both sides of the road at each settlement.

    Parameters
    ----------
    sheet
        What to draw on.
    places
        The settlements.
    bearing
        Direction of the road there, in radians from east.
    start
        The sheet's point at each settlement.
    """
    rng = np.random.default_rng([SEED, 6])
    for place, angle, centre in zip(places, bearing, start, strict=True):
        half = 4 if place.town else 1 + int(place.people > 350)
        depth = 4 if place.town else 2
        sides = (1, -1) if place.town or place.people > 220 else (int(rng.choice([1, -1])),)
        step_m = rng.uniform(85, 125)
        for side in sides:
            _lattice(sheet, centre, (angle, side * step_m), (half, depth), rng)


def _lattice(
    sheet: Sheet,
    centre: int,
    turn_and_step: tuple[float, float],
    size: tuple[int, int],
    rng: np.random.Generator,
) -> None:
    angle, step_m = turn_and_step
    half, depth = size
    along = np.array([np.cos(angle), np.sin(angle)]) * abs(step_m)
    across = np.array([-np.sin(angle), np.cos(angle)]) * step_m
    origin = np.array(sheet.points[centre])
    point = {
        (c, r): sheet.point(origin + c * along + r * across + rng.normal(0, 9, size=2))
        for r in range(1, depth + 1)
        for c in range(-half, half + 1)
    }
    for r in range(1, depth + 1):
        sheet.way([point[c, r] for c in range(-half, half + 1)], "residential")
    for c in range(-half, half + 1):
        column = [point[c, r] for r in range(1, depth + 1)]
        if c == 0:
            sheet.way([centre, *column], "residential")
        elif rng.random() < 0.8:
            sheet.way(column, "residential")
