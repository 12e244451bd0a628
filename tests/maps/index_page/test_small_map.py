"""The small map: its squares hold everybody, its sites stand where they are."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.maps.index_page.small_map import HEIGHT, WIDTH, small_map
from halfhour.maps.signs.picture_states import EXISTING, NEW, PROPOSED, SERVED
from halfhour.maps.signs.states import GAP_COLOURS
from halfhour.optimize.example_street import street_times
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own


def widths(svg: str) -> dict[str, float]:
    """By colour the width of all its squares."""
    found: dict[str, float] = {}
    for path in drawn(svg).iter(f"{SVG}path"):
        if path.get("fill") not in (None, "none", EXISTING):
            found[path.get("fill")] = sum(map(float, re.findall(r"h([\d.]+)v", path.get("d"))))
    return found


def test_each_place_has_the_colour_of_its_people() -> None:
    # 35 % are served today, 85 % with the plan: at 0, 1, 3 and 5 km one square each.
    plan = solve(Scenario(street_times(), max_new=1, limit_min=15))
    svg = small_map(plan.before, plan.after, opened=[(plan.after, plan.opened)])
    served, then = plan.before.cells["served"], plan.after.cells["served"]
    squares = widths(svg)
    side = sum(squares.values()) / len(served)
    assert squares[SERVED] == pytest.approx(side * served.sum())
    assert squares[NEW] == pytest.approx(side * (then & ~served).sum())
    rest = sum(squares.get(colour, 0) for colour in GAP_COLOURS)
    assert rest == pytest.approx(side * (~then).sum())


def test_new_sites_are_numbered_where_they_stand() -> None:
    plan = solve(Scenario(street_times(), max_new=2, limit_min=15))
    root = drawn(small_map(plan.before, plan.after, opened=[(plan.after, plan.opened)]))
    circles = [one for one in root.iter(f"{SVG}circle") if one.get("fill") == PROPOSED]
    numbers = [int(one.text) for one in root.iter(f"{SVG}text")]
    at = {n: float(one.get("cx")) for n, one in zip(numbers, circles, strict=True)}
    east = plan.after.times.sites.geometry.x.loc[list(plan.opened)]
    assert list(at) == [2, 1]
    assert np.sign(at[1] - at[2]) == np.sign(east.iloc[0] - east.iloc[1])
    assert all(0 <= x <= WIDTH for x in at.values())


@pytest.mark.parametrize("people", ["nobody", "one place"])
def test_nobody_and_a_single_place_can_be_drawn(people: str) -> None:
    times = street_times()
    today = assess(times)
    if people == "nobody":
        today.cells["people"] = today.cells["people_served"] = 0.0
    else:
        today.cells.loc[today.cells.index[1:], "people"] = 0.0
    root = drawn(small_map(today))
    assert root.get("viewBox") == f"0 0 {WIDTH} {HEIGHT}"
    assert not re.search("nan|inf", small_map(today))


def test_neighbouring_squares_of_a_row_are_one() -> None:
    svg = small_map(assess(street_times()))
    assert svg.count("<path") <= 6
