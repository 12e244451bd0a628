"""The chart of a scenario under several settings."""

from __future__ import annotations

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.maps.charts.sweep import sweep_chart
from halfhour.maps.wording.messages import say
from halfhour.optimize.example_street import street_times
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.sweep import sweep


@pytest.fixture(scope="module")
def swept():
    return sweep(Scenario(street_times()), limit_min=[5, 15], max_new=range(4))


def test_there_is_a_line_for_each_value_of_the_other_setting(swept):
    figure = sweep_chart(swept)
    for line, limit in zip(figure.axes[0].lines, [5, 15], strict=True):
        rows = swept.table[swept.table["limit_min"] == limit]
        np.testing.assert_allclose(line.get_xdata(), rows["max_new"])
        np.testing.assert_allclose(line.get_ydata(), rows["share"])
    assert figure.axes[0].get_xlabel() == "New sites"


def test_another_axis_and_language(swept):
    figure = sweep_chart(swept, over="limit_min", lang="zh")
    assert len(figure.axes[0].lines) == 4
    assert figure.axes[0].get_xlabel() == say("zh", "Limit, minutes")
    assert figure.axes[0].lines[0].get_label().endswith("0")


def test_one_setting_has_one_line_without_a_legend():
    figure = sweep_chart(sweep(Scenario(street_times()), max_new=[2, 1]))
    [line] = figure.axes[0].lines
    assert line.get_xdata().tolist() == [1, 2]
    assert figure.axes[0].get_legend() is None


def test_what_cannot_be_drawn_is_refused(swept):
    with pytest.raises(InputError, match="was not varied"):
        sweep_chart(swept, over="budget")
    worse = sweep(Scenario(street_times(), max_new=0), must_open=[("east",)], limit_min=[5, 6])
    with pytest.raises(InputError, match="no row with figures"):
        sweep_chart(worse)
    with pytest.raises(InputError, match="no setting that is a number"):
        sweep_chart(sweep(Scenario(street_times(), max_new=1), must_open=[(), ("east",)]))
    many = sweep(Scenario(street_times()), limit_min=np.arange(5, 12), max_new=range(8))
    with pytest.raises(InputError, match="7 lines"):
        sweep_chart(many, over="max_new")
