from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.maps.charts.frontier import frontier_chart
from halfhour.optimize.frontier import frontier
from matplotlib.text import Text


@pytest.fixture(scope="module")
def five(town):
    return frontier(town.plan.scenario, up_to=5)


def words(figure):
    return [text.get_text() for text in figure.findobj(Text)]


def test_line_runs_through_the_points_and_the_knee_is_marked(five):
    figure = frontier_chart(five)
    best, mark = figure.axes[0].lines
    np.testing.assert_allclose(best.get_xdata(), five.points.index)
    np.testing.assert_allclose(best.get_ydata(), five.points["objective_value"])
    assert mark.get_xdata() == [five.knee]
    assert mark.get_ydata() == [five.points.loc[five.knee, "objective_value"]]
    assert f"knee: {five.knee:.0f}" in words(figure)
    assert "New sites" in words(figure)
    assert "people served" in words(figure)


def test_bound_is_drawn_where_it_is_another_line(five):
    points = five.points.assign(bound=five.points["objective_value"] + 1000.0)
    figure = frontier_chart(dataclasses.replace(five, points=points), lang="zh")
    bound = figure.axes[0].lines[1]
    np.testing.assert_allclose(bound.get_ydata(), points["bound"])
    assert bound.get_linestyle() == "--"
    assert "已证明的界" in words(figure)
    assert "已证明的界" not in words(frontier_chart(five, lang="zh"))


def test_points_without_an_answer_are_left_out(five):
    points = five.points.copy()
    points.loc[0, ["objective_value", "bound"]] = np.nan
    figure = frontier_chart(dataclasses.replace(five, points=points))
    np.testing.assert_allclose(figure.axes[0].lines[0].get_xdata(), [1, 2, 3, 4, 5])
    points[["objective_value", "bound"]] = np.nan
    with pytest.raises(InputError, match="no point with an answer"):
        frontier_chart(dataclasses.replace(five, points=points))


def test_a_straight_line_has_no_knee(town):
    figure = frontier_chart(frontier(town.plan.scenario, up_to=1))
    assert len(figure.axes[0].lines) == 1
    assert not any(text.startswith("knee") for text in words(figure))


def test_budgets_stand_below_their_axis(town):
    figure = frontier_chart(frontier(town.plan.scenario.replace(max_new=None), budgets=[1.0, 2.5]))
    np.testing.assert_allclose(figure.axes[0].lines[0].get_xdata(), [1.0, 2.5])
    assert "Budget" in words(figure)
