import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.data.tables.indicators import read_indicators

HEADER = "indicator,unit,year,value"


def faults(path):
    with pytest.raises(InputError) as caught:
        read_indicators(path)
    return [(f.file, f.row, f.key, f.column, f.value, f.cause) for f in caught.value.faults]


def test_figures_of_units_and_years(write_csv):
    path = write_csv("i.csv", HEADER, "reading,130300,2020,85.3", "jobs,001,2019,-2")
    table = read_indicators(path)
    assert table.to_dict("list") == {
        "indicator": ["reading", "jobs"],
        "unit": ["130300", "001"],
        "year": [2020, 2019],
        "value": [85.3, -2.0],
    }
    assert table["year"].dtype == "int64"


def test_a_figure_given_twice_is_told_with_its_year(write_csv):
    path = write_csv("i.csv", HEADER, "reading,A,2020,1", "reading,B,2020,1", "reading,A,2020,1")
    assert faults(path) == [
        (
            "i.csv",
            3,
            "indicator reading, unit A, year 2020",
            None,
            None,
            "this figure is given twice",
        )
    ]


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ("reading,A,2020,", ("indicator reading", "value", None, "is missing")),
        ("reading,,2020,1", ("indicator reading", "unit", None, "is missing")),
        (",A,2020,1", (None, "indicator", None, "is missing")),
        ("reading,A,2020,85%", ("indicator reading", "value", "85%", "is not a number")),
        ("reading,A,2020,inf", ("indicator reading", "value", np.inf, "is infinite")),
        ("reading,A,0,1", ("indicator reading", "year", "0", "is not a year")),
    ],
)
def test_what_is_wrong_with_a_record(write_csv, record, told):
    assert faults(write_csv("i.csv", HEADER, "reading,B,2020,1", record)) == [("i.csv", 2, *told)]
