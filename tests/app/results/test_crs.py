"""Results in the CRS that was asked for; pyproj, used directly, says where they must lie."""

import shutil
from pathlib import Path

import geopandas as gpd
import halfhour as hh
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import pytest
from halfhour.app.cli import app
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.results.layers import result_layers
from halfhour.common.errors import InputError
from halfhour.data.formats.layer import Layer
from halfhour.data.tables.input_crs import layer_crs
from typer.testing import CliRunner

LAYERS = {"cells", "sites", "access_zones", "gap_clusters", "units_county"}


def layers(path: Path) -> dict[str, gpd.GeoDataFrame]:
    return {name: gpd.read_file(path, layer=name) for name in LAYERS}


@pytest.fixture(scope="module")
def plan(study_files: Path) -> hh.Plan:
    return hh.solve(hh.open_study(study_files / "study.yaml").scenarios["two_clinics"])


@pytest.mark.parametrize(("choice", "code"), [("input", 4326), ("EPSG:4490", 4490)])
def test_layers_come_in_the_crs_that_is_asked_for(
    study_files: Path, tmp_path: Path, choice: str, code: int
) -> None:
    [asked] = plan_study(study_files / "study.yaml", tmp_path / "asked", crs=choice)
    [usual] = plan_study(study_files / "study.yaml", tmp_path / "usual")
    path = asked.folder / "results.gpkg"
    theirs, ours = layers(path), layers(usual.folder / "results.gpkg")
    assert {layer.crs.to_epsg() for layer in theirs.values()} == {code}
    move = pyproj.Transformer.from_crs(ours["cells"].crs, code, always_xy=True)
    x, y = move.transform(ours["cells"].geometry.x, ours["cells"].geometry.y)
    np.testing.assert_allclose(theirs["cells"].geometry.x, x, atol=1e-9)
    np.testing.assert_allclose(theirs["cells"].geometry.y, y, atol=1e-9)
    # Figures are those of the plan, and the layers are styled as ever.
    for name in LAYERS:
        pd.testing.assert_frame_equal(
            theirs[name].drop(columns="geometry"), ours[name].drop(columns="geometry")
        )
    styles = pyogrio.read_dataframe(path, layer="layer_styles")
    assert set(styles["f_table_name"]) == LAYERS
    assert asked.plan.opened == usual.plan.opened


def test_cells_of_the_input_lie_where_the_file_has_them(study_files: Path, tmp_path: Path) -> None:
    [written] = plan_study(study_files / "study.yaml", tmp_path, crs="input")
    cells = gpd.read_file(written.folder / "results.gpkg", layer="cells").set_index("cell_id")
    given = pd.read_csv(study_files / "cells.csv", dtype={"id": str}).set_index("id")
    np.testing.assert_allclose(cells.geometry.x, given["lon"].loc[cells.index], atol=1e-8)
    np.testing.assert_allclose(cells.geometry.y, given["lat"].loc[cells.index], atol=1e-8)


def test_layers_in_python_too(plan: hh.Plan) -> None:
    usual = result_layers(plan, {})
    assert {layer.crs for layer in usual.values()} == {plan.after.times.demand.crs}
    asked = hh.result_layers(plan, {}, crs="EPSG:4326")
    assert {layer.crs.to_epsg() for layer in asked.values()} == {4326}
    assert asked["cells"].geometry.x.between(119, 120).all()


def test_an_unknown_crs_is_refused_before_anything_is_computed(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"--crs = 'EPSG:1'.*write study, input, or a code"):
        plan_study(tmp_path / "missing.yaml", tmp_path / "out", crs="EPSG:1")
    answer = CliRunner().invoke(app, ["plan", "x.yaml", "--out", "out", "--crs", "inputs"])
    assert isinstance(answer.exception, InputError)


def test_a_crs_of_another_part_of_the_world_is_refused(plan: hh.Plan) -> None:
    # A gnomonic map shows half of the Earth.
    nowhere = "+proj=gnom +lat_0=-40 +lon_0=-61"
    with pytest.raises(InputError, match="has no coordinates where the results lie"):
        result_layers(plan, {}, crs=nowhere)
    with pytest.raises(InputError, match="not a known coordinate reference system"):
        result_layers(plan, {}, crs="EPSG:1")


def test_the_crs_of_a_layer_is_what_it_says_or_its_file_states(
    study_files: Path, tmp_path: Path
) -> None:
    shutil.copy(study_files / "cells.csv", tmp_path / "cells.csv")
    table = pd.read_csv(tmp_path / "cells.csv")
    points = gpd.GeoDataFrame(
        table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=4326
    )
    points.to_crs(4549).to_file(tmp_path / "cells.gpkg")
    assert layer_crs(Layer(file=tmp_path / "cells.gpkg")).to_epsg() == 4549
    assert layer_crs(Layer(file=tmp_path / "cells.csv")).to_epsg() == 4326
    assert layer_crs(Layer(file=tmp_path / "cells.csv", crs="EPSG:4490")).to_epsg() == 4490
    table.rename(columns={"lon": "x", "lat": "y"}).to_csv(tmp_path / "xy.csv")
    with pytest.raises(InputError, match=r"xy\.csv, crs: has no CRS"):
        layer_crs(Layer(file=tmp_path / "xy.csv"))
