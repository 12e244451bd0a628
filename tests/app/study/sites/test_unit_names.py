"""Made candidates are named after the unit that they lie in, north to south."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from halfhour.app.study.layers import read_layers
from halfhour.app.study.sites.unit_names import named_by_unit
from hypothesis import given
from hypothesis import strategies as st

CRS = "EPSG:4549"
Place = tuple[int, int]


def cells(names: list[str]) -> gpd.GeoDataFrame:
    """Cells 1 km apart on a line to the east, each in a township of its own, all in one county."""
    count = len(names)
    return gpd.GeoDataFrame(
        {
            "residents": 1.0,
            "county": "c",
            "county_name": "County",
            "township": [f"t{number}" for number in range(count)],
            "township_name": names,
        },
        geometry=gpd.points_from_xy(1000.0 * np.arange(count), np.zeros(count), crs=CRS),
        index=pd.Index([f"cell{number}" for number in range(count)], name="cell_id"),
    )


def candidates(places: list[Place], names: list[str] | None = None) -> gpd.GeoDataFrame:
    xy = np.array(places, dtype=float).reshape(-1, 2)
    return gpd.GeoDataFrame(
        {"name": names or [""] * len(places)},
        geometry=gpd.points_from_xy(xy[:, 0], xy[:, 1], crs=CRS),
        index=pd.Index([f"s{number}" for number in range(len(places))], name="site_id"),
    )


def test_the_number_goes_from_north_to_south_in_each_unit() -> None:
    made = candidates([(10, -50), (990, 5), (-20, 80), (10, 80)])
    assert named_by_unit(made, cells(["昌黎镇", "新集镇"]))["name"].to_list() == [
        "昌黎镇 · 3",
        "新集镇 · 1",
        "昌黎镇 · 1",
        "昌黎镇 · 2",
    ]


def test_names_that_are_there_stay_and_units_without_one_give_none() -> None:
    made = candidates([(0, 0), (1000, 0), (0, 10)], ["Clinic A", "", ""])
    assert named_by_unit(made, cells(["North", ""]))["name"].to_list() == [
        "Clinic A",
        "",
        "North · 1",
    ]
    without = cells(["North"])[["residents", "geometry"]]
    assert named_by_unit(made, without)["name"].to_list() == ["Clinic A", "", ""]


@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(-400, 400)), max_size=12))
def test_each_name_is_of_the_nearest_cell_and_no_two_are_equal(places: list[Place]) -> None:
    demand = cells(["A", "B", "C", "D", "E"])
    named = named_by_unit(candidates(places), demand)["name"]
    assert not named.duplicated().any()
    for (x, _), name in zip(places, named, strict=True):
        away = [abs(x - 1000 * number) for number in range(5)]
        assert min(away) == pytest.approx(away["ABCDE".index(name[0])])


def test_a_study_names_its_made_candidates(study_folder: Path) -> None:
    file = study_folder / "study.yaml"
    text = file.read_text(encoding="utf-8")
    line = next(one for one in text.splitlines() if one.strip().startswith("candidates:"))
    file.write_text(
        text.replace(line, "    candidates: {auto: lattice, spacing_m: 400, near_m: 300}"),
        encoding="utf-8",
    )
    layers = read_layers(file)
    sites = layers.sites["clinic"]
    made = sites[sites["status"] == "candidate"]
    assert len(made) > 3
    assert "county_name" in layers.demand
    assert made["name"].str.fullmatch(r"(?:西县|东县) · \d+").all()
