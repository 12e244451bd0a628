"""Areas are a partition with names, whatever sites are open."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from gap_towns import far_apart, gap_town, with_cells
from halfhour.coverage.area_gaps import area_gaps
from halfhour.coverage.assessment import assess
from halfhour.coverage.gap_areas import CLUSTER, gap_areas


def test_the_finest_level_is_taken_and_cells_outside_of_it_have_their_county() -> None:
    times = gap_town(1)
    areas = gap_areas(times)
    for row, (township, county) in enumerate(
        zip(times.demand["township_name"], times.demand["county_name"], strict=True)
    ):
        own = areas.table.loc[areas.of[row]]
        assert own["name"] == (township or county)
        assert own["level"] == ("township" if township else "county")
    assert set(areas.table["part_of"]) <= {"海港区", "山海关区", ""}


def test_cells_outside_of_every_unit_are_with_their_neighbours() -> None:
    times = gap_town(2)
    outside = np.zeros(len(times.demand), dtype=bool)
    outside[[0, 1, 53]] = True
    demand = times.demand.copy()
    demand.loc[outside, ["county", "county_name", "township", "township_name"]] = ""
    demand.loc[outside, "residents"] = 5.0
    areas = gap_areas(with_cells(times, demand))
    own = areas.of[outside]
    assert own[0] == own[1] != own[2]
    assert (areas.table.loc[own, "level"] == CLUSTER).all()


def test_a_level_of_one_unit_or_of_hardly_more_cells_than_units_is_no_partition() -> None:
    times = gap_town(3)
    whole = times.demand.assign(county="x", county_name="X", township="y", township_name="Y")
    assert set(gap_areas(with_cells(times, whole)).table["level"]) == {CLUSTER}
    many = far_apart(2, 200)
    many["village"] = many["village_name"] = many.index
    many["county"] = many["county_name"] = ["a"] * 200 + ["b"] * 200
    assert gap_areas(with_cells(times, many)).table["name"].tolist() == ["a", "b"]


def test_without_units_cells_far_apart_are_different_areas_with_the_nearest_name() -> None:
    times = with_cells(gap_town(4), far_apart(3, 25))
    xy = [(500_900, 4_400_900), (551_000, 4_401_100), (900_000, 4_900_000)]
    places = gpd.GeoDataFrame(
        {"name": ["East", "West", "Far"]}, geometry=shapely.points(xy), crs="EPSG:4549"
    )
    areas = gap_areas(times, places.to_crs("EPSG:4326"))
    assert [len(set(areas.of[start : start + 25])) for start in (0, 25, 50)] == [1, 1, 1]
    names = areas.table["name"].tolist()
    assert names[:2] == ["East", "West"]
    # Nothing that has a name is near the third one.
    assert "° N" in names[2]


def test_many_cells_without_units_are_clustered_too_and_no_cluster_is_wide() -> None:
    times = with_cells(gap_town(5), far_apart(2, 3000))
    areas = gap_areas(times)
    xy = np.column_stack([times.demand.geometry.x, times.demand.geometry.y])
    for area in range(len(areas.table)):
        inside = xy[areas.of == area]
        assert np.ptp(inside, axis=0).max() < 10 * 500 + 2 * 8000
    assert 2 <= len(areas.table) < 600


def test_nobody_at_all_is_no_fault() -> None:
    times = gap_town(6)
    for levels in (True, False):
        demand = gap_town(6, levels=levels).demand.assign(residents=0.0)
        assert len(gap_areas(with_cells(times, demand)).of) == len(demand)


@pytest.mark.parametrize("levels", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_the_figures_of_areas_are_those_of_their_cells(seed: int, *, levels: bool) -> None:
    times = gap_town(seed, levels=levels)
    state = assess(times, group="residents", limit_min=8)
    areas = gap_areas(times)
    table = area_gaps(state, areas)
    assert table["unserved"].sum() == state.gap_people
    assert table["unreachable"].sum() == state.unreachable_people
    for area, row in table.iterrows():
        own = state.cells[areas.of == area]
        gap = own[(own["people"] > 0) & ~own["served"]]
        assert row["people"] == own["people"].sum()
        assert row["unserved"] == gap["people"].sum()
        assert row["beyond"] + row["unreachable"] + row["no_place"] == row["unserved"]
        near = gap[np.isfinite(gap["cost"])]
        if not len(near):
            assert row["nearest_id"] is None
            assert np.isnan(row["largest"])
            continue
        assert row["largest"] == near["cost"].max()
        each = np.repeat(near["cost"].to_numpy(), near["people"].astype(int))
        assert row["median"] == np.sort(each)[(len(each) - 1) // 2]
        by_site = near.groupby("site_id")["people"].sum()
        assert by_site[row["nearest_id"]] == by_site.max()


def test_units_on_one_spot_keep_their_cells_where_nobody_lives_elsewhere() -> None:
    times = gap_town(3)
    demand = times.demand.copy()
    first, second, empty = demand.index[[0, 2, 5]]
    demand.loc[second, "geometry"] = demand.loc[first, "geometry"]
    demand.loc[empty, ["county", "county_name", "township", "township_name"]] = ""
    demand.loc[empty, "residents"] = 0.0
    areas = gap_areas(with_cells(times, demand))
    own = areas.table["name"].to_numpy()[areas.of]
    assert own[[0, 2]].tolist() == demand.loc[[first, second], "township_name"].tolist()
    assert own[0] != own[2]
