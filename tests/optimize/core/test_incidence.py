import numpy as np
from coverings import matrix_of
from halfhour.optimize.core.incidence import (
    Incidence,
    columns_of,
    selected_rows,
    sums_of,
    transposed,
)
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.sparse import csc_array

TABLES = arrays(bool, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6))


def texts(lists: Incidence) -> list[list[int]]:
    return [
        lists.indices[lists.indptr[k] : lists.indptr[k + 1]].tolist()
        for k in range(len(lists.indptr) - 1)
    ]


@given(table=TABLES)
def test_columns_and_rows_are_those_of_the_table(table: np.ndarray) -> None:
    columns = columns_of(csc_array(table))
    assert texts(columns) == [np.flatnonzero(column).tolist() for column in table.T]
    rows = transposed(columns, len(table))
    assert texts(rows) == [np.flatnonzero(row).tolist() for row in table]
    assert texts(transposed(rows, table.shape[1])) == texts(columns)
    assert (matrix_of(columns, len(table)).toarray() == table).all()


@given(table=TABLES, data=st.data())
def test_picked_keeps_some_lists_and_renumbers_their_items(
    table: np.ndarray, data: st.DataObject
) -> None:
    rows, columns = table.shape
    numbers = data.draw(st.lists(st.integers(0, columns - 1), unique=True))
    left = np.array(data.draw(st.lists(st.booleans(), min_size=rows, max_size=rows)))
    place = np.where(left, np.cumsum(left) - 1, -1)
    few = selected_rows(columns_of(csc_array(table)), np.array(numbers, dtype=np.int64), place)
    expected = table[np.ix_(np.flatnonzero(left), numbers)]
    assert texts(few) == [np.flatnonzero(column).tolist() for column in expected.T]


def test_no_lists_and_no_items() -> None:
    assert texts(transposed(columns_of(csc_array((3, 0), dtype=bool)), 3)) == [[], [], []]
    assert texts(transposed(columns_of(csc_array((0, 2), dtype=bool)), 0)) == []


@given(table=TABLES)
def test_sums_are_those_of_the_table(table: np.ndarray) -> None:
    value = np.arange(1.0, len(table) + 1)
    assert (sums_of(columns_of(csc_array(table)), value) == value @ table).all()
