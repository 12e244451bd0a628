import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.common.errors import Fault, InputError
from halfhour.geo.entry_points import merged_cells, split_demand, split_note
from halfhour.geo.tables import require_demand
from hypothesis import given, settings
from hypothesis import strategies as st

CRS = "EPSG:4549"


def squares(*residents: float) -> gpd.GeoDataFrame:
    """Cells c0, c1 ... of 100 m from west to east."""
    count = len(residents)
    return gpd.GeoDataFrame(
        {
            "residents": residents,
            "elderly": [0.25 * n for n in residents],
            "county": ["1"] * count,
            "county_name": ["East"] * count,
        },
        index=pd.Index([f"c{i}" for i in range(count)], name="cell_id"),
        geometry=[shapely.box(100 * i, 0, 100 * i + 100, 100) for i in range(count)],
        crs=CRS,
    )


def villages(*xy: tuple[float, float], **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(p) for p in xy], crs=CRS)


def faults(
    demand: gpd.GeoDataFrame, entries: gpd.GeoDataFrame, what: str = "villages.csv"
) -> list[Fault]:
    with pytest.raises(InputError) as caught:
        split_demand(demand, entries, what=what)
    return list(caught.value.faults)


def test_a_cell_becomes_one_row_per_entry_point_with_its_share_of_every_group() -> None:
    demand = squares(10, 40, 30)
    entries = villages((130, 60), (110, 20), cell_id=["c1", "c1"], share=[0.75, 0.25])
    split = split_demand(demand, entries)
    require_demand(split)
    assert split.index.tolist() == ["c0", "c1/1", "c1/2", "c2"]
    assert split["part_of"].tolist() == ["c0", "c1", "c1", "c2"]
    assert split["residents"].tolist() == [10, 30, 10, 30]
    assert split["elderly"].tolist() == [2.5, 7.5, 2.5, 7.5]
    assert split["county_name"].tolist() == ["East"] * 4
    assert split.crs == demand.crs
    wanted = [demand.geometry["c0"], *entries.geometry, demand.geometry["c2"]]
    assert [a.equals(b) for a, b in zip(split.geometry, wanted, strict=True)] == [True] * 4
    assert demand.columns.tolist() == squares(1).columns.tolist()


def test_weights_are_divided_by_the_cell_s_sum_and_without_any_parts_are_equal() -> None:
    demand = squares(12, 6)
    places = ((10, 10), (150, 50), (20, 20))
    weighted = split_demand(demand, villages(*places, weight=[300.0, 7.0, 100.0]))
    assert weighted["residents"].to_dict() == {"c0/1": 9, "c0/2": 3, "c1/1": 6}
    equal = split_demand(demand, villages(*places))
    assert equal["residents"].to_dict() == {"c0/1": 6, "c0/2": 6, "c1/1": 6}


def test_an_entry_polygon_counts_by_a_point_inside() -> None:
    entries = villages((0, 0))
    entries.loc[0, "geometry"] = shapely.box(10, 10, 30, 30)
    [geometry] = split_demand(squares(5), entries).geometry
    assert geometry.geom_type == "Point"
    assert geometry.within(shapely.box(10, 10, 30, 30))


def test_no_entry_points_leave_every_cell_whole() -> None:
    demand = squares(5, 6)
    split = split_demand(demand, villages(cell_id=[], share=[]))
    pd.testing.assert_frame_equal(pd.DataFrame(split.drop(columns="part_of")), pd.DataFrame(demand))
    assert split["part_of"].tolist() == ["c0", "c1"]


def test_shares_that_do_not_add_up_are_refused_with_cell_and_sum() -> None:
    entries = villages(
        *[(10, 10)] * 5, cell_id=["c0", "c1", "c0", "c1", "c2"], share=[0.5, 0.4, 0.5, 0.5, 1.2]
    )
    wrong = faults(squares(1, 1, 1), entries)
    assert [(f.file, f.key, f.value) for f in wrong] == [
        ("villages.csv", "cell_id c1", pytest.approx(0.9)),
        ("villages.csv", "cell_id c2", 1.2),
    ]
    assert "add up to 0.9" in wrong[0].cause


def test_shares_rounded_to_six_digits_add_up() -> None:
    entries = villages(*[(10, 10)] * 3, share=[0.333333] * 3)
    split = split_demand(squares(9), entries)
    assert split["residents"].sum() == pytest.approx(9, rel=1e-9)


