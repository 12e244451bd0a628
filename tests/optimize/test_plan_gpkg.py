"""A plan's layers as a file: whole or not at all, and never over what is somebody else's."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from halfhour.common.errors import InputError
from halfhour.optimize import plan_gpkg as module
from halfhour.optimize.example_street import street_times
from halfhour.optimize.plan import Plan
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve


@pytest.fixture(scope="module")
def plan() -> Plan:
    return solve(Scenario(street_times(name='=1+1 "<b>"'), max_new=1, limit_min=15))


def test_the_layers_are_the_plan_s_tables(plan: Plan, tmp_path: Path) -> None:
    path = plan.to_gpkg(tmp_path / "plan.gpkg")
    for name, index in (("cells", ["cell_id"]), ("sites", ["site_id"])):
        read = gpd.read_file(path, layer=name).set_index(index)
        own = getattr(plan, name)
        assert read.crs == own.crs
        assert list(read.columns.drop("geometry")) == list(own.columns.drop("geometry"))
        for column in own.columns.drop("geometry"):
            assert read[column].dropna().tolist() == own[column].dropna().tolist()
        assert read.geometry.geom_equals(own.geometry).all()
    units = gpd.read_file(path, layer="units")
    assert units["served_after"].tolist() == plan.units["served_after"].tolist()
    assert [one.name for one in tmp_path.iterdir()] == ["plan.gpkg"]


def test_an_earlier_plan_is_replaced_and_equal_plans_are_equal_bytes(
    plan: Plan, tmp_path: Path
) -> None:
    path = plan.to_gpkg(str(tmp_path / "plan.gpkg"))
    first = path.read_bytes()
    none = solve(plan.scenario.replace(max_new=0))
    none.to_gpkg(path)
    assert gpd.read_file(path, layer="sites")["people_added"].isna().all()
    plan.to_gpkg(path)
    assert path.read_bytes() == first


@pytest.mark.parametrize("kind", ["text", "geopackage", "folder", "link", "empty", "layer added"])
def test_what_is_not_of_a_plan_stays(plan: Plan, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "mine.gpkg"
    match kind:
        case "text":
            path.write_text("notes", encoding="utf-8")
        case "geopackage":
            plan.cells.to_file(path, layer="cells")
        case "folder":
            path.mkdir()
        case "link":
            path.symlink_to(plan.to_gpkg(tmp_path / "other.gpkg"))
        case "empty":
            path.touch()
        case _:
            plan.to_gpkg(path)
            plan.cells.head(1).to_file(path, layer="sketch")
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(InputError, match=r"mine\.gpkg"):
        plan.to_gpkg(path)
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert not [*tmp_path.glob(".halfhour*")]


@pytest.mark.parametrize(
    ("name", "cause"), [("plan.csv", "is no name"), ("none/plan.gpkg", "folder does not exist")]
)
def test_a_path_that_cannot_be_one_is_refused(
    plan: Plan, tmp_path: Path, name: str, cause: str
) -> None:
    with pytest.raises(InputError, match=cause):
        plan.to_gpkg(tmp_path / name)


def test_a_name_that_no_file_may_have_is_refused(plan: Plan, tmp_path: Path) -> None:
    for path in (tmp_path / f"{'l' * 300}.gpkg", tmp_path / ("l" * 300) / "plan.gpkg"):
        with pytest.raises(InputError, match="File name too long"):
            plan.to_gpkg(path)


def test_where_writing_fails_the_earlier_file_stays(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = plan.to_gpkg(tmp_path / "plan.gpkg")
    before = path.read_bytes()
    written = pyogrio.write_dataframe

    def full(table: gpd.GeoDataFrame, *given: object, **named: object) -> None:
        if named["layer"] == "sites":
            raise OSError(28, "No space left on device")
        written(table, *given, **named)

    monkeypatch.setattr(module.pyogrio, "write_dataframe", full)
    with pytest.raises(InputError, match="No space left"):
        plan.to_gpkg(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["plan.gpkg"]
