import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.data.tables.growth import read_growth, require_years


def faults(call, *args, **options):
    with pytest.raises(InputError) as caught:
        call(*args, **options)
    return [(f.file, f.row, f.key, f.column, f.value, f.cause) for f in caught.value.faults]


def test_a_row_per_unit_and_a_column_per_year(write_csv):
    path = write_csv(
        "growth.csv", "unit,year,factor", "02,2025,1.1", "01,2020,1", "02,2020,0", "01,2030,0.9"
    )
    table = read_growth(path)
    assert list(table.index) == ["01", "02"]
    assert list(table.columns) == [2020, 2025, 2030]
    assert table.columns.dtype == "int64"
    np.testing.assert_array_equal(table, [[1, np.nan, 0.9], [0, 1.1, np.nan]])


def test_a_negative_factor_is_told(write_csv):
    path = write_csv("growth.csv", "unit,year,factor", "A,2020,1", "B,2020,-0.5", "C,2020,inf")
    # What no number can be is told before what no factor can be.
    assert faults(read_growth, path) == [
        ("growth.csv", 3, "unit C", "factor", np.inf, "is infinite")
    ]
    path = write_csv("growth.csv", "unit,year,factor", "A,2020,1", "B,2020,-0.5")
    assert faults(read_growth, path) == [
        ("growth.csv", 2, "unit B", "factor", -0.5, "is not a factor")
    ]


def test_years_that_are_none_are_told(write_csv):
    path = write_csv(
        "growth.csv", "unit,year,factor", "A,20,1", "B,2020.5,1", "C,2020,1", "D,12020,1"
    )
    assert faults(read_growth, path) == [
        ("growth.csv", 1, "unit A", "year", "20", "is not a year"),
        ("growth.csv", 2, "unit B", "year", "2020.5", "is not a year"),
        ("growth.csv", 4, "unit D", "year", "12020", "is not a year"),
    ]


def test_a_unit_and_year_given_twice_is_told(write_csv):
    path = write_csv("growth.csv", "unit,year,factor", "A,2020,1", "A,2021,1", "A,2020,2")
    assert faults(read_growth, path) == [
        ("growth.csv", 3, "unit A, year 2020", None, None, "this unit and year is given twice")
    ]


def test_an_empty_factor_is_told(write_csv):
    path = write_csv("growth.csv", "unit,year,factor", "A,2020,")
    assert faults(read_growth, path) == [("growth.csv", 1, "unit A", "factor", None, "is missing")]


def test_a_year_that_is_not_there_is_missing():
    table = pd.DataFrame({"cell_id": ["e1", "e2"], "year": [1000.0, np.nan]})
    assert faults(require_years, table, file="e.csv", id_name="cell_id") == [
        ("e.csv", 2, "cell_id e2", "year", None, "is missing")
    ]
