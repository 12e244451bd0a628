"""In a kernel: opening shows a bar by itself, and the stop button leaves the best plan so far."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest
from study_fixtures import study_files

__all__ = ["study_files"]

pytestmark = [pytest.mark.timeout(900), pytest.mark.thorough]

OPENED = """\
import halfhour as hh
study = hh.open_study({path!r})"""

HARD = """\
import os
import signal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from halfhour.geo.travel.times_table import travel_times_from_table

rng = np.random.default_rng(1)
places = gpd.GeoSeries(gpd.points_from_xy(*rng.uniform(0, 20_000, (2, 1650)), crs=32650))
demand = gpd.GeoDataFrame({"residents": rng.integers(1, 99, 1500) * 1.0}, geometry=places[:1500])
demand.index = pd.Index([f"c{i}" for i in range(1500)], name="cell_id")
same = {"name": "", "service": "clinic", "tier": "", "status": "candidate", "cost": 1.0}
sites = gpd.GeoDataFrame(geometry=places[1500:]).assign(capacity=np.inf, **same)
sites.index = pd.Index([f"s{i}" for i in range(150)], name="site_id")
cell, site = np.divmod(np.arange(1500 * 150), 150)
away = shapely.distance(demand.geometry.to_numpy()[cell], sites.geometry.to_numpy()[site])
pairs = pd.DataFrame({"cell_id": demand.index[cell], "site_id": sites.index[site], "cost": away / 1.4})
times = travel_times_from_table(demand, sites, pairs, limit_min=30)
said = []


def stop_button(line):
    said.append(line)
    if len(said) == 2:
        os.kill(os.getpid(), signal.SIGINT)


scenario = hh.Scenario(times, limit_min=30, report=stop_button)"""

STOPPED = """\
swept = hh.sweep(scenario, max_new=[20, 21])
plan = swept.plans[0]
proof = plan.certificate
print(swept.table["status"].tolist(), len(plan.opened))
print(proof.objective_value == plan.after.people_served <= proof.bound, proof.optimality_gap < 0.1)"""


@pytest.fixture(scope="module")
def notebook(study_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    opened = OPENED.format(path=str(study_files / "study.yaml"))
    cells = [nbformat.v4.new_code_cell(text) for text in (opened, "study", HARD, STOPPED, "plan")]
    made = nbformat.v4.new_notebook(cells=cells)
    client = nbclient.NotebookClient(made, timeout=880, kernel_name="python3")
    client.execute(cwd=str(tmp_path_factory.mktemp("kernel")))
    return made


def test_opening_shows_its_stages_below_the_cell(notebook: Any) -> None:
    [bar] = notebook.cells[0].outputs
    assert "clinic: travel times (walk)" in bar["data"]["text/html"]
    assert "in all" in bar["data"]["text/html"]


def test_the_study_and_the_plan_have_displays(notebook: Any) -> None:
    for number, expected in ((1, "two_clinics"), (4, "stopped by user")):
        [shown] = notebook.cells[number].outputs
        assert {"text/html", "text/plain"} <= set(shown["data"])
        assert expected in shown["data"]["text/html"]


def test_the_stop_button_leaves_the_best_plan_so_far_with_its_bound(notebook: Any) -> None:
    [printed] = notebook.cells[3].outputs
    assert printed["text"].splitlines() == ["['stopped by user', 'not run'] 20", "True True"]