@pytest.mark.parametrize("value", [-0.5, np.nan, np.inf])
@pytest.mark.parametrize("column", ["share", "weight"])
def test_a_part_that_is_no_part_is_refused(column: str, value: float) -> None:
    entries = villages((10, 10), (10, 10), **{column: [1.0, value]})
    [fault] = faults(squares(1), entries)
    assert (fault.row, fault.key, fault.column) == (2, "cell_id c0", column)


def test_weights_of_nothing_and_two_kinds_of_parts_are_refused() -> None:
    [fault] = faults(squares(1), villages((10, 10), (10, 10), weight=[0.0, 0.0]))
    assert "above 0" in fault.fix
    [fault] = faults(squares(1), villages((10, 10), share=[1.0], weight=[1.0]))
    assert "leave one of them out" in fault.fix


def test_an_entry_point_outside_every_cell_is_refused() -> None:
    [fault] = faults(squares(1), villages((10, 10), (10, 300)))
    assert (fault.row, fault.value) == (2, (10.0, 300.0))


def test_a_table_is_split_once_and_in_its_own_crs() -> None:
    entries = villages((10, 10))
    [fault] = faults(split_demand(squares(1), entries), entries)
    assert "the cells are split" in fault.cause
    with pytest.raises(InputError):
        split_demand(squares(1), entries.to_crs("EPSG:4326"))


def test_an_id_that_another_cell_has_is_refused() -> None:
    demand = squares(1, 1).rename(index={"c1": "c0/1"})
    [fault] = faults(demand, villages((10, 10)))
    assert fault.key == "cell_id c0/1"


def test_the_note_counts_cells_places_and_people() -> None:
    split = split_demand(squares(10, 40, 30), villages((110, 10), (120, 10), (210, 10)))
    assert split_note(split) == (
        "2 of 3 cells are split into 3 entry points (70 of 80 residents, 18 of 20 elderly)"
    )


people = st.floats(0, 1e6)
parts = st.lists(st.tuples(st.integers(0, 3), st.floats(0.001, 1e3)), max_size=20)


@given(st.lists(people, min_size=4, max_size=4), parts)
@settings(max_examples=100, deadline=None)
def test_every_cell_keeps_its_people(
    residents: list[float], weights: list[tuple[int, float]]
) -> None:
    demand = squares(*residents)
    entries = villages(
        *[(0.0, 0.0)] * len(weights),
        cell_id=[f"c{cell}" for cell, _ in weights],
        weight=[weight for _, weight in weights],
    )
    split = split_demand(demand, entries)
    for group in ("residents", "elderly"):
        kept = split.groupby("part_of")[group].sum().reindex(demand.index)
        assert kept.to_numpy() == pytest.approx(demand[group].to_numpy(), rel=1e-9)
    assert split.index.is_unique
    assert split["part_of"].unique().tolist() == demand.index.tolist()
    for cell, number in pd.Series([f"c{cell}" for cell, _ in weights]).value_counts().items():
        names = split.index[split["part_of"] == cell]
        assert names.tolist() == [f"{cell}/{n}" for n in range(1, number + 1)]


def test_merged_cells_have_the_share_served_and_the_mean_cost_of_their_people() -> None:
    part_of = pd.Series(
        ["b", "b", "a", "none", "none", "far", "far"], index=list("tuvwxyz"), dtype=object
    )
    cells = pd.DataFrame(
        {
            "people": [30.0, 10, 8, 0, 0, 5, 0],
            "served": [True, False, True, True, False, True, False],
            "cost": [100.0, 500, 60, 10, 30, 40, np.inf],
        },
        index=part_of.index,
    )
    merged = merged_cells(cells, part_of)
    assert merged.index.tolist() == ["b", "a", "none", "far"]
    assert merged.index.name == "cell_id"
    assert merged["people"].tolist() == [40, 8, 0, 5]
    assert merged["served"].tolist() == [30, 8, 0, 5]
    assert merged["share"].tolist()[:2] == [0.75, 1.0]
    assert np.isnan(merged["share"]["none"])
    # (30 * 100 + 10 * 500) / 40; nobody lives where far is not reached.
    assert merged["cost"].tolist() == [200, 60, 20, 40]
    cells.loc["z", "people"] = 1.0
    assert merged_cells(cells, part_of)["cost"]["far"] == np.inf
