"""People are fitted to official counts by unit and group, and what cannot be fitted is told."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.geo.people.calibration import OfficialCounts, calibrated

NAMES = {"A": "Alder", "B": "Birch", "C": "Cedar"}


def cells(**people: list[float]) -> gpd.GeoDataFrame:
    size = len(next(iter(people.values())))
    return gpd.GeoDataFrame(
        people,
        geometry=gpd.points_from_xy(range(size), range(size)),
        crs="EPSG:32650",
        index=pd.Index([f"c{i}" for i in range(size)], name="cell_id"),
    )


def counts(
    units: list[str], file: str = "census.csv", level: str = "county", **people: dict
) -> OfficialCounts:
    table = pd.DataFrame(people, dtype=float)
    unit = pd.Series(units, index=[f"c{i}" for i in range(len(units))])
    return OfficialCounts(table=table, unit=unit, names=NAMES, level=level, file=file)


def fit(demand: gpd.GeoDataFrame, *official: OfficialCounts):
    return calibrated(demand, official, inside=np.ones(len(demand), dtype=bool))


def test_each_group_adds_up_to_its_count_and_others_follow_the_residents() -> None:
    demand = cells(residents=[10, 30, 50, 7], elderly=[2, 2, 10, 1], disabled=[1, 3, 0, 1])
    found = fit(
        demand,
        counts(["A", "A", "B", ""], residents={"A": 80, "B": 25}, elderly={"A": 8, "B": 30}),
    )
    table = found.demand
    assert table["residents"].tolist() == pytest.approx([20, 60, 25, 7])
    assert table["elderly"].tolist() == pytest.approx([4, 4, 30, 1])
    # By the residents' factors 2, 2, 0.5 and 1.
    assert table["disabled"].tolist() == pytest.approx([2, 6, 0, 1])
    assert list(table.columns) == ["residents", "elderly", "disabled", "geometry"]
    said = "\n".join(found.notes)
    assert "residents were fitted to census.csv: 90 became 105 in 2 units of level county" in said
    assert "factors from 0.5 (Birch) to 2 (Alder), median 1.25" in said
    assert "1 cell with 7 residents lies outside every unit of level county" in said
    assert "changed as the residents of their cells: disabled" in said
    assert "in 1 cell there are more elderly than residents" in said
    factors = found.factors.set_index(["group", "unit"])["factor"]
    assert factors["residents", "A"] == 2
    assert factors["elderly", "B"] == 3


def test_a_group_follows_the_residents_in_units_without_a_count_of_its_own() -> None:
    found = fit(
        cells(residents=[10, 20], elderly=[2, 3]),
        counts(["A", "B"], residents={"A": 30, "B": 40}, elderly={"A": 5, "B": np.nan}),
    )
    assert found.demand["elderly"].tolist() == pytest.approx([5, 6])
    factors = found.factors.set_index(["group", "unit"])
    assert factors.loc[("elderly", "A"), ["before", "official", "factor"]].tolist() == [2, 5, 2.5]


def test_a_group_that_only_the_office_counts_lives_where_the_residents_do() -> None:
    found = fit(cells(residents=[10, 30, 50]), counts(["A", "A", "B"], children={"A": 12, "B": 5}))
    assert found.demand["children"].tolist() == pytest.approx([3, 9, 5])
    assert found.demand["residents"].tolist() == [10, 30, 50]


def test_units_with_people_and_no_cell_are_named() -> None:
    with pytest.raises(InputError) as refused:
        fit(
            cells(residents=[10, 0]),
            counts(
                ["A", "B"],
                residents={"A": 5, "B": 4, "C": 7},
                elderly={"A": 1, "B": np.nan, "C": 2},
            ),
        )
    told = str(refused.value)
    assert "(unit B (Birch)), residents = 4" in told
    assert "(unit C (Cedar)), residents = 7" in told
    assert "(unit C (Cedar)), elderly = 2" in told
    assert "split_by: county" in told


def test_a_unit_without_a_count_keeps_its_people() -> None:
    found = fit(cells(residents=[10.0, 20.0]), counts(["A", "B"], residents={"A": 5, "B": np.nan}))
    assert found.demand["residents"].tolist() == [5.0, 20.0]
    assert "1 unit of level county with 20 residents has no count in census.csv" in "\n".join(
        found.notes
    )


def test_a_unit_where_nobody_lives_by_count_and_grid_has_no_factor() -> None:
    found = fit(cells(residents=[10.0, 0.0]), counts(["A", "B"], residents={"A": 5, "B": 0}))
    assert found.factors["factor"].tolist() == [0.5, pytest.approx(np.nan, nan_ok=True)]


def test_two_tables_are_met_together_or_told_to_disagree() -> None:
    demand = cells(residents=[10, 20, 30, 40])
    halves = counts(["A", "A", "B", "B"], residents={"A": 60, "B": 140})
    odd = counts(["A", "B", "A", "B"], "blocks.csv", "block", residents={"A": 90, "B": 110})
    table = fit(demand, halves, odd).demand["residents"].to_numpy()
    assert table[:2].sum() == pytest.approx(60)
    assert table[::2].sum() == pytest.approx(90)
    wrong = counts(["A", "B", "A", "B"], "blocks.csv", "block", residents={"A": 90, "B": 500})
    with pytest.raises(InputError, match="contradicts the counts of the other tables"):
        fit(demand, halves, wrong)


def test_a_group_that_nobody_can_place_is_refused() -> None:
    with pytest.raises(InputError, match="neither this group nor residents"):
        fit(cells(elderly=[1.0]), counts(["A"], children={"A": 2}))
