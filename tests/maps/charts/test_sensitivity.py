"""The chart of a plan under other assumptions."""

from __future__ import annotations

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.maps.charts.sensitivity import sensitivity_chart
from halfhour.maps.wording.messages import say
from halfhour.optimize.example_street import street_times
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.sensitivity.changed_times import with_people
from halfhour.optimize.sensitivity.sensitivity import sensitivity
from halfhour.optimize.solve import solve


@pytest.fixture(scope="module")
def found():
    plan = solve(Scenario(street_times(), max_new=1, limit_min=15))
    return sensitivity(plan, speeds=[0.5], limits_min=[10.5], people=[2])


def test_each_row_has_its_shares(found):
    figure = sensitivity_chart(found)
    lines = {line.get_label(): line for line in figure.axes[0].lines}
    for label, column in (
        ("Today", "share_before"),
        ("With the plan", "share_after"),
        ("With the best plan for it", "best_share"),
    ):
        np.testing.assert_allclose(lines[label].get_xdata(), found.table[column])
        assert lines[label].get_ydata().tolist() == [0, 1, 2, 3]
    said = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert said == ["As planned", "Speeds -50%", "Limit, minutes: 10.5", "People +100%"]


def test_it_speaks_chinese_and_refuses_other_languages(found):
    figure = sensitivity_chart(found, lang="zh")
    assert figure.axes[0].get_yticklabels()[0].get_text() == say("zh", "As planned")
    with pytest.raises(InputError, match="lang"):
        sensitivity_chart(found, lang="xx")


def test_where_nobody_is_counted_there_is_nothing_to_draw():
    times = with_people(street_times(), 0.0)
    found = sensitivity(solve(Scenario(times, max_new=1, limit_min=15)))
    with pytest.raises(InputError, match="nobody is counted"):
        sensitivity_chart(found)


def test_without_best_plans_their_rings_are_left_out():
    plan = solve(Scenario(street_times(), max_new=0, limit_min=15))
    found = sensitivity(plan, best=False)
    found.table["best_share"] = np.nan
    labels = [line.get_label() for line in sensitivity_chart(found).axes[0].lines]
    assert "With the best plan for it" not in labels
