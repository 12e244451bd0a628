import numpy as np
import pandas as pd
from halfhour.data.formats.record_faults import in_row_order, record_faults, record_key

TABLE = pd.DataFrame({"site_id": ["a", "", "c"]})


def faults(wrong, *, id_name="site_id", values=None):
    return record_faults(
        TABLE,
        np.array(wrong),
        file="s.csv",
        id_name=id_name,
        column="cost",
        cause="is odd",
        fix="mend it",
        values=values,
    )


def test_a_fault_for_each_wrong_record_with_its_own_row_key_and_value():
    found = faults([True, True, False], values=pd.Series(["x", "y", "z"]))
    assert [(f.file, f.row, f.key, f.column, f.value) for f in found] == [
        ("s.csv", 1, "site_id a", "cost", "x"),
        ("s.csv", 2, None, "cost", "y"),
    ]
    assert {(f.cause, f.fix) for f in found} == {("is odd", "mend it")}
    assert faults([False] * 3) == []


def test_records_without_ids_have_no_key():
    assert [f.key for f in faults([True, False, True], id_name=None)] == [None, None]
    assert [record_key(TABLE, "site_id", index) for index in range(3)] == [
        "site_id a",
        None,
        "site_id c",
    ]


def test_numbers_are_shown_as_python_writes_them_and_empty_ones_not_at_all():
    texts = [str(f) for f in faults([True] * 3, values=pd.Series([2.5, np.nan, -3.0]))]
    assert texts == [
        "s.csv, row 2 (site_id a), cost = 2.5: is odd. mend it.",
        "s.csv, row 3, cost: is odd. mend it.",
        "s.csv, row 4 (site_id c), cost = -3.0: is odd. mend it.",
    ]
    whole = faults([True, False, False], values=pd.Series([2, 0, 0]))
    assert str(whole[0]) == "s.csv, row 2 (site_id a), cost = 2: is odd. mend it."


def test_the_order_of_the_file_keeps_that_of_one_record():
    mixed = [*faults([False, True, True]), *faults([True, False, True], id_name=None)]
    found = in_row_order(mixed)
    assert [f.row for f in found] == [1, 2, 3, 3]
    assert [f.key for f in found[2:]] == ["site_id c", None]
