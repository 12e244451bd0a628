"""Names of the user's never collide with ours, with a format's, or with each other."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from halfhour.app.plan.plan_study import PlanFolder, plan_study
from halfhour.common.written.output_names import (
    COLUMN,
    DATABASE_COLUMN,
    FOLDER,
    LAYER,
    SHEET,
    NameRules,
    output_names,
    with_own_columns,
)
from hypothesis import given
from hypothesis import strategies as st


@given(
    names=st.lists(st.text(max_size=300), unique=True, max_size=6),
    rules=st.sampled_from([FOLDER, COLUMN, LAYER, SHEET, DATABASE_COLUMN]),
)
def test_every_name_gets_one_of_its_own_that_the_format_takes(
    names: list[str], rules: NameRules
) -> None:
    found = output_names(names, rules, taken=["Name"])
    assert list(found) == names
    assert len({one.casefold() for one in found.values()} | {"name"}) == len(names) + 1
    for one in found.values():
        assert 0 < len(one) <= rules.longest + 1
        assert not rules.unsafe.search(one)
        assert not rules.reserved.fullmatch(one)
        one.encode()


def test_a_sheet_s_name_is_what_excel_takes() -> None:
    names = ["Key figures", "key FIGURES", "a[1]:*?/\\b", "'x'", "History", "n" * 40]
    assert list(output_names(names, SHEET).values()) == [
        *("Key figures", "key FIGURES_2", "a_1_b", "x", "_History", "n" * 31),
    ]


def test_a_folder_s_name_fits_a_file_system(tmp_path: Path) -> None:
    for name in ("😀" * 120, "图" * 120, "a" * 300):
        (safe,) = output_names([name], FOLDER).values()
        (tmp_path / f".{safe}-12345678").mkdir()


def test_the_user_s_columns_give_way_to_ours() -> None:
    table = gpd.GeoDataFrame(
        {
            "name": ["x"],
            "Name": [1],
            "fid": [2],
            "reason": [3],
            "Reason": [4],
            "geom": [5],
            "ok": [6],
        },
        geometry=gpd.points_from_xy([0], [0]),
        index=pd.Index(["a"], name="site_id"),
    )
    reason = pd.Series(["none"], index=table.index)
    result, renamed = with_own_columns(table, {"reason": reason}, kept=["name"])
    assert renamed == {
        "Name": "Name_2",
        "fid": "_fid",
        "reason": "reason_2",
        "Reason": "Reason_3",
        "geom": "_geom",
    }
    assert result["reason"].tolist() == ["none"]
    assert result["reason_2"].tolist() == [3]


Case = Callable[[str], PlanFolder]


@pytest.fixture
def planned(tmp_path: Path, shared_case: Callable[[str], Path]) -> Case:
    """Plan a copy of a published case."""

    def plan(name: str) -> PlanFolder:
        shutil.copytree(shared_case("faults") / name, tmp_path / "case")
        (written,) = plan_study(tmp_path / "case" / "study.yaml", tmp_path / "out")
        return written

    return plan


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT table_name FROM gpkg_geometry_columns").fetchall()
    return {name for (name,) in rows}


def test_a_column_called_fid_is_renamed_and_told(planned: Case) -> None:
    written = planned("fid_column")
    assert written.plan.after.people_served == 220
    assert any("fid is called _fid" in note for note in written.notes)
    sites = gpd.read_file(written.folder / "results.gpkg", layer="sites")
    assert len(sites) == 4
    assert sorted(sites["_fid"].dropna()) == ["1", "1"]
    assert "fid is called _fid" in (written.folder / "plan.json").read_text(encoding="utf-8")


def test_levels_that_differ_in_capitals_are_two_layers(planned: Case) -> None:
    written = planned("two_levels_case")
    assert written.plan.after.people_served == 220
    layers = tables(written.folder / "results.gpkg")
    assert {"units_County", "units_county_2"} <= layers
    assert any("units_county is called units_county_2" in note for note in written.notes)
    with closing(sqlite3.connect(written.folder / "results.gpkg")) as database:
        styled = database.execute("SELECT f_table_name FROM layer_styles").fetchall()
    assert {name for (name,) in styled} == layers
