"""Buildings as entry points: weighed by area, merged in squares, those of no cell left out."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.geo.entry_points import split_demand
from halfhour.geo.people.entry_places import entry_places
from hypothesis import given, settings
from hypothesis import strategies as st

CRS = "EPSG:32650"


def demand() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"residents": [400.0, 100.0]},
        geometry=[shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)],
        crs=CRS,
        index=pd.Index(["a", "b"], name="cell_id"),
    )


def buildings(*boxes: tuple[float, float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        geometry=[shapely.box(x, y, x + side, y + side) for x, y, side in boxes], crs=CRS
    )


def test_footprints_weigh_by_their_area() -> None:
    found = entry_places(
        buildings((10, 10, 10), (500, 500, 30), (1200, 5, 4)), demand(), by_area=True
    )
    split = split_demand(demand(), found.places)
    assert split["residents"].to_dict() == pytest.approx({"a/1": 40, "a/2": 360, "b/1": 100})


def test_those_of_no_cell_are_left_out_and_told() -> None:
    places = buildings((10, 10, 10), (5000, 500, 30))
    found = entry_places(places, demand(), leave_out=True, what="houses.gpkg")
    assert len(found.places) == 1
    assert "1 of 2 places of houses.gpkg belongs to no cell" in "\n".join(found.notes)
    with pytest.raises(InputError, match="lies in no cell"):
        split_demand(demand(), entry_places(places, demand()).places)


def test_near_ones_become_one_at_the_heaviest_but_never_across_cells() -> None:
    places = buildings((10, 10, 10), (60, 60, 30), (150, 10, 10), (990, 10, 4), (1001, 10, 4))
    found = entry_places(places, demand(), by_area=True, merge_m=100)
    assert found.places["weight"].tolist() == pytest.approx([1000, 100, 16, 16])
    assert found.places["cell_id"].tolist() == ["a", "a", "a", "b"]
    assert found.places.geometry.iloc[0].equals(shapely.point_on_surface(places.geometry[1]))
    assert "5 places of entry points were merged into 4 entry points" in "\n".join(found.notes)


def test_points_have_no_area() -> None:
    points = gpd.GeoDataFrame(geometry=[shapely.Point(1, 1)], crs=CRS)
    with pytest.raises(InputError, match="has no area to weigh it by"):
        entry_places(points, demand(), by_area=True)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-500, 2500), st.floats(-500, 1500), st.floats(1, 50)), max_size=20
    ),
    st.sampled_from([None, 50.0, 400.0]),
)
def test_nobody_is_lost(boxes: list[tuple[float, float, float]], merge_m: float | None) -> None:
    found = entry_places(buildings(*boxes), demand(), by_area=True, merge_m=merge_m, leave_out=True)
    split = split_demand(demand(), found.places)
    assert split.groupby("part_of")["residents"].sum().to_dict() == pytest.approx(
        {"a": 400, "b": 100}
    )
    # However they are merged, each cell has the weight of all its buildings.
    inside = [b for b in boxes if 0 < b[0] + b[2] / 2 < 2000 and 0 < b[1] + b[2] / 2 < 1000]
    assert np.sum(found.places["weight"]) == pytest.approx(sum(b[2] ** 2 for b in inside))
