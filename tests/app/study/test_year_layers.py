import dataclasses
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from halfhour.app.study.layers import read_layers
from halfhour.app.study.year_layers import YearLayers
from halfhour.common.errors import InputError
from line_town import STUDY, write_line_town
from shapely.geometry import Point

CRS = "EPSG:4549"


def demand() -> gpd.GeoDataFrame:
    """One cell in each of the units a, b and c, one outside all, and an estate in a."""
    return gpd.GeoDataFrame(
        {
            "residents": [100.0, 200.0, 300.0, 400.0, 0.0],
            "elderly": [10.0, 20.0, 30.0, 40.0, 0.0],
            "town": ["a", "b", "c", "", "a"],
        },
        index=pd.Index(["c0", "c1", "c2", "c3", "e1"], name="cell_id"),
        geometry=[Point(x, 0) for x in range(5)],
        crs=CRS,
    )


GROWTH = pd.DataFrame(
    {2020: [1.0, np.nan], 2025: [2.0, 0.5], 2030: [2.0, 0.25]},
    index=pd.Index(["a", "b"], name="unit"),
)
ESTATES = gpd.GeoDataFrame(
    {"year": [2023], "residents": [50.0]},
    index=pd.Index(["e1"], name="cell_id"),
    geometry=[Point(4, 0)],
    crs=CRS,
)
GROWING = YearLayers(people_year=2020, growth=GROWTH, growth_level="town")


@pytest.mark.parametrize(
    ("year", "residents"),
    [
        # Of b no factor is given for the year that the layer counts: it is 1.
        (2020, [100, 200, 300, 400, 0]),
        (2024, [100, 200, 300, 400, 0]),
        (2025, [200, 100, 300, 400, 0]),
        (2029, [200, 100, 300, 400, 0]),
        (2030, [200, 50, 300, 400, 0]),
    ],
)
def test_a_growth_step_holds_until_the_next(year: int, residents: list[float]) -> None:
    people = GROWING.people(demand(), year)
    assert list(people.columns) == ["residents", "elderly"]
    assert people["residents"].tolist() == residents
    assert people["elderly"].tolist() == [count / 10 for count in residents]


@pytest.mark.parametrize(
    ("last_of_a", "year", "cause"),
    [
        (2.0, 2019, "= 2019: is before the growth factors in growth.csv, which begin in 2020"),
        (2.0, 2031, "= 2031: is beyond the growth factors in growth.csv, which end in 2030"),
        (np.nan, 2026, "beyond the growth factors of unit a in growth.csv, which end in 2025"),
    ],
)
def test_no_factor_is_carried_beyond_the_years_of_its_unit(
    last_of_a: float, year: int, cause: str
) -> None:
    growth = GROWTH.assign(**{"2030": [last_of_a, 0.25]}).drop(columns=2030)
    layers = dataclasses.replace(GROWING, growth=growth, growth_file="growth.csv")
    with pytest.raises(InputError) as caught:
        layers.people(demand(), year)
    (fault,) = caught.value.faults
    assert cause in str(fault)
    assert "growth.csv, or name a year" in fault.fix


@pytest.mark.parametrize(
    ("growth", "told"),
    [
        ({2018: 0.5}, (2018, 2020)),
        ({2025: 2.0}, (2020, 2025)),
        ({2016: 0.5, 2030: 2.0}, (2016, 2030)),
    ],
)
def test_the_layers_own_year_is_always_told(
    growth: dict[int, float], told: tuple[int, int]
) -> None:
    table = pd.DataFrame(growth, index=pd.Index(["a"], name="unit"))
    layers = YearLayers(people_year=2020, growth=table, growth_level="town")
    assert layers.people(demand(), 2020)["residents"].tolist()[1:] == [200, 300, 400, 0]
    for year in range(2010, 2040):
        if told[0] <= year <= told[1]:
            layers.require(year, file="study.yaml")
        else:
            with pytest.raises(InputError, match=f"study.yaml, year = {year}: is be"):
                layers.require(year, file="study.yaml", column="year")


def test_estates_alone_tell_of_no_year_before_the_layers_own() -> None:
    layers = YearLayers(people_year=2020, estates=ESTATES)
    with pytest.raises(InputError, match="2019: is before 2020, the year that the people layer"):
        layers.people(demand(), 2019)


