"""Cells as one canvas layer: thousands of them as typed arrays instead of as many map features."""

from __future__ import annotations

import base64
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import KDTree

from ..coverage.assessment import Assessment
from ..geo.road_search import points_xy
from .offline import DataLayer
from .shapes import points_deg
from .words import reasons

GAP_COLOURS: Final = ("#fdcc8a", "#fc8d59", "#e34a33", "#a50f15")
NEW_COLOURS: Final = ("#a6dbd0", "#5ab9a9", "#1f9482", "#056657")
SERVED_COLOURS: Final = ("#c6dbef", "#85b7dd", "#4189c4", "#1459a0")
"""Few people to many, in each of the three states of a cell."""

_DEFAULT_SPACING_M: Final = 500.0
_SPACING_SAMPLE: Final = 2000


def people_breaks(before: Assessment) -> tuple[float, float, float]:
    """Return the three people counts that part cells into four classes, each of one digit.

    They follow the populated cells that are not served today, or all of them where every cell is.
    """
    cells = before.cells
    populated = cells["people"].to_numpy()[cells["people"].to_numpy() > 0]
    unserved = cells["people"].to_numpy()[(cells["people"] > 0) & ~cells["served"]]
    sample = unserved if len(unserved) else populated
    if not len(sample):
        return 10.0, 50.0, 100.0
    low, middle, high = (_one_digit(value) for value in np.quantile(sample, [0.4, 0.75, 0.93]))
    middle = max(middle, 2 * low)
    return low, middle, max(high, 2 * middle)


def cell_layers(before: Assessment, after: Assessment) -> list[DataLayer]:
    """Return layers of populated cells: still unserved, newly served, served today, unserved today.

    Parameters
    ----------
    before, after
        Coverage today and with the plan, on the same demand table.
    """
    people = before.cells["people"].to_numpy()
    now, then = before.cells["served"].to_numpy(), after.cells["served"].to_numpy()
    states = (
        ("Gap with the plan, by people", ~then, GAP_COLOURS, True),
        ("Newly served people", then & ~now, NEW_COLOURS, True),
        ("Gap today, by people", ~now, GAP_COLOURS, False),
        ("People served today", now, SERVED_COLOURS, False),
    )
    columns = _columns(before, after)
    shared = {
        "breaks": people_breaks(before),
        "spacing": round(_spacing_m(before), 1),
        "sites": [str(name) for name in _site_names(before)],
        "unit": before.times.unit,
        "reasons": list(reasons(after).values()),
    }
    layers = []
    for name, member, colours, show in states:
        rows = np.flatnonzero(member & (people > 0))
        packed = {key: _packed(values[rows]) for key, values in columns.items()}
        data = {**shared, **packed, "colours": colours}
        if len(rows):
            layers.append(DataLayer("cells", data, name=name, show=show))
    return layers


def _columns(before: Assessment, after: Assessment) -> dict[str, npt.NDArray[np.generic]]:
    """Everything the page says of each cell; the types are those that its script unpacks."""
    demand, sites = before.times.demand, before.times.sites
    microdegrees = np.rint(points_deg(demand.geometry, demand.crs) * 1e6).astype("<i4")
    codes = list(reasons(after))
    columns: dict[str, npt.NDArray[np.generic]] = {
        "lon": microdegrees[:, 0],
        "lat": microdegrees[:, 1],
        "people": before.cells["people"].to_numpy().astype("<f4"),
        "reason": np.array([codes.index(r) for r in after.cells["reason"]], dtype="<i4"),
    }
    for when, cells in (("now", before.cells), ("then", after.cells)):
        cost = cells["cost"].to_numpy()
        near = sites.index.get_indexer(pd.Index(cells["site_id"], dtype=object))
        columns[f"{when}_site"] = near.astype("<i4")
        columns[f"{when}_cost"] = np.where(np.isfinite(cost), cost, -1).astype("<f4")
    return columns


def _site_names(assessment: Assessment) -> list[object]:
    sites = assessment.times.sites
    return [name or site_id for site_id, name in sites["name"].fillna("").items()]


def _packed(values: npt.NDArray[np.generic]) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def _spacing_m(assessment: Assessment) -> float:
    """Distance between neighbouring cells, which says how large to draw them."""
    xy = points_xy(assessment.times.demand.geometry.to_numpy())
    if len(xy) < 2:
        return _DEFAULT_SPACING_M
    distance_m, _ = KDTree(xy).query(xy[:: max(1, len(xy) // _SPACING_SAMPLE)], k=2)
    return float(np.median(np.asarray(distance_m)[:, 1])) or _DEFAULT_SPACING_M


def _one_digit(value: float) -> float:
    """Round to one significant digit, at least 1."""
    power = 10.0 ** np.floor(np.log10(max(value, 1.0)))
    return float(max(1.0, np.round(value / power) * power))
