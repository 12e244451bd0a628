import numpy as np
import pandas as pd
from halfhour.data.tables.attributes import attributes_in


def sites(**columns):
    length = len(next(iter(columns.values())))
    index = pd.Index([f"s{i}" for i in range(length)], name="site_id")
    return pd.DataFrame(columns, index=index)


def test_a_mark_holds_since_its_year():
    table = sites(standardised_since=["2018", "2020", "2021", ""])
    assert list(attributes_in(table, 2020).columns) == ["standardised"]
    assert attributes_in(table, 2017)["standardised"].tolist() == [False] * 4
    assert attributes_in(table, 2020)["standardised"].tolist() == [True, True, False, False]
    assert attributes_in(table, 2021)["standardised"].tolist() == [True, True, True, False]
    # The reader has made numbers of the years already.
    numbers = sites(standardised_since=[2018.0, np.nan])
    assert attributes_in(numbers, 2020)["standardised"].tolist() == [True, False]


def test_numbers_marks_and_text_are_told_apart():
    table = attributes_in(
        sites(
            beds=["12", "", "1.5"],
            public=["yes", "", "NO"],
            gps=["是", "否", "无"],
            land=["wood", "yes", ""],
            nothing=["", "", ""],
        ),
        2020,
    )
    assert table["beds"].dtype == "float64"
    np.testing.assert_array_equal(table["beds"], [12, np.nan, 1.5])
    assert table["public"].tolist() == [True, False, False]
    assert table["gps"].tolist() == [True, False, False]
    assert table["land"].tolist() == ["wood", "yes", ""]
    assert table["nothing"].isna().all()
    assert table["nothing"].dtype == "float64"


def test_columns_that_are_known_by_name_stay():
    known = sites(
        name=["12", "13"],
        tier=["1", ""],
        capacity=[np.inf, 3.0],
        working=[True, False],
        opened_year=[2020.0, np.nan],
        closed_year=[np.nan, 2020.0],
    )
    pd.testing.assert_frame_equal(attributes_in(known, 2020), known)
