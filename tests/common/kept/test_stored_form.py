import dataclasses
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import pytest
import shapely
from halfhour.common.kept.stored_form import from_stored_form, stored_form
from halfhour.common.kept.stored_tables import NoStoredFormError
from halfhour.common.sentences import Sentence
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_index_equal


@dataclasses.dataclass(frozen=True)
class _Thing:
    name: str
    numbers: npt.NDArray[np.float64]


class _Rows(NamedTuple):
    place: int
    notes: tuple[str, ...]


KINDS = (_Thing, _Rows)


def again(value: object) -> object:
    return from_stored_form(*stored_form(value, KINDS), KINDS)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=8,
)


@given(plain)
def test_plain_values_come_back_with_their_types(value: object) -> None:
    found = again(value)
    # Texts of values tell 1 from 1.0 and True, and a list from a tuple.
    assert repr(found) == repr(value)
    assert found == value


def test_sentences_can_still_be_translated() -> None:
    inner = Sentence("{count:,} rows", count=1200)
    note = again(Sentence("{file}: {what}", file="a.csv", what=inner))
    assert isinstance(note, Sentence)
    assert note == "a.csv: 1,200 rows"
    chinese = {"{count:,} rows": "{count:,} 行"}
    assert note.said(lambda english: chinese.get(english, english)) == "a.csv: 1,200 行"


@pytest.mark.parametrize(
    "array",
    [
        np.array([1.5, np.nan, np.inf, -0.0]),
        np.arange(6, dtype=np.int32).reshape(2, 3),
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        np.arange(10)[::2],
        np.empty((0, 2)),
        np.array(["", "路"]),
        np.array([True, False]),
    ],
)
def test_arrays_come_back_bit_for_bit_and_may_be_written_to(array: npt.NDArray[np.generic]) -> None:
    found = again(array)
    assert isinstance(found, np.ndarray)
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    assert found.tobytes() == array.tobytes()


def test_objects_of_known_kinds_come_back() -> None:
    thing = again(_Thing("a", np.array([1.0])))
    assert isinstance(thing, _Thing)
    assert (thing.name, thing.numbers.tolist()) == ("a", [1.0])
    rows = again(_Rows(1, ("x",)))
    assert isinstance(rows, _Rows)
    assert rows == (1, ("x",))


GEOMETRIES = np.array(
    [
        shapely.Point(1, 2),
        shapely.Point(1, 2, 3),
        shapely.Point(),
        None,
        shapely.LineString([(0, 0), (1, 1 / 3)]),
        shapely.box(0, 0, 1, 1),
        shapely.MultiPolygon(),
        shapely.GeometryCollection([shapely.Point(0, 0)]),
        shapely.set_srid(shapely.Point(1, 2), 4326),
    ],
    dtype=object,
)


def test_geometries_come_back_as_they_were() -> None:
    found = again(GEOMETRIES)
    assert isinstance(found, np.ndarray)
    expected = shapely.to_wkt(GEOMETRIES, rounding_precision=-1).tolist()
    assert shapely.to_wkt(found, rounding_precision=-1).tolist() == expected
    assert shapely.get_srid(found).tolist() == shapely.get_srid(GEOMETRIES).tolist()
    assert again(shapely.Point(3, 4)) == shapely.Point(3, 4)


def test_tables_come_back_with_types_index_order_and_crs() -> None:
    table = gpd.GeoDataFrame(
        {
            "name": ["a", "路"],
            "maybe": pd.Series([None, "b"], dtype="str").to_numpy(dtype=object),
            "text": pd.Series(["x", None], dtype="str"),
            "number": np.array([1, 2], dtype=np.int32),
            "yes": [True, False],
            "mixed": pd.Series([1, "1"], dtype=object),
            "at": gpd.GeoSeries([shapely.Point(0, 0), None], crs="EPSG:4326"),
        },
        geometry="at",
    )
    table = table.set_index("name")
    table.attrs["file"] = "sites.csv"
    found = again(table)
    assert isinstance(found, gpd.GeoDataFrame)
    pd.testing.assert_frame_equal(pd.DataFrame(found), pd.DataFrame(table), check_exact=True)
    assert found.dtypes.astype(str).tolist() == table.dtypes.astype(str).tolist()
    assert (found.crs, found.attrs) == (table.crs, table.attrs)
    assert found.active_geometry_name == "at"
    assert_index_equal(found.index, table.index, exact=True)
    years = pd.DataFrame([[1.0, np.nan]], columns=[2020, 2025])
    other = again(years)
    assert isinstance(other, pd.DataFrame)
    pd.testing.assert_frame_equal(other, years, check_column_type=True)
    assert type(other.index) is pd.RangeIndex


def test_crs_come_back_as_they_were_named() -> None:
    for named in ("EPSG:32650", 4490, pyproj.CRS.from_epsg(32650).to_wkt()):
        crs = pyproj.CRS.from_user_input(named)
        found = again(crs)
        assert isinstance(found, pyproj.CRS)
        assert (found.srs, found.to_wkt()) == (crs.srs, crs.to_wkt())


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        np.float64(1.0),
        np.array([1, "a"], dtype=object),
        np.array([shapely.LinearRing([(0, 0), (1, 0), (1, 1)])], dtype=object),
        pd.DataFrame({"a": pd.Categorical(["x"])}),
        pd.DataFrame([[1, 2]], columns=["a", "a"]),
        pd.DataFrame({"a": [1]}, index=pd.MultiIndex.from_tuples([(1, 2)])),
    ],
)
def test_what_would_not_come_back_whole_has_no_stored_form(value: object) -> None:
    with pytest.raises(NoStoredFormError):
        stored_form(value, KINDS)


def test_a_table_of_verdicts_comes_back_with_missing_marks_years_and_sentences() -> None:
    said = Sentence("{share:.1%} of {people:,}", share=np.float64(0.25), people=np.int64(1200))
    table = pd.DataFrame(
        {
            "rule": pd.Series(["a", "a", "b"], dtype=object),
            "detail": pd.Series([said, "", said], dtype=object),
            "passed": pd.array([True, None, False], dtype="boolean"),
            "due": pd.array([2030, None, 2035], dtype="Int64"),
        }
    )
    found = again(table)
    assert isinstance(found, pd.DataFrame)
    assert_frame_equal(found, table)
    chinese = {said.template: "{people:,} 人的 {share:.1%}"}
    assert found["detail"][2].said(lambda english: chinese[english]) == "1,200 人的 25.0%"


def test_rows_of_what_somebody_could_change_share_nothing() -> None:
    inner = [1, 2]
    found = again(pd.DataFrame({"list": pd.Series([inner, inner], dtype=object)}))
    assert isinstance(found, pd.DataFrame)
    assert found["list"][0] == found["list"][1] == inner
    assert found["list"][0] is not found["list"][1]


def test_frozen_sets_come_back() -> None:
    assert again(frozenset({"b", "a"})) == frozenset({"a", "b"})
