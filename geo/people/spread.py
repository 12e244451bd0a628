"""People of areas spread over squares: by area, or by what is built there (dasymetric)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from ...common.arrays import Floats, Ints
from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ..crs import require_same_crs
from ..tables import CELL_ID, groups, require_demand

_PIECES_MAX: Final = 20_000_000
_AREAS_AT_ONCE: Final = 256
Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Spread:
    """People spread over squares.

    Parameters
    ----------
    demand
        The demand table of the pieces.
    notes
        What is to be said of it.
    """

    demand: gpd.GeoDataFrame
    notes: tuple[Sentence, ...]


def spread_people(
    demand: gpd.GeoDataFrame,
    cell_m: float,
    *,
    over: gpd.GeoDataFrame | None = None,
    what: str = "people",
) -> Spread:
    """Spread the people of areas over the squares of a grid.

    Parameters
    ----------
    demand
        A demand table in a projected CRS in metres; its points stay as they are.
    cell_m
        Side of the squares in metres; their edges are whole multiples of it in the table's CRS.
    over
        Built-up land, buildings, streets or addresses in the table's CRS. People are spread by the area of
        polygons in each piece, the length of lines, or the number of points; by default by the area of the
        piece.
    what
        The file of the people, for messages.

    Returns
    -------
    Spread
        Each area became its intersections with the squares, called ``<cell_id>/1``, ``<cell_id>/2``, ... from
        west to east and south to north, with its people in all. Pieces where nobody lives are left out. An
        area in which nothing of `over` lies is spread by area, which a note counts.

    Raises
    ------
    InputError
        If the table has no areas, the squares are far too many, or the layers differ in CRS.
    """
    require_demand(demand)
    geometry = demand.geometry.to_numpy()
    is_area = shapely.get_dimensions(geometry) == 2
    rows = np.flatnonzero(is_area)
    _require_areas(geometry, rows, cell_m, what)
    geometry = geometry.copy()
    geometry[rows] = shapely.make_valid(geometry[rows])
    piece_row, piece = _pieces(geometry, rows, cell_m)
    by_area = shapely.area(piece)
    weight = by_area
    notes = [
        Sentence(
            "People of {areas:,} areas are spread over squares of {cell_m:,g} m, by area",
            areas=len(rows),
            cell_m=cell_m,
        )
    ]
    if over is not None:
        require_same_crs(over, demand.crs, what="the layer to spread over")
        built = _amount_within(piece, over.geometry.to_numpy())
        of_area = np.asarray(
            np.bincount(piece_row, weights=built, minlength=len(demand)), dtype=np.float64
        )
        bare = of_area[piece_row] <= 0
        weight = np.where(bare, by_area, built)
        notes = _over_notes(demand, rows, of_area, cell_m)
    total = np.bincount(piece_row, weights=weight, minlength=len(demand))
    share = weight / total[piece_row]
    kept = share > 0
    piece_row, piece, share = piece_row[kept], piece[kept], share[kept]
    row = np.concatenate([piece_row, np.flatnonzero(~is_area)])
    order = np.argsort(row, kind="stable")
    result = demand.iloc[row[order]].copy()
    counted = groups(demand)
    shares = np.concatenate([share, np.ones((~is_area).sum())])[order]
    result[counted] = result[counted].mul(shares, axis=0)
    places = np.concatenate([piece, geometry[~is_area]])[order]
    ids = demand.index.astype(str).to_numpy(dtype=object)[piece_row]
    number = pd.Series(piece_row).groupby(piece_row).cumcount().to_numpy() + 1
    names = [f"{name}/{n}" for name, n in zip(ids, number, strict=True)]
    result.index = pd.Index(
        np.concatenate([np.array(names, dtype=object), demand.index[~is_area]])[order], name=CELL_ID
    )
    return Spread(demand=result.set_geometry(places, crs=demand.crs), notes=tuple(notes))


def _require_areas(geometry: Shapes, rows: Ints, cell_m: float, what: str) -> None:
    if not len(rows):
        raise InputError(
            Fault(
                file=what,
                column="spread",
                cause="has no areas whose people could be spread",
                fix="leave `spread:` out, or give a layer of polygons",
            )
        )
    bounds = shapely.bounds(geometry[rows])
    across = np.ceil((bounds[:, 2:] - bounds[:, :2]) / cell_m) + 1
    count = float(across.prod(axis=1).sum())
    if count > _PIECES_MAX:
        raise InputError(
            Fault(
                file=what,
                column="spread.cell_m",
                value=cell_m,
                cause=f"makes up to {count:,.0f} squares",
                fix="write larger squares",
            )
        )


def _pieces(geometry: Shapes, rows: Ints, cell_m: float) -> tuple[Ints, Shapes]:
    """Return the row of the area of each piece, and its shape."""
    owners, pieces = [], []
    for first in range(0, len(rows), _AREAS_AT_ONCE):
        for row in rows[first : first + _AREAS_AT_ONCE]:
            own = _squares_within(geometry[row], cell_m)
            owners.append(np.full(len(own), row, dtype=np.int64))
            pieces.append(own)
    return np.concatenate(owners), np.concatenate(pieces)


def _squares_within(area: shapely.Geometry, cell_m: float) -> Shapes:
    west, south, east, north = shapely.bounds(area) / cell_m
    x = np.arange(np.floor(west), max(np.ceil(east), np.floor(west) + 1)) * cell_m
    y = np.arange(np.floor(south), max(np.ceil(north), np.floor(south) + 1)) * cell_m
    left, low = (side.ravel() for side in np.meshgrid(x, y))
    squares = shapely.box(left, low, left + cell_m, low + cell_m)
    shapely.prepare(area)
    inside = shapely.contains_properly(area, squares)
    touching = ~inside & shapely.intersects(area, squares)
    squares[touching] = shapely.intersection(squares[touching], area)
    return np.asarray(squares[inside | (touching & (shapely.area(squares) > 0))], dtype=object)


def _amount_within(pieces: Shapes, features: Shapes) -> Floats:
    """Return by piece the area of polygons in it, the length of lines, or the number of points."""
    features = features[~(shapely.is_missing(features) | shapely.is_empty(features))]
    dimension = shapely.get_dimensions(features)
    features = features[dimension == dimension.max(initial=0)]
    if not len(features):
        return np.zeros(len(pieces))
    if dimension.max() == 2:
        features = shapely.make_valid(features)
    feature, piece = shapely.STRtree(pieces).query(features, predicate="intersects")
    if dimension.max() == 0:
        # A point on a border is shared by the pieces that touch there.
        amount = 1.0 / np.bincount(feature, minlength=len(features))[feature]
    else:
        measure = shapely.area if dimension.max() == 2 else shapely.length
        amount = measure(shapely.intersection(features[feature], pieces[piece]))
    return np.asarray(np.bincount(piece, weights=amount, minlength=len(pieces)), dtype=np.float64)


def _over_notes(
    demand: gpd.GeoDataFrame, rows: Ints, of_area: Floats, cell_m: float
) -> list[Sentence]:
    bare = rows[of_area[rows] <= 0]
    notes = [
        Sentence(
            "People of {areas:,} areas are spread over squares of {cell_m:,g} m, by what is built there",
            areas=len(rows) - len(bare),
            cell_m=cell_m,
        )
    ]
    if len(bare):
        first = groups(demand)[0]
        notes.append(
            Sentence(
                "{areas:,} areas with {people:,.0f} {group} have nothing built by the layer; "
                "their people are spread by area",
                areas=len(bare),
                people=float(demand[first].iloc[bare].sum()),
                group=Sentence(first),
            )
        )
    return notes
