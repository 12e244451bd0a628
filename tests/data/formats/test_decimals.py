from __future__ import annotations

import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.decimals import with_points
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.population import read_population


def read(decimal=None, **columns):
    layer = Layer(file="t.csv", decimal=decimal)
    return with_points(pd.DataFrame(columns), layer).to_dict("list")


@pytest.mark.parametrize(
    ("columns", "changed"),
    [
        ({"lon": ["119,58"], "people": ["1,234"]}, {"lon": ["119.58"], "people": ["1.234"]}),
        ({"lon": ["-,5", "1,5e3", "2"]}, {"lon": ["-.5", "1.5e3", "2"]}),
        ({"n": ["1,2345", "n/a", "2,5"]}, {"n": ["1.2345", "n/a", "2.5"]}),
        ({"n": ["0,5"], "name": ["East, 1,5 km"]}, {"n": ["0.5"], "name": ["East, 1,5 km"]}),
    ],
)
def test_commas_that_can_only_be_decimal_become_points(columns, changed):
    assert read(**columns) == changed


@pytest.mark.parametrize(
    "columns",
    [
        {"n": ["1,234", "22,000"]},  # thousands, perhaps
        {"n": ["1,5"], "lon": ["119.5"]},  # points are the decimals
        {"n": ["1.5"], "name": ["a, b"]},
        {"n": ["15"]},
        {"name": ["a,b", "1,5", "c"]},  # no column of numbers
    ],
)
def test_other_commas_stay(columns):
    assert read(**columns) == columns


def test_the_key_decides():
    assert read(",", n=["1,234"]) == {"n": ["1.234"]}
    assert read(".", n=["1,2345"]) == {"n": ["1,2345"]}
    assert read(",", id=["1.2"], n=["1,234"]) == {"id": ["1.2"], "n": ["1.234"]}


@pytest.mark.parametrize("value", ["1.234", "1.234.567", "1.234,5"])
def test_points_between_thousands_are_refused(value):
    with pytest.raises(InputError) as caught:
        read(",", lon=["119,58", "119,59"], people=["7", value])
    (fault,) = caught.value.faults
    assert (fault.file, fault.column, fault.value) == ("t.csv", "people", value)
    assert fault.row is not None
    assert fault.cause.startswith("has points between thousands")
    assert "`decimal:`" in fault.fix


def test_a_table_with_semicolons_and_decimal_commas_reads(write_csv):
    path = write_csv(
        "cells.csv", "cell_id;lon;lat;residents", "a;119,5;39,9;10,5", "b;119,58;39,9;7"
    )
    demand = read_population(path)
    assert demand["residents"].tolist() == [10.5, 7.0]
    assert demand.to_crs(4326).geometry.x.round(6).tolist() == [119.5, 119.58]


def test_a_comma_that_may_be_either_is_refused_with_what_to_do(write_csv):
    path = write_csv("cells.csv", "cell_id;x;y;residents", "a;500000;4400000;1,234")
    with pytest.raises(InputError) as caught:
        read_population(Layer(file=path, crs="EPSG:4549"))
    (fault,) = caught.value.faults
    assert (fault.file, fault.key, fault.column, fault.value) == (
        "cells.csv",
        "cell_id a",
        "residents",
        "1,234",
    )
    assert "decimal: ','" in fault.fix
    named = Layer(file=path, crs="EPSG:4549", decimal=",")
    assert read_population(named)["residents"].tolist() == [1.234]
