"""Sites that are listed twice are told, and left out only where that is asked."""

from itertools import combinations
from pathlib import Path

import geopandas as gpd
import halfhour as hh
import numpy as np
import pyproj
from halfhour.data.input_records.facts import collected_facts
from halfhour.data.input_records.readings import readings_of
from halfhour.data.office_lists.duplicates import NEAR_M, duplicate_pairs, later_ones
from halfhour.data.office_lists.listed_notes import listed_records
from hypothesis import given
from hypothesis import strategies as st

LIST = """site_id,name,lon,lat
1,秦皇岛市海港区东港镇卫生院,119.5000,39.9000
2,第一小学,119.5300,39.9000
3,東港鎮衛生院,119.5005,39.9000
4,第二小学,119.5301,39.9000
5,东港镇卫生院,119.6000,39.9000
6,东港镇 卫生院,119.5006,39.9000
"""


def layer(folder: Path, **keys: object) -> hh.Layer:
    file = folder / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    return hh.Layer.model_validate({"file": file, **keys})


def test_duplicates_are_told_with_rows_and_distance_and_stay(tmp_path: Path) -> None:
    with hh.collected_notes() as notes:
        sites = hh.read_sites(existing=layer(tmp_path), service="clinic")
    assert list(sites.index) == ["1", "2", "3", "4", "5", "6"]
    listed = [(one["other_row"], one["row"]) for one in listed_records(notes)]
    assert listed == [(2, 4), (2, 7), (4, 7)]
    (first, *_) = listed_records(notes)
    metres = pyproj.Geod(ellps="WGS84").inv(119.5, 39.9, 119.5005, 39.9)[2]
    assert abs(first["distance_m"] - metres) < 0.5
    (note,) = (one for one in notes if "listed twice" in one)
    assert "3 pairs of clinic" in note
    assert "rows 2 and 4 (東港鎮衛生院, 43 m)" in note


def test_later_ones_are_left_out_where_that_is_asked(tmp_path: Path) -> None:
    with hh.collected_notes() as notes:
        own = layer(tmp_path, duplicates="leave_out")
        sites = hh.read_sites(existing=own, service="clinic")
    assert list(sites.index) == ["1", "2", "4", "5"]
    assert any("2 later ones are left out" in note for note in notes)


def test_those_left_out_stand_in_the_record_of_the_file(tmp_path: Path) -> None:
    for keys, left_out in (({}, {}), ({"duplicates": "leave_out"}, {"listed twice": 2})):
        with collected_facts() as facts:
            hh.read_sites(existing=layer(tmp_path, **keys), service="clinic")
        [reading] = readings_of(facts)[tmp_path / "list.csv"]
        assert reading.rows_read == 6
        assert dict(reading.left_out) == left_out


@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 12), st.sampled_from(["甲村卫生室", "乙院"])),
        min_size=1,
        max_size=15,
    )
)
def test_pairs_are_those_of_all_pairs(records: list[tuple[int, int, str]]) -> None:
    x, y, names = (list(one) for one in zip(*records, strict=True))
    points = gpd.points_from_xy(500_000 + 60.0 * np.array(x), 4_400_000 + 60.0 * np.array(y))
    sites = gpd.GeoDataFrame({"name": names}, geometry=points, crs="EPSG:32650")
    degrees = sites.to_crs("EPSG:4326").geometry
    geod = pyproj.Geod(ellps="WGS84")
    expected, near_the_edge = set(), set()
    for a, b in combinations(range(len(records)), 2):
        metres = geod.inv(degrees[a].x, degrees[a].y, degrees[b].x, degrees[b].y)[2]
        if names[a] == names[b] and metres <= NEAR_M:
            expected.add((a, b))
        if abs(metres - NEAR_M) < 1.5:
            near_the_edge.add((a, b))
    found = duplicate_pairs(sites)
    pairs = set(zip(found["first"], found["second"], strict=True))
    assert pairs ^ expected <= near_the_edge


def test_a_chain_keeps_what_no_kept_one_repeats() -> None:
    sites = gpd.GeoDataFrame(
        {"name": ["卫生院"] * 3},
        geometry=gpd.points_from_xy([500_000, 500_150, 500_300], [4_400_000] * 3),
        crs="EPSG:32650",
    )
    assert later_ones(duplicate_pairs(sites)) == [1]


MOVED = """site_id,name,lon,lat,working,opened_year,closed_year,eligible
1,第一医院,119.5,39.9,no,,,yes
2,第一医院,119.5,39.9,yes,,2025,no
3,第一医院,119.5,39.9,yes,2025,,yes
4,第一医院,119.5,39.9,yes,2030,,yes
"""


def test_records_that_never_count_at_once_are_no_pair(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(MOVED, encoding="utf-8")
    keys = ("working", "opened_year", "closed_year", "eligible")

    def left(status: str, year: int | None, *own: str) -> list[str]:
        columns = {key: key for key in own}
        said = {"file": tmp_path / "list.csv", "duplicates": "leave_out", "columns": columns}
        layer = hh.Layer.model_validate(said)
        return list(hh.read_sites(**{status: layer}, service="clinic", year=year).index)

    assert left("existing", 2020, *keys[:3]) == ["1", "2", "3"]
    # Without a year both stand.
    assert left("existing", None, *keys[:3]) == ["1", "2"]
    assert left("existing", 2020, "working") == ["1", "2"]
    assert left("existing", 2020) == ["1"]
    assert left("candidates", None, "eligible") == ["1", "2"]
