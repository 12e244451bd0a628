"""What a notebook shows without magic, in a kernel as analysts start it."""

from __future__ import annotations

import nbclient
import nbformat
import pytest
from halfhour.geo.example_street import walked_street
from halfhour.geo.travel.road_times import travel_times
from halfhour.maps.charts.frontier import frontier_chart
from halfhour.maps.charts.lorenz import lorenz_chart
from halfhour.maps.charts.times import travel_chart
from halfhour.maps.pictures.plan import plan_picture
from halfhour.optimize.frontier import frontier
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from IPython.core.formatters import DisplayFormatter

START = """\
import halfhour as hh
from halfhour.geo.example_street import walked_street
roads, demand, sites = walked_street()
times = hh.travel_times(demand, sites, roads, mode="walk", limit_min=30)
plan = hh.solve(hh.Scenario(times, max_new=1, limit_min=15))"""
CELLS = (
    START,
    "hh.travel_chart(plan.after)",
    "chart = hh.lorenz_chart(plan.after)",
    "hh.gap_clusters(plan.before).explore(column='people')",
    "%matplotlib inline",
    "hh.plan_picture(plan)",
)


def shown(cell) -> list[set[str]]:
    """The kinds of each output of a cell."""
    return [set(one.get("data", {})) for one in cell.outputs]


@pytest.mark.thorough
def test_figures_show_once_with_magic_and_without(tmp_path) -> None:
    cells = [nbformat.v4.new_code_cell(text) for text in CELLS]
    notebook = nbformat.v4.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, timeout=100, kernel_name="python3").execute(cwd=str(tmp_path))
    start, chart, kept, explored, magic, picture = notebook.cells
    assert shown(chart) == [{"image/png", "text/plain"}]
    assert shown(picture) == [{"image/png", "text/plain"}]
    assert [shown(cell) for cell in (start, kept, magic)] == [[], [], []]
    assert shown(explored) == [{"text/html", "text/plain"}]


@pytest.fixture(scope="module")
def plan():
    roads, demand, sites = walked_street()
    times = travel_times(demand, sites, roads, mode="walk", limit_min=30)
    return solve(Scenario(times, max_new=1, limit_min=15))


def test_every_figure_of_ours_is_shown_by_its_own_bytes(plan) -> None:
    figures = (
        travel_chart(plan.after),
        lorenz_chart(plan.after),
        frontier_chart(frontier(plan.scenario)),
        plan_picture(plan),
    )
    for figure in figures:
        shown_as, _ = DisplayFormatter().format(figure)
        assert shown_as["image/png"] == figure._repr_png_()