def test_without_growth_and_estates_the_same_people_live_there_in_every_year() -> None:
    layers = YearLayers(people_year=2020)
    for year in (1990, 2020, 2090):
        assert layers.people(demand(), year)["residents"].tolist() == [100, 200, 300, 400, 0]


@pytest.mark.parametrize(
    ("people_year", "year", "new"),
    [
        (2020, 2022, 0),
        (2020, 2023, 50),
        (2020, 2040, 50),
        (2022, 2023, 50),
        (2023, 2023, 0),  # the population layer counts them already
        (2024, 2030, 0),
        (None, 2030, 0),
    ],
)
def test_estates_are_added_from_their_year_on(
    people_year: int | None, year: int, new: float
) -> None:
    people = YearLayers(people_year=people_year, estates=ESTATES).people(demand(), year)
    assert people["residents"].tolist() == [100, 200, 300, 400, new]
    assert people["elderly"].tolist() == [10, 20, 30, 40, 0]


def test_people_of_estates_do_not_grow_and_the_cells_stay_as_they_are() -> None:
    layers = YearLayers(people_year=2020, growth=GROWTH, growth_level="town", estates=ESTATES)
    cells = demand()
    assert layers.people(cells, 2025)["residents"].tolist() == [200, 100, 300, 400, 50]
    assert cells["residents"].tolist() == [100, 200, 300, 400, 0]


def test_a_year_that_a_unit_leaves_out_has_the_factor_before() -> None:
    growth = pd.DataFrame(
        {2020: [1.0, 1.0], 2025: [2.0, np.nan], 2030: [2.0, 3.0]}, index=["a", "b"]
    )
    layers = YearLayers(people_year=2020, growth=growth, growth_level="town")
    assert layers.people(demand(), 2026)["residents"].tolist() == [200, 200, 300, 400, 0]


def test_whole_numbers_of_people_may_become_fractions() -> None:
    cells = demand().astype({"residents": "int64"})
    assert GROWING.people(cells, 2030)["residents"].tolist() == [200, 50, 300, 400, 0]


def test_the_layers_of_a_study(tmp_path: Path) -> None:
    layers = read_layers(write_line_town(tmp_path))
    years = layers.years
    assert (years.people_year, years.growth_level) == (2020, "county")
    assert years.reported is not None
    assert len(years.reported) == 3
    assert layers.demand["residents"].to_dict() == {
        "c0": 10,
        "c1": 20,
        "c2": 30,
        "c3": 40,
        "c4": 50,
        "c5": 60,
        "e1": 0,
    }
    assert layers.demand.loc["e1", ["county", "township"]].tolist() == ["A", "A1"]
    records = {record.name: record.rows for record in layers.inputs}
    assert [records[f"{name}.csv"] for name in ("cells", "growth", "estates", "indicators")] == [
        6,
        3,
        1,
        3,
    ]
    assert years.people(layers.demand, 2022).sum().to_dict() == {"residents": 255, "elderly": 87.5}


def test_growth_by_the_level_that_knows_its_units(tmp_path: Path) -> None:
    path = write_line_town(tmp_path, growth=["unit,year,factor", "A1,2020,3", "B1,2020,1"])
    layers = read_layers(path)
    assert layers.years.growth_level == "township"
    assert layers.years.people(layers.demand, 2020)["residents"].sum() == 30 * 3 + 180


@pytest.mark.parametrize(
    ("units", "shown"), [(("A", "C", "B"), "C"), (("A1", "A2", "A"), "A"), (("X", "Y"), "X, Y")]
)
def test_growth_of_unknown_units_is_refused(
    tmp_path: Path, units: tuple[str, ...], shown: str
) -> None:
    rows = ["unit,year,factor", *(f"{unit},2020,1" for unit in units)]
    path = write_line_town(tmp_path, growth=rows)
    with pytest.raises(InputError, match="there are no such units of level") as caught:
        read_layers(path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.column, fault.value) == ("growth.csv", "unit", shown)


def test_growth_needs_areas_and_the_year_that_is_counted(tmp_path: Path) -> None:
    start, rest = STUDY.split("units:\n")
    village = rest[rest.index("  - level: village") :]
    path = write_line_town(tmp_path, study=f"{start}units:\n{village}")
    with pytest.raises(InputError, match="no `units:` are areas"):
        read_layers(path)
    path = write_line_town(tmp_path, study=STUDY.replace("  year: 2020\n", ""))
    with pytest.raises(InputError, match="people needs the `year:` that it counts"):
        read_layers(path)
