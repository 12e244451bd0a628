"""A group's people from a grid of its own: none is lost, whatever the two grids are."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from halfhour.geo.people.group_people import with_group
from halfhour.geo.people.outlines import GridSteps, Outlines
from hypothesis import given, settings
from hypothesis import strategies as st

CRS = pyproj.CRS("EPSG:32650")


def grid_cells(
    side: float, kept: list[bool], people: list[float], group: str, origin: float = 0.0
) -> tuple[gpd.GeoDataFrame, Outlines]:
    """Square cells of a grid, row by row, of which some are there."""
    number = int(np.sqrt(len(kept)))
    row, column = (one.ravel()[kept] for one in np.indices((number, number)))
    table = gpd.GeoDataFrame(
        {group: np.array(people, dtype=float)[kept]},
        geometry=gpd.points_from_xy(origin + (column + 0.5) * side, origin + (row + 0.5) * side),
        crs=CRS,
        index=pd.Index([f"r{r}c{c}" for r, c in zip(row, column, strict=True)], name="cell_id"),
    )
    steps = GridSteps(crs=CRS, column=(side, 0.0), row=(0.0, side))
    return table, Outlines(cells=table.geometry.to_numpy(), crs=CRS, grid=steps)


@settings(max_examples=30, deadline=None)
@given(st.data(), st.sampled_from([40.0, 100.0, 250.0]), st.floats(-120, 120))
def test_nobody_is_lost(data: st.DataObject, side: float, origin: float) -> None:
    flags = st.lists(st.booleans(), min_size=16, max_size=16).filter(any)
    counts = st.lists(st.integers(0, 500), min_size=16, max_size=16)
    demand, _ = grid_cells(100, data.draw(flags), data.draw(counts), "residents")
    people, outlines = grid_cells(side, data.draw(flags), data.draw(counts), "elderly", origin)
    found = with_group(demand, "elderly", people, outlines)
    assert found.demand["elderly"].sum() == pytest.approx(people["elderly"].sum())
    assert found.demand["residents"].sum() == demand["residents"].sum()
    assert list(found.demand.index[: len(demand)]) == list(demand.index)
    assert len(found.added) == len(found.demand) - len(demand)
    assert found.demand.index.is_unique


def test_a_coarser_grid_is_shared_by_residents() -> None:
    demand, _ = grid_cells(100, [True] * 4, [10, 30, 0, 60], "residents")
    people, outlines = grid_cells(200, [True], [50], "elderly")
    found = with_group(demand, "elderly", people, outlines)
    assert found.demand["elderly"].tolist() == pytest.approx([5, 15, 0, 30])


def test_a_finer_grid_is_added_up() -> None:
    demand, _ = grid_cells(100, [True] * 4, [1, 1, 1, 1], "residents")
    people, outlines = grid_cells(50, [True] * 16, list(range(16)), "elderly")
    found = with_group(demand, "elderly", people, outlines).demand["elderly"]
    # The oracle: blocks of two by two.
    blocks = np.arange(16).reshape(2, 2, 2, 2).sum(axis=(1, 3)).ravel()
    # Each fine pixel touches the corner of its block; all four of a block are as near to its middle.
    assert found.tolist() == pytest.approx(blocks)


def test_people_far_from_all_cells_become_cells_and_are_told() -> None:
    demand, _ = grid_cells(100, [True] * 4, [1, 1, 1, 1], "residents")
    people, outlines = grid_cells(100, [True], [7], "elderly", origin=5_000)
    found = with_group(demand, "elderly", people, outlines)
    assert found.demand["elderly"].tolist() == [0, 0, 0, 0, 7]
    assert found.demand["residents"].tolist() == [1, 1, 1, 1, 0]
    assert "7 elderly live in 1 place of their layer" in "\n".join(found.notes)
    assert shapely.area(found.added).tolist() == pytest.approx([10_000])


def test_points_of_another_table_go_to_the_nearest_cell() -> None:
    demand, _ = grid_cells(100, [True] * 4, [1, 1, 1, 1], "residents")
    people = gpd.GeoDataFrame(
        {"elderly": [5.0, 6.0]},
        geometry=gpd.points_from_xy([60, 140], [40, 170]),
        crs=CRS,
        index=pd.Index(["x", "y"], name="cell_id"),
    )
    found = with_group(
        demand, "elderly", people, Outlines(cells=people.geometry.to_numpy(), crs=CRS)
    )
    assert found.demand["elderly"].tolist() == [5, 0, 0, 6]
