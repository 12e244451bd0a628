from __future__ import annotations

import dataclasses
import io

import numpy as np
import pytest
from halfhour.common.errors import InputError
from halfhour.coverage.assessment import assess
from halfhour.maps.charts.times import travel_chart, travel_spread
from halfhour.maps.signs.series import SERIES
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image


@pytest.fixture(scope="module")
def two_groups(town):
    """The town's coverage with elderly people, more of them where the roads end."""
    times = town.plan.before.times
    older = times.demand["residents"] * np.linspace(0.05, 0.4, len(times.demand))
    demand = times.demand.assign(elderly=older, disabled=0.0)
    return assess(dataclasses.replace(times, demand=demand))


def test_classes_hold_the_people_that_a_loop_counts(two_groups):
    spread = travel_spread(two_groups)
    cost = two_groups.cells["cost"]
    for group in ("residents", "elderly"):
        people = two_groups.times.demand[group]
        for low, high in zip(spread.edges[:-1], spread.edges[1:], strict=True):
            inside = sum(
                p
                for p, c in zip(people, cost, strict=True)
                if low < c <= high or (low == 0 and c == 0)
            )
            assert spread.by_class.loc[high, group] == pytest.approx(inside)
        last = spread.edges[-1]
        longer = sum(p for p, c in zip(people, cost, strict=True) if last < c < np.inf)
        never = sum(p for p, c in zip(people, cost, strict=True) if c == np.inf)
        assert spread.aside.loc[group, "longer"] == pytest.approx(longer)
        assert spread.aside.loc[group, "unreachable"] == pytest.approx(never)
        assert never > 0
        counted = spread.by_class[group].sum() + longer + never
        assert counted == pytest.approx(people.sum()) == spread.aside.loc[group, "people"]


def test_people_up_to_the_limit_are_those_served(two_groups):
    spread = travel_spread(two_groups)
    assert two_groups.limit in spread.by_class.index
    within = spread.by_class.loc[: two_groups.limit, "residents"].sum()
    assert within == pytest.approx(two_groups.people_served)


def test_edges_belong_below(two_groups):
    cells = two_groups.cells.iloc[:4].assign(cost=[0.0, 300.0, 300.001, 7201.0])
    times = dataclasses.replace(two_groups.times, demand=two_groups.times.demand.iloc[:4])
    few = dataclasses.replace(two_groups, cells=cells, times=times)
    people = times.demand["residents"].to_numpy()
    spread = travel_spread(few, groups=["residents"])
    assert spread.by_class["residents"].iloc[0] == pytest.approx(people[0] + people[1])
    assert spread.by_class["residents"].iloc[1] == pytest.approx(people[2])
    assert spread.aside.loc["residents", "longer"] == pytest.approx(people[3])


def test_chart_draws_the_table(two_groups):
    figure = travel_chart(two_groups)
    spread = travel_spread(two_groups)
    above, below = figure.axes
    # The disabled, of whom there are none, are not drawn.
    assert len(below.lines) - 1 == 2
    for number, group in enumerate(("residents", "elderly")):
        share = 100 * spread.by_class[group] / spread.aside.loc[group, "people"]
        heights = [bar.get_height() for bar in above.containers[number]]
        np.testing.assert_allclose(heights, share)
        reached = below.lines[number].get_ydata()
        np.testing.assert_allclose(reached[1:], np.cumsum(share))
    at_limit = np.interp(two_groups.limit / 60, *below.lines[0].get_data())
    assert at_limit == pytest.approx(100 * two_groups.share)
    texts = [text.get_text() for text in figure.findobj(Text)]
    unreachable = f"{spread.aside.loc['elderly', 'unreachable']:,.0f}".replace(",", " ")
    assert any(text.startswith(f"elderly: {unreachable} unreachable") for text in texts)


def test_the_highest_bar_is_seen_where_it_is_said_to_be(two_groups):
    figure = travel_chart(two_groups, groups=["residents"], lang="zh")
    image = io.BytesIO()
    figure.savefig(image, format="png", dpi=100)
    with Image.open(image) as opened:
        pixels = np.asarray(opened.convert("RGB"))
    bar = max(figure.axes[0].containers[0], key=lambda one: one.get_height())
    figure.set_dpi(100)
    x, y = figure.axes[0].transData.transform(
        (bar.get_x() + bar.get_width() / 2, bar.get_height() / 2)
    )
    seen = pixels[len(pixels) - int(y), int(x)]
    assert tuple(seen) == tuple(round(255 * part) for part in to_rgb(SERIES[0]))


def test_nobody_or_no_such_group_is_an_error(two_groups):
    with pytest.raises(InputError, match="nobody to count"):
        travel_chart(two_groups, groups=["disabled"])
    with pytest.raises(InputError, match="no such group"):
        travel_chart(two_groups, groups=["children"])
    with pytest.raises(InputError, match="lang"):
        travel_chart(two_groups, lang="fr")
