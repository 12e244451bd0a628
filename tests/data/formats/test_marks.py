import pandas as pd
import pytest
from halfhour.data.formats.marks import as_marks


def marks(values, *, default=True):
    table = pd.DataFrame({"site_id": [f"s{i}" for i in range(len(values))], "public": values})
    found, faults = as_marks(
        table, "public", file="clinics.csv", id_name="site_id", default=default
    )
    return found.tolist(), faults


def test_the_words_that_files_use():
    assert marks(["yes", "Y", "TRUE", "1", "是", " 有 "]) == ([True] * 6, [])
    assert marks(["no", "N", "False", "0", "否", "无"]) == ([False] * 6, [])


@pytest.mark.parametrize("values", [[True, False], [1, 0], [1.0, 0.0]])
def test_marks_that_a_vector_layer_holds_as_values(values):
    assert marks(values) == ([True, False], [])


def test_an_empty_mark_is_the_default():
    assert marks(["", " ", None], default=True) == ([True] * 3, [])
    assert marks(["", " ", None], default=False) == ([False] * 3, [])
    # Numbers with a gap are floats.
    assert marks([1.0, None], default=False) == ([True, False], [])


def test_every_other_word_is_told_with_its_record():
    _, faults = marks(["yes", "maybe", "2", ""])
    assert [(f.file, f.row, f.key, f.column, f.value) for f in faults] == [
        ("clinics.csv", 2, "site_id s1", "public", "maybe"),
        ("clinics.csv", 3, "site_id s2", "public", "2"),
    ]
    assert {f.cause for f in faults} == {"is neither yes nor no"}
