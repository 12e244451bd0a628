"""Calibration alone: people of cells, units and counts from anywhere."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import halfhour as hh
import numpy as np
import pandas as pd
import pytest
import shapely

CRS = "EPSG:32650"


def squares(level: str, columns: int, rows: int) -> gpd.GeoDataFrame:
    """Units that divide 1,200 m x 1,200 m, called <level><number>."""
    across, up = 1200 / columns, 1200 / rows
    boxes = [
        shapely.box(across * c, up * r, across * (c + 1), up * (r + 1))
        for r in range(rows)
        for c in range(columns)
    ]
    ids = [f"{level}{number}" for number in range(len(boxes))]
    names = [f"{one} town" for one in ids]
    index = pd.Index(ids, name="unit_id")
    return gpd.GeoDataFrame({"name": names, "level": level}, geometry=boxes, index=index, crs=CRS)


def cells() -> gpd.GeoDataFrame:
    rng = np.random.default_rng(7)
    x, y = (50 + 100 * each.ravel() for each in np.meshgrid(np.arange(12), np.arange(12)))
    people = rng.integers(1, 50, 144).astype(float)
    return gpd.GeoDataFrame(
        {"residents": people, "elderly": people * rng.uniform(0.1, 0.4, 144)},
        geometry=gpd.points_from_xy(x, y, crs=CRS),
        index=pd.Index([f"c{number}" for number in range(144)], name="cell_id"),
    )


def sums(demand: gpd.GeoDataFrame, of: np.ndarray, group: str = "residents") -> list[float]:
    return [float(demand[group].to_numpy()[of == one].sum()) for one in np.unique(of)]


def test_each_unit_has_its_count_and_ratios_stay(tmp_path: Path) -> None:
    demand, halves = cells(), squares("half", 2, 1)
    file = tmp_path / "census.csv"
    file.write_text("unit,residents\nhalf0 town,3000\nhalf1 town,2000\n", encoding="utf-8")
    fitted = hh.calibrate(demand, file, units=halves)
    east = (demand.geometry.x > 600).to_numpy()
    assert sums(fitted.demand, east) == pytest.approx([3000, 2000])
    factor = np.where(east, 2000, 3000) / np.where(east, *reversed(sums(demand, east)))
    for group in ("residents", "elderly"):
        assert fitted.demand[group].to_numpy() == pytest.approx(demand[group].to_numpy() * factor)
    assert demand.equals(cells()), "the table that was given is not changed"
    assert fitted.factors["unit"].tolist() == ["half0", "half1"]
    assert "census.csv" in " ".join(fitted.notes)
    assert repr(fitted).endswith("became 5,000>")


def test_tables_of_two_levels_are_met_together() -> None:
    demand = cells()
    east, north = (demand.geometry.x > 600).to_numpy(), (demand.geometry.y > 600).to_numpy()
    by_half = pd.DataFrame({"unit": ["half0", "half1"], "residents": [3000, 2000]})
    by_row = pd.DataFrame({"unit": ["row0", "row1"], "residents": [1500, 3500]})
    units = [squares("half", 2, 1), squares("row", 1, 2)]
    fitted = hh.calibrate(demand, [by_half, by_row], units=units)
    assert sums(fitted.demand, east) == pytest.approx([3000, 2000])
    assert sums(fitted.demand, north) == pytest.approx([1500, 3500])
    # What raking leaves as it is: the cross ratio of four cells in the four quarters.
    quarters = [int(np.flatnonzero((east == e) & (north == n))[0]) for e in (0, 1) for n in (0, 1)]
    assert cross_ratio(fitted.demand, quarters) == pytest.approx(cross_ratio(demand, quarters))


def cross_ratio(demand: gpd.GeoDataFrame, quarters: list[int]) -> float:
    a, b, c, d = demand["residents"].to_numpy()[quarters]
    return float(a * d / (b * c))


def test_what_cannot_be_met_is_named() -> None:
    demand = cells()
    halves = squares("half", 2, 1)
    with pytest.raises(hh.InputError, match="half9"):
        hh.calibrate(demand, pd.DataFrame({"unit": ["half9"], "residents": [1]}), units=halves)
    west = demand[demand.geometry.x < 600]
    both = pd.DataFrame({"unit": ["half0", "half1"], "residents": [10, 20]})
    with pytest.raises(hh.InputError, match=r"half1.*has people by its count"):
        hh.calibrate(west, both, units=halves)
    with pytest.raises(hh.InputError, match="two tables are of one level"):
        hh.calibrate(demand, both, units=[halves, halves])
    with pytest.raises(hh.InputError, match="there are none"):
        hh.calibrate(demand, [], units=halves)
    with pytest.raises(hh.InputError, match="no `units:` are areas"):
        hh.calibrate(demand, both, units=halves.set_geometry(halves.centroid))
    with pytest.raises(hh.InputError, match="differs from"):
        hh.calibrate(demand, both, units=halves.to_crs("EPSG:32651"))


def test_units_that_overlap_are_told_with_their_people() -> None:
    demand, halves = cells(), squares("half", 2, 1)
    census = pd.DataFrame({"unit": ["half0", "half1"], "residents": [3000, 2000]})
    assert "overlap" not in " ".join(hh.calibrate(demand, census, units=halves).notes)
    wide = halves.copy()
    wide.loc["half1", "geometry"] = shapely.box(300, 0, 1200, 1200)
    both = ((demand.geometry.x > 300) & (demand.geometry.x < 600)).to_numpy()
    fitted = hh.calibrate(demand, census, units=wide)
    [note] = [one for one in fitted.notes if "overlap" in one]
    people = demand["residents"].to_numpy()[both].sum()
    assert f"{both.sum()} cells with {people:,.0f} people (residents)" in note
    assert "such as in half0 town and not in half1 town" in note
