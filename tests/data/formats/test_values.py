import numpy as np
import pandas as pd
import pytest
from halfhour.data.formats.values import as_numbers, as_text


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (["001", " b ", "", None], ["001", "b", "", ""]),
        ([17, 0], ["17", "0"]),
        ([17.0, np.nan], ["17", ""]),
        ([17.5, 2.0], ["17.5", "2.0"]),
        ([True, False], ["True", "False"]),
        ([b"\xff\0", "西".encode(), None], ["\\xff\0", "西", ""]),
        ([b"\xff", "b", 7], ["\\xff", "b", "7"]),
    ],
)
def test_text_is_what_people_would_write(values, texts):
    assert as_text(pd.Series(values)).tolist() == texts


def test_numbers_are_floats_and_every_other_text_is_told_once():
    table = pd.DataFrame({"id": ["a", "b", "c", "d"], "cost": [" 2.5 ", "", "1 000", "NaN"]})
    numbers, faults = as_numbers(table, "cost", file="s.csv", id_name="id")
    np.testing.assert_array_equal(numbers, [2.5, np.nan, 0.0, np.nan])
    assert [(f.row, f.key, f.column, f.value, f.cause) for f in faults] == [
        (3, "id c", "cost", "1 000", "is not a number")
    ]


def test_numbers_that_are_some_already_stay():
    table = pd.DataFrame({"id": ["a", "b"], "cost": [1, 2]})
    numbers, faults = as_numbers(table, "cost", file="s.csv", id_name="id")
    assert (numbers.dtype, numbers.tolist(), faults) == (np.float64, [1.0, 2.0], [])


@pytest.mark.parametrize("mark", ["²", "①", "⑴", "₂", "½", "㈠", "¹⁾"])
def test_marks_of_footnotes_are_no_digits(mark):
    table = pd.DataFrame({"id": ["a", "b"], "people": ["120" + mark, "５０人"]})
    numbers, faults = as_numbers(table, "people", file="p.csv", id_name="id")
    assert numbers.tolist() == [0.0, 50.0]
    assert [(f.row, f.value, f.cause) for f in faults] == [(1, "120" + mark, "is not a number")]


@pytest.mark.parametrize("area", ["30m²", "30㎡", "\uff13\uff10\uff4d\uff12"])
def test_a_raised_two_is_a_part_of_its_unit(area):
    numbers, faults = as_numbers(
        pd.DataFrame({"id": ["a"], "area": [area]}), "area", file="p.csv", id_name="id"
    )
    assert (numbers.tolist(), faults) == ([30.0], [])
