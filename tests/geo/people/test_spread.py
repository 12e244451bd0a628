"""People of areas spread over squares: the shares are those of exact intersections, and nobody is lost."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.geo.people.spread import spread_people
from hypothesis import given, settings
from hypothesis import strategies as st

CRS = "EPSG:32650"


def areas(shapes: list[shapely.Geometry], people: list[float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"residents": people, "elderly": np.array(people) / 5},
        geometry=shapes,
        crs=CRS,
        index=pd.Index([f"u{i}" for i in range(len(people))], name="cell_id"),
    )


def layer(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=CRS)


place = st.tuples(st.integers(0, 900), st.integers(0, 900))


@settings(max_examples=20, deadline=None)
@given(
    st.lists(place, min_size=3, max_size=6, unique=True),
    st.lists(place, max_size=5),
    st.floats(0, 1e5),
)
def test_shares_are_those_of_the_built_area(
    corners: list[tuple[int, int]], buildings: list[tuple[int, int]], people: float
) -> None:
    shape = shapely.convex_hull(shapely.MultiPoint(corners))
    if shape.area < 1:
        return
    over = layer(*(shapely.box(x, y, x + 40, y + 25) for x, y in buildings))
    found = spread_people(areas([shape], [people]), 100, over=over).demand
    assert found["residents"].sum() == pytest.approx(people)
    built = [shapely.intersection(one, shape).area for one in over.geometry]
    for piece, got in zip(found.geometry, found["residents"], strict=True):
        # The oracle: plain loops over buildings.
        own = sum(shapely.intersection(one, piece).area for one in over.geometry)
        share = own / sum(built) if sum(built) > 0 else piece.area / shape.area
        assert got == pytest.approx(people * share, rel=1e-6, abs=1e-6)
    west, south = (np.floor(found.bounds[name] / 100) for name in ("minx", "miny"))
    assert (np.ceil(found.bounds["maxx"] / 100 - 1e-9) - west).max() <= 1
    assert (np.ceil(found.bounds["maxy"] / 100 - 1e-9) - south).max() <= 1


def test_streets_count_by_length_and_addresses_by_number() -> None:
    square = areas([shapely.box(0, 0, 200, 100)], [90.0])
    street = layer(shapely.LineString([(50, 50), (110, 50)]))
    assert spread_people(square, 100, over=street).demand["residents"].tolist() == pytest.approx(
        [75, 15]
    )
    addresses = layer(*(shapely.Point(x, 30) for x in (10, 20, 150)))
    assert spread_people(square, 100, over=addresses).demand["residents"].tolist() == pytest.approx(
        [60, 30]
    )
    # An address on the border between two squares belongs to both.
    border = layer(shapely.Point(100, 50))
    assert spread_people(square, 100, over=border).demand["residents"].tolist() == pytest.approx(
        [45, 45]
    )


def test_an_area_with_nothing_built_is_spread_by_area_and_told() -> None:
    people = areas([shapely.box(0, 0, 200, 100), shapely.box(500, 0, 600, 50)], [80.0, 20.0])
    found = spread_people(people, 100, over=layer(shapely.box(500, 0, 510, 10)))
    assert found.demand["residents"].tolist() == pytest.approx([40, 40, 20])
    assert list(found.demand.index) == ["u0/1", "u0/2", "u1/1"]
    assert "1 area with 80 residents has nothing built by the layer" in "\n".join(found.notes)


def test_points_stay_and_points_alone_are_refused() -> None:
    mixed = areas([shapely.box(0, 0, 100, 100), shapely.Point(5, 5)], [8.0, 2.0])
    found = spread_people(mixed, 50).demand
    assert found.loc["u1", "residents"] == 2.0
    assert found["residents"].sum() == pytest.approx(10)
    with pytest.raises(InputError, match="no areas whose people could be spread"):
        spread_people(areas([shapely.Point(0, 0)], [1.0]), 50)


def test_squares_far_too_small_are_refused() -> None:
    with pytest.raises(InputError, match="write larger squares"):
        spread_people(areas([shapely.box(0, 0, 1e6, 1e6)], [1.0]), 10)
