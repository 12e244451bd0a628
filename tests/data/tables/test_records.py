import numpy as np
import pandas as pd
import pytest
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.records import read_records, require_distinct


def read(source):
    return read_records(source, texts=("unit",), numbers=("year", "value"), id_name="unit")


def faults(call, *args, **options):
    with pytest.raises(InputError) as caught:
        call(*args, **options)
    return caught.value.faults


def test_texts_and_numbers_come_in_our_names(write_csv):
    path = write_csv(
        "报表.csv", "地区,年,数,备注", "001, 2020 ,1.5,x", "002,2021,-3,", encoding="gbk"
    )
    layer = Layer(file=path, encoding="gbk", columns={"unit": "地区", "year": "年", "value": "数"})
    table = read(layer)
    assert list(table.columns) == ["unit", "year", "value"]
    assert table.to_numpy().tolist() == [["001", 2020.0, 1.5], ["002", 2021.0, -3.0]]
    assert table.dtypes[["year", "value"]].tolist() == [np.float64, np.float64]


def test_every_wrong_value_is_told_in_the_order_of_the_file(write_csv):
    path = write_csv("r.csv", "unit,year,value", "A,2020,1", "B,,many", ",2020,inf", "D,2020,nan")
    told = [(f.file, f.row, f.key, f.column, f.value, f.cause) for f in faults(read, path)]
    assert told == [
        ("r.csv", 2, "unit B", "value", "many", "is not a number"),
        ("r.csv", 2, "unit B", "year", None, "is missing"),
        ("r.csv", 3, None, "value", np.inf, "is infinite"),
        ("r.csv", 3, None, "unit", None, "is missing"),
        ("r.csv", 4, "unit D", "value", None, "is missing"),
    ]


def test_missing_columns_are_told_together(write_csv):
    path = write_csv("r.csv", "unit,jahr", "A,2020")
    assert [(f.column, f.file) for f in faults(read, path)] == [
        ("year", "r.csv"),
        ("value", "r.csv"),
    ]


def test_a_missing_file_is_named(tmp_path):
    (fault,) = faults(read, tmp_path / "none.csv")
    assert (fault.file, fault.cause) == (str(tmp_path / "none.csv"), "there is no such file")


def test_records_that_agree_are_told_with_their_values():
    table = pd.DataFrame({"unit": ["A", "A", "B", "A"], "year": [2020.0, 2021.0, 2020.0, 2020.0]})
    require_distinct(table.iloc[:3], ["unit", "year"], file="r.csv", what="this figure")
    (fault,) = faults(require_distinct, table, ["unit", "year"], file="r.csv", what="this figure")
    assert (fault.file, fault.row, fault.key) == ("r.csv", 4, "unit A, year 2020")
    assert fault.cause == "this figure is given twice"
