from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from halfhour.maps.plan_page.map import plan_map
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve

pytestmark = pytest.mark.browser
ATTACK = "<img src=x onerror=alert(1)>{{7*7}}"


def painted(page):
    """How many pixels of all cell canvases are not transparent."""
    return page.evaluate(
        """[...document.querySelectorAll("canvas.halfhour-cells")].map(c => c.getContext("2d")
        .getImageData(0, 0, c.width, c.height).data.filter((v, i) => i % 4 === 3 && v > 0).length)
        .reduce((a, b) => a + b, 0)"""
    )


def test_every_layer_can_be_switched(open_page, town):
    page = open_page(plan_map(town.plan, units=town.units))
    boxes = page.locator(".leaflet-control-layers-selector")
    assert boxes.count() >= 12
    for number in range(boxes.count()):
        first = boxes.nth(number).is_checked()
        boxes.nth(number).click()
        assert boxes.nth(number).is_checked() != first
        boxes.nth(number).click()
    page.get_by_label("Proposed sites", exact=True).uncheck()
    assert page.locator(".proposed-mark").count() == 0
    page.get_by_label("Proposed sites", exact=True).check()
    assert page.locator(".proposed-mark").count() == 3


def test_cells_are_painted_and_vanish_when_switched_off(open_page, town):
    page = open_page(plan_map(town.plan))
    assert painted(page) > 1000
    page.get_by_label("Gap with the chosen sites, by people").uncheck()
    page.get_by_label("Newly served people").uncheck()
    assert painted(page) == 0


def test_proposed_sites_say_order_and_people(open_page, town):
    page = open_page(plan_map(town.plan))
    page.locator(".proposed-mark", has_text="1").first.click()
    popup = page.locator(".leaflet-popup-content").inner_text()
    assert "Proposed site 1 of 3" in popup
    assert f"{town.plan.gains[0]:,.0f}".replace(",", " ") in popup


def click_on(page, lon, lat):
    """Click on a place, with only the cells and units left in the way."""
    for name in (
        "Proposed sites",
        "Existing sites",
        "Candidates not chosen",
        "People not served, by area",
    ):
        box = page.get_by_label(name, exact=True)
        if box.count():
            box.uncheck()
    spot = page.evaluate(
        """([lon, lat]) => {
            const name = Object.keys(window).find(key => window[key] instanceof L.Map);
            const map = window[name], point = map.latLngToContainerPoint([lat, lon]);
            const box = map.getContainer().getBoundingClientRect();
            return [point.x + box.x, point.y + box.y];
        }""",
        [lon, lat],
    )
    page.mouse.click(*spot)
    return page.locator(".leaflet-popup-content").inner_text()


def test_a_cell_says_why_it_is_not_served(open_page, town):
    after = town.plan.after
    cells = after.cells[~after.cells["served"] & (after.cells["reason"] == "beyond_limit")]
    cell = cells["people"].idxmax()
    where = after.times.demand.geometry.to_crs(4326).loc[cell]
    page = open_page(plan_map(town.plan, units=town.units))
    popup = click_on(page, where.x, where.y)
    assert f"{cells.loc[cell, 'people']:,.0f} people" in popup
    assert f"{cells.loc[cell, 'cost'] / 60:.1f} min" in popup
    assert "farther than 30 minutes on foot" in popup


def test_a_unit_shows_its_share(open_page, town):
    page = open_page(plan_map(town.plan, units=town.units))
    for name in ("Gap with the chosen sites, by people", "Newly served people"):
        page.get_by_label(name).uncheck()
    where = town.units.geometry.iloc[0].representative_point()
    popup = click_on(page, where.x, where.y)
    share = town.plan.after.summary(by="county")["share"].iloc[0]
    assert "海港区" in popup
    assert f"{share:.1%}" in popup


def test_attacks_are_shown_as_text(open_page, town):
    sites = town.plan.before.times.sites.copy()
    sites["name"] = ATTACK
    times = dataclasses.replace(town.plan.before.times, sites=sites)
    plan = dataclasses.replace(
        town.plan,
        before=dataclasses.replace(town.plan.before, times=times),
        after=dataclasses.replace(town.plan.after, times=times),
    )
    units = town.units.assign(name=ATTACK, level=ATTACK)
    page = open_page(plan_map(plan, units=units, title=ATTACK))
    assert f"Units: {ATTACK}" in page.locator(".leaflet-control-layers").inner_text()
    page.locator(".proposed-mark").first.click()
    assert page.locator(".popup h4").inner_text() == ATTACK
    assert page.locator("h1").inner_text() == ATTACK
    assert page.locator("img").count() == 0


def test_page_of_one_cell_without_sites_roads_or_units(open_page, town):
    times = town.plan.before.times
    cell = times.demand.iloc[:1]
    alone = dataclasses.replace(
        times,
        demand=cell,
        sites=times.sites.iloc[:0],
        costs=times.costs[:1, :0],
        cell_reason=times.cell_reason[:1],
        site_reason=times.site_reason[:0],
        network=None,
        search=_Nothing(),
    )
    plan = solve(Scenario(alone, max_new=0))
    page = open_page(plan_map(plan))
    assert "No new site is proposed" in page.locator("aside").inner_text()
    assert page.locator(".mark.existing").count() == 0


class _Nothing:
    """No site is near."""

    def nearest(self, sites):  # noqa: ARG002 - the search's signature
        return np.array([-1]), np.array([np.inf])
