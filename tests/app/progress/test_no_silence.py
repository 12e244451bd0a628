"""No stage of a plan goes over all cells more than a few times without saying so: counted, not timed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from halfhour.app.plan import plan_jobs as job
from halfhour.app.plan.plan_study import plan_study
from halfhour.app.results import layers, plan_folder
from halfhour.app.results.sheets import plan_tables
from halfhour.common.stage import Stage
from halfhour.maps.plan_page import drawn_map
from halfhour.maps.plan_page import map as page

STEPS = (
    (job, "solve"),
    (job, "gap_list"),
    (page, "shown_on_page"),
    (page, "page_data"),
    (page, "surface_table"),
    (drawn_map, "basemap_layer"),
    (drawn_map, "name_layer"),
    (layers, "cell_layer"),
    (layers, "access_zone"),
    (layers, "gap_clusters"),
    (layers, "unit_table"),
    (plan_tables, "travel_surface"),
    (plan_tables, "unit_table"),
    (plan_tables, "plan_sheets"),
    (plan_tables, "write_workbook"),
    (plan_folder, "plan_file"),
)
"""What goes over all cells, or over all roads, while a plan is made and written."""

SILENT = 3
"""So many of these steps may follow one another without a report: those by time, or by level of units."""


def counted(step: Callable[..., object], steps: list[str], name: str) -> Callable[..., object]:
    def counting(*given: object, **named: object) -> object:
        steps.append(name)
        return step(*given, **named)

    return counting


def test_every_few_steps_over_all_cells_a_stage_begins(
    study_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    since: list[str] = []
    silences: list[list[str]] = []
    lines: list[str] = []
    for module, name in STEPS:
        monkeypatch.setattr(module, name, counted(getattr(module, name), since, name))

    def report(line: str) -> None:
        silences.append(since.copy())
        since.clear()
        lines.append(line)

    plan_study(study_files / "study.yaml", tmp_path, report=report)
    silences.append(since)
    seen = {name for silence in silences for name in silence}
    assert seen >= {name for _, name in STEPS}
    assert max(map(len, silences)) <= SILENT
    # Pages, layers and tables have stages of their own, with what they take.
    known = {str(line).partition(": ")[2] for line in lines if isinstance(line, Stage)}
    assert {
        "writing plan.html",
        "writing plan.html: travel-time surfaces",
        "writing plan.html: roads under the map",
        "writing results.gpkg: access zones",
        "writing results.gpkg: cells",
        "writing travel_time.tif",
        "writing tables.xlsx",
    } <= known
