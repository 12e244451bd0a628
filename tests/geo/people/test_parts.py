"""Cells are cut at borders by area, as exact intersections say, and nobody is lost."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from halfhour.geo.people.outlines import GridSteps, Outlines
from halfhour.geo.people.parts import divided_cells
from hypothesis import given, settings
from hypothesis import strategies as st

CRS = pyproj.CRS("EPSG:32650")
GRID = GridSteps(crs=CRS, column=(100.0, 0.0), row=(0.0, -100.0))


def table(geometry: list[shapely.Geometry], people: list[float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"residents": people, "elderly": np.array(people) / 4},
        geometry=geometry,
        crs=CRS,
        index=pd.Index([f"c{i}" for i in range(len(people))], name="cell_id"),
    )


def outlines(demand: gpd.GeoDataFrame, grid: GridSteps | None = None) -> Outlines:
    return Outlines(cells=demand.geometry.to_numpy(), crs=CRS, grid=grid)


def by_area(demand: gpd.GeoDataFrame, shapes: np.ndarray, areas: np.ndarray) -> list[float]:
    """The oracle: each cell's people times the share of it that lies in each area."""
    share = (
        shapely.area(shapely.intersection(shapes[:, None], areas)) / shapely.area(shapes)[:, None]
    )
    return list(demand["residents"].to_numpy() @ share)


corner = st.integers(-20, 620)


@st.composite
def triangles(draw: st.DrawFn) -> shapely.Polygon:
    points = draw(
        st.lists(st.tuples(corner, corner), min_size=3, max_size=3, unique=True).filter(
            lambda three: shapely.Polygon(three).area > 1
        )
    )
    return shapely.Polygon(points)


@settings(max_examples=30, deadline=None)
@given(st.lists(triangles(), min_size=1, max_size=3), st.data())
def test_pixels_are_cut_as_exact_intersections_say(
    triangle: list[shapely.Polygon], data: st.DataObject
) -> None:
    # Areas that do not overlap: each without those before it.
    areas, before = [], shapely.Polygon()
    for one in triangle:
        areas.append(shapely.difference(one, before))
        before = shapely.union(before, one)
    areas = [one for one in areas if one.area > 1]
    middle = [shapely.Point(x, y) for x in range(50, 600, 100) for y in range(50, 600, 100)]
    people = data.draw(st.lists(st.integers(0, 1000), min_size=36, max_size=36))
    demand = table(middle, [float(one) for one in people])
    parts = divided_cells(demand, outlines(demand, GRID), np.array(areas, dtype=object))
    got = [parts.demand["residents"][parts.area == k].sum() for k in range(len(areas))]
    squares = shapely.box(
        *(shapely.get_coordinates(demand.geometry) - 50).T,
        *(shapely.get_coordinates(demand.geometry) + 50).T,
    )
    assert got == pytest.approx(by_area(demand, squares, np.array(areas)), abs=1e-3)
    whole = parts.demand.groupby(level=0)[["residents", "elderly"]].sum().loc[demand.index]
    assert np.allclose(whole, demand[["residents", "elderly"]], rtol=1e-12)
    # A part is told by a point inside it.
    cut = parts.outlines.cells[parts.is_cut]
    assert (shapely.distance(cut, parts.demand.geometry.to_numpy()[parts.is_cut]) < 1e-6).all()


def test_census_areas_become_the_areas_inside() -> None:
    demand = table([shapely.box(0, 0, 100, 100), shapely.box(100, 0, 300, 100)], [100.0, 80.0])
    area = np.array([shapely.box(-10, -10, 150, 110)])
    parts = divided_cells(demand, outlines(demand), area)
    inside = parts.demand[parts.area == 0]
    assert inside["residents"].to_dict() == {"c0": 100.0, "c1": pytest.approx(20.0)}
    assert inside.geometry.area.tolist() == pytest.approx([10_000, 5_000])
    assert inside.geometry["c0"] is demand.geometry["c0"]
    assert parts.demand["residents"].sum() == pytest.approx(180.0)


def test_mere_points_are_in_or_out() -> None:
    demand = table(
        [shapely.Point(0, 0), shapely.Point(10, 0), shapely.Point(11, 0)], [1.0, 2.0, 4.0]
    )
    parts = divided_cells(demand, outlines(demand), np.array([shapely.box(-5, -5, 10, 5)]))
    assert parts.area.tolist() == [0, 0, -1]
    assert not parts.is_cut.any()
    assert parts.demand["residents"].tolist() == [1.0, 2.0, 4.0]


def test_people_where_areas_overlap_are_shared_and_not_doubled() -> None:
    demand = table([shapely.Point(50, 50)], [100.0])
    areas = np.array([shapely.box(0, 0, 100, 100), shapely.box(0, 0, 50, 100)])
    parts = divided_cells(demand, outlines(demand, GRID), areas)
    assert parts.demand["residents"].sum() == pytest.approx(100.0)
    assert parts.demand["residents"].tolist() == pytest.approx([100 / 1.5, 50 / 1.5])


def test_cells_can_be_cut_twice() -> None:
    demand = table([shapely.Point(x, 50) for x in (50, 150, 250)], [100.0, 100.0, 100.0])
    halves = np.array([shapely.box(0, 0, 120, 100), shapely.box(120, 0, 300, 100)])
    first = divided_cells(demand, outlines(demand, GRID), halves)
    area = shapely.box(0, 0, 300, 25)
    second = divided_cells(first.demand, first.outlines, np.array([area]))
    assert second.demand["residents"][second.area == 0].tolist() == pytest.approx([25, 5, 20, 25])


def test_a_rotated_grid_in_another_crs_has_its_own_squares() -> None:
    """A raster in degrees that is turned by 30 degrees, against its corners made by hand."""
    step, turn = 0.001, np.radians(30)
    grid = GridSteps(
        crs=pyproj.CRS("EPSG:4326"),
        column=(step * np.cos(turn), step * np.sin(turn)),
        row=(step * np.sin(turn), -step * np.cos(turn)),
    )
    middle = gpd.GeoSeries([shapely.Point(117.0, 39.9)], crs="EPSG:4326").to_crs(CRS)
    (square,) = Outlines(cells=middle.to_numpy(), crs=CRS, grid=grid).of(np.array([0]))
    across, down = np.array(grid.column), np.array(grid.row)
    corners = [
        np.array([117.0, 39.9]) + (x * across + y * down) / 2
        for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))
    ]
    wanted = gpd.GeoSeries([shapely.Polygon(corners)], crs="EPSG:4326").to_crs(CRS)[0]
    assert square.symmetric_difference(wanted).area < 1e-3


def test_the_point_of_a_part_lies_in_no_neighbour() -> None:
    """The outside part has a spike without width along the border, as differences of drawn outlines have."""
    demand = table([shapely.Point(50, 50)], [100.0])
    area = shapely.Polygon([(1e-7, 0), (100, 0), (100, 100), (60, 100), (40, 1e-6), (1e-7, 100)])
    parts = divided_cells(demand, outlines(demand, GRID), np.array([area]))
    outside = parts.demand.geometry[parts.area < 0]
    assert (shapely.distance(outside.to_numpy(), area) > 1e-3).all()
