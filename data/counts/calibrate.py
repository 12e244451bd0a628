"""Fitting people to official counts by unit, outside of a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from ...common.errors import Fault, InputError
from ...common.sentences import Sentence
from ...geo.people.calibration import Calibrated, OfficialCounts, calibrated
from ...geo.tables import require_demand
from ..formats.layer import Layer, Source, as_layer
from ..tables.units import are_areas, assigned_units, overlap_notes
from .known_units import unit_level
from .official_counts import read_official_counts


def calibrate(
    demand: gpd.GeoDataFrame,
    counts: Source | Sequence[Source],
    *,
    units: gpd.GeoDataFrame | Sequence[gpd.GeoDataFrame],
) -> Calibrated:
    """Fit the people of cells to official counts by unit.

    Parameters
    ----------
    demand
        A demand table in a projected CRS in metres. A cell is in the unit in which a point inside it lies.
    counts
        A table or layer with a column ``unit``, ids or names of units, and one of people for each group that is
        counted; or several, which are met together by raking (iterative proportional fitting).
    units
        Areas as `read_units` returns them, in the CRS of `demand`; or one table for each level.

    Returns
    -------
    Calibrated
        The demand table in which each group adds up to the counts, the factors by unit and group, and notes.
        Cells in no unit, and in units without a count, keep their people. Groups without counts of their own
        change as the residents of their cells do; a group that only the counts know lives where these do.

    Raises
    ------
    InputError
        With every fault of a table of counts; if its units are not those of one level; with every unit that has
        people by its count and none in the cells; and for counts that contradict each other.

    See Also
    --------
    read_population : Read people.
    read_units : Read administrative units.
    assign_units : In which unit each cell lies.

    Examples
    --------
    A census found half as many again in the west as the grid of people has there:

    >>> import geopandas as gpd
    >>> import pandas as pd
    >>> import shapely
    >>> import halfhour as hh
    >>> units = gpd.GeoDataFrame(
    ...     {"name": ["West county", "East county"], "level": ["county", "county"]},
    ...     geometry=[shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)],
    ...     index=pd.Index(["W", "E"], name="unit_id"),
    ...     crs="EPSG:32650",
    ... )
    >>> demand = gpd.GeoDataFrame(
    ...     {"residents": [300.0, 100.0, 50.0], "elderly": [60.0, 20.0, 10.0]},
    ...     geometry=gpd.points_from_xy([300, 700, 1500], [500, 500, 500], crs="EPSG:32650"),
    ...     index=pd.Index(["c1", "c2", "c3"], name="cell_id"),
    ... )
    >>> census = pd.DataFrame({"unit": ["West county", "East county"], "residents": [600, 50]})
    >>> fitted = hh.calibrate(demand, census, units=units)
    >>> fitted
    <Calibrated: residents 450 became 650>
    >>> fitted.demand["residents"].tolist(), fitted.demand["elderly"].tolist()
    ([450.0, 150.0, 50.0], [90.0, 30.0, 10.0])
    >>> fitted.factors.set_index("unit")["factor"].to_dict()
    {'W': 1.5, 'E': 1.0}
    """
    require_demand(demand)
    by_level = _by_level([units] if isinstance(units, gpd.GeoDataFrame) else list(units))
    is_one = isinstance(counts, (str, Path, Layer, pd.DataFrame))
    tables: list[Source] = [counts] if is_one else list(counts)  # type: ignore[list-item,arg-type]
    if not tables:
        raise InputError(
            Fault(file="counts", cause="there are none", fix="give a table of official counts")
        )
    official, overlaps = [], list[Sentence]()
    for source in tables:
        layer = as_layer(source, "counts")
        table = read_official_counts(layer)
        level, ids = unit_level(table.index, by_level, file=layer.name)
        placed, others = assigned_units(demand, by_level[level], level=level)
        overlaps += overlap_notes(demand, others, level=level, file="units")
        official.append(
            OfficialCounts(
                table=table.set_axis(ids),
                unit=placed[level],
                names=by_level[level]["name"].to_dict(),
                level=level,
                file=layer.name,
            )
        )
    fitted = calibrated(demand, official, inside=np.ones(len(demand), dtype=bool))
    return replace(fitted, notes=(*dict.fromkeys(overlaps), *fitted.notes))


def _by_level(tables: Sequence[gpd.GeoDataFrame]) -> dict[str, gpd.GeoDataFrame]:
    """Return tables of units by their level."""
    levels = [str(table["level"].iloc[0]) if len(table) else "" for table in tables]
    if len(set(levels)) < len(levels):
        raise InputError(
            Fault(
                file="units",
                column="level",
                value=", ".join(levels),
                cause="two tables are of one level",
                fix="read each with a level of its own",
            )
        )
    # In units that are points no cell lies.
    return {name: table for name, table in zip(levels, tables, strict=True) if are_areas(table)}
