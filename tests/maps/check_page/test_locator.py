"""The small drawing beside the map: all of the study, the frame in its place."""

from __future__ import annotations

import re

import numpy as np
import pytest
from check_fixtures import checked
from halfhour.maps.check_page.locator import locator


@pytest.mark.parametrize("with_units", [True, False])
def test_the_frame_and_the_site_lie_inside_the_drawing(*, with_units: bool) -> None:
    of = checked()
    demand = of.today.times.demand
    frame = (119.58, 39.89, 119.62, 39.93)
    drawn = locator(
        of.check, of.comparison, demand, of.context.units if with_units else None, frame
    )
    x, y, width, height = drawn.frame
    assert x <= drawn.site[0] <= x + width
    assert y <= drawn.site[1] <= y + height
    for across, down in (drawn.site, drawn.village):
        assert 0 <= across <= drawn.width
        assert 0 <= down <= drawn.height
    numbers = np.array([float(one) for one in re.findall(r"-?[\d.]+", drawn.borders)]).reshape(
        -1, 2
    )
    assert numbers.min() >= 0
    assert numbers[:, 0].max() <= drawn.width
    assert numbers[:, 1].max() <= drawn.height
    assert drawn.borders.count("M") == (2 if with_units else 1)


def test_a_site_far_away_is_in_the_drawing_too() -> None:
    of = checked()
    frame = (116.3, 39.8, 116.5, 40.0)
    drawn = locator(of.check, of.comparison, of.today.times.demand, of.context.units, frame)
    assert drawn.width <= 150
    assert drawn.height <= 150
    assert drawn.frame[2] >= 5
