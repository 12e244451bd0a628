"""A click on a cell shows the way to its site: its minutes by road class are Python's, and add up."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from halfhour.geo.roads.road_words import road_word
from halfhour.geo.travel.times_table import travel_times_from_table
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.wording.messages import catalogue
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import city

pytestmark = pytest.mark.browser

TELL = """([lat, lon]) => {
    halfhour.map.setView([lat, lon], 14, { animate: false });
    halfhour.openAt(halfhour.map, L.latLng(lat, lon), null);
}"""
WAYS = """() => Array.from({ length: halfhour.model.size }, (_, i) => ["now", "then"].map((when) => {
    const way = halfhour.wayOf(i, when);
    return way && { ...way, first: way.line[0], last: way.line[way.line.length - 1] };
}))"""
LINES = ".leaflet-ways-pane path.way-{}"


@pytest.fixture(scope="module")
def plan():
    return solve(
        Scenario(city(20, 13, existing=4, candidates=16, roads_cut=1.0), max_new=3, limit_min=15)
    )


def tell(page, plan, cell):
    at = plan.before.times.demand.geometry.to_crs(4326).loc[cell]
    page.evaluate(TELL, [at.y, at.x])
    return page.locator(".ways").last


def rows_of(box):
    """The table's rows: label, and minutes of each way."""
    rows = box.locator("tbody tr").all()
    return {
        row.locator("th").inner_text(): [
            float(re.sub(r"[^\d.]", "", text)) for text in row.locator("td").all_inner_texts()
        ]
        for row in rows
    }


def minutes(state, cell):
    return float(f"{state.cells.loc[cell, 'cost'] / 60:.1f}")


def changed(plan):
    """A cell that is not served, and whose nearest site is another with the plan."""
    before, after = plan.before.cells, plan.after.cells
    new = after["site_id"].notna() & (before["site_id"] != after["site_id"])
    new &= (after["people"] > 0) & (before["reason"] == "beyond_limit")
    return after.loc[new, "cost"].idxmax()


def test_a_click_shows_both_ways_and_their_minutes(open_page, plan):
    page = open_page(plan_map(plan))
    cell = changed(plan)
    box = tell(page, plan, cell)
    rows = rows_of(box)
    for column, state in enumerate((plan.before, plan.after)):
        own = {label: amounts[column] for label, amounts in rows.items()}
        assert sum(own.values()) == pytest.approx(minutes(state, cell), abs=1e-9)
        path = state.times.path(cell, state.cells.loc[cell, "site_id"])
        for name, expected in path.by_class["minutes"].drop("access leg").items():
            assert own.get(road_word(name), 0) == pytest.approx(expected, abs=0.11)
    assert box.locator("thead th").all_inner_texts()[1:] == ["Today", "With the plan"]
    assert page.locator(LINES.format("today")).count() == 1
    assert page.locator(LINES.format("choice")).count() == 1
    page.keyboard.press("Escape")
    page.evaluate("() => halfhour.map.closePopup()")
    assert page.locator(".leaflet-ways-pane path").count() == 0


def test_ways_lead_from_every_cell_to_its_site_in_its_time(open_page, plan):
    page = open_page(plan_map(plan))
    demand = plan.before.times.demand
    on_page = np.flatnonzero(demand["residents"] > 0)
    found = page.evaluate(WAYS)
    assert len(found) == len(on_page)
    sites = plan.before.times.sites.geometry.to_crs(4326)
    snapped = plan.before.times.search
    for row, both in zip(on_page, found, strict=True):
        for way, state in zip(both, (plan.before, plan.after), strict=True):
            cell = state.cells.iloc[row]
            assert (way is None) == (cell["site_id"] is None)
            if way is None:
                continue
            total = sum(part["cost"] for part in way["classes"]) + way["off"]
            assert total == pytest.approx(cell["cost"], abs=0.02)
            site = sites[cell["site_id"]]
            assert np.hypot(way["last"][0] - site.y, way["last"][1] - site.x) * 111_000 < 200
            legs_s = (snapped.cells.access_m[row] + 200) * 0.72
            assert 0 <= way["off"] < legs_s


def test_the_plans_ways_are_todays_where_nothing_changed(open_page, plan):
    page = open_page(plan_map(plan))
    same = (plan.before.cells["site_id"] == plan.after.cells["site_id"]) & (
        plan.before.cells["reason"] == "beyond_limit"
    )
    cell = plan.before.cells.index[same & (plan.before.cells["people"] > 0)][0]
    box = tell(page, plan, cell)
    assert box.locator("thead th").all_inner_texts() == ["The way", ""]
    assert page.locator(LINES.format("today")).count() == 1
    assert page.locator(LINES.format("choice")).count() == 0
    page.evaluate("() => { halfhour.setLang('zh'); }")
    said = tell(page, plan, cell).inner_text()
    assert catalogue("zh")["on foot, off the roads"] in said


def test_of_a_free_choice_the_way_is_not_in_the_page(open_page, plan):
    page = open_page(plan_map(plan))
    opened = {*plan.opened, *plan.before.open_sites}
    other = next(site for site in plan.before.times.sites.index if site not in opened)
    page.evaluate("id => halfhour.toggle(halfhour.siteNumber(id))", other)
    nearest = plan.before.times.nearest([*opened, other])
    own = nearest.index[(nearest["site_id"] == other) & (plan.before.cells["people"] > 0)]
    page.evaluate("() => halfhour.compare.set('choice')")
    cell = next(c for c in own if "is not in this page" in tell(page, plan, c).inner_text())
    assert page.locator(LINES.format("choice")).count() == 0, cell


def test_without_roads_there_is_no_way_and_the_popup_says_so(open_page, plan):
    times = plan.before.times
    entry = times.costs.tocoo()
    pairs = pd.DataFrame(
        {
            "cell_id": times.demand.index[entry.row],
            "site_id": times.sites.index[entry.col],
            "cost": entry.data,
        }
    )
    table = travel_times_from_table(times.demand, times.sites, pairs, limit_min=30, mode="walk")
    other = solve(Scenario(table, max_new=3, limit_min=15))
    page = open_page(plan_map(other))
    beyond = other.after.cells
    cell = beyond.index[(beyond["reason"] == "beyond_limit") & (beyond["people"] > 0)][0]
    assert "were read from a table" in tell(page, other, cell).inner_text()
