"""Existing sites by tier, signs that follow the zoom, and the keyboard's way to every one of them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.wording.messages import catalogue
from halfhour.maps.wording.words import count
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import city, settled
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
TIERS = ["township_centre", "village_clinic", "village_clinic", "village_clinic", "kiosk"]
STOPS = "button, input, select, summary, a[href], [tabindex]:not([tabindex='-1'])"


@pytest.fixture(scope="module")
def plan():
    """Four hundred clinics of three tiers and 40 candidates."""
    times = city(60, 30, existing=400, candidates=40)
    tiers = np.resize(np.array(TIERS, dtype=object), len(times.sites))
    tiers[400:] = ""
    sites = times.sites.assign(tier=tiers)
    return solve(Scenario(dataclasses.replace(times, sites=sites), max_new=3, limit_min=5))


def signs(page, kind="existing"):
    return page.locator(f"path.mark.{kind}")


def test_tiers_are_switched_one_by_one_and_named_in_both_languages(open_page, plan):
    page = open_page(plan_map(plan))
    counts = plan.before.times.sites["tier"][:400].value_counts()
    assert signs(page).count() == 400
    for tier, name in [
        ("village_clinic", "village clinic"),
        ("township_centre", "township health centre"),
        ("kiosk", "kiosk"),
    ]:
        box = page.get_by_label(f"Existing sites: {name}", exact=True)
        box.uncheck()
        assert signs(page).count() == 400 - counts[tier]
        box.check()
        assert signs(page).count() == 400
    # The legend is filled anew after a layer came or went, not within the click.
    legend = page.locator(".map-legend .tiers li")
    expect(legend).to_have_text(["township health centre", "village clinic", "kiosk"])
    drawn = page.locator(".map-legend .tiers path").evaluate_all(
        "nodes => nodes.map(n => n.getAttribute('d'))"
    )
    assert len(set(drawn)) == 3
    page.get_by_role("button", name="中文").click()
    assert (
        catalogue("zh")["Existing sites: {tier}"].format(tier="村卫生室")
        in page.locator(".leaflet-control-layers").inner_text()
    )
    expect(legend).to_have_text(["乡镇卫生院", "村卫生室", "kiosk"])
    page.evaluate("halfhour.fly(1)")
    assert "村卫生室" in page.locator(".popup").inner_text()


def test_signs_have_their_shapes_and_grow_with_the_zoom(open_page, plan):
    page = open_page(plan_map(plan))
    corners = page.evaluate(
        """() => [0, 1, 4].map(i => halfhour.siteMarks[i].layer._path.getAttribute("d"))"""
    )
    # A circle's path has arcs, a square's three lines between its corners, a triangle's two.
    assert ["a" in path for path in corners] == [True, False, False]
    assert [path.count("L") for path in corners[1:]] == [3, 2]
    radius = "i => halfhour.siteMarks[i].layer.getRadius()"
    rare, often = page.evaluate(radius, 0), page.evaluate(radius, 1)
    assert rare > often
    page.evaluate("halfhour.map.setZoom(14, { animate: false })")
    settled(page)
    assert page.evaluate(radius, 1) == page.evaluate(radius, 0) > often


def test_a_closed_site_looks_closed(open_page, plan):
    page = open_page(plan_map(plan))
    fill = "halfhour.siteMarks[3].layer._path.getAttribute('fill')"
    before = page.evaluate(fill)
    page.evaluate("halfhour.toggle(3)")
    assert page.evaluate(fill) != before
    page.evaluate("halfhour.toggle(3)")
    assert page.evaluate(fill) == before


def test_four_hundred_sites_are_no_four_hundred_stops(open_page, plan):
    page = open_page(plan_map(plan))
    page.wait_for_selector("#explorer .next li button")
    stops = page.evaluate(
        "stops => [...document.querySelectorAll(stops)].filter(n => n.offsetParent).length", STOPS
    )
    assert stops < 90
    assert page.evaluate("document.querySelectorAll('path[tabindex]').length") == 0


@pytest.mark.parametrize("site", ["s7", "s399", "s420"])
def test_any_site_is_found_and_switched_by_keys_alone(open_page, plan, site):
    page, sites = open_page(plan_map(plan)), plan.before.times.sites
    page.locator("#search").focus()
    page.keyboard.type(site)
    page.keyboard.press("ArrowDown")
    assert site in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup-content .switch")
    assert page.evaluate("document.activeElement.className") == "switch"
    page.keyboard.press("Enter")
    now = list(plan.after.open_sites)
    wanted = [one for one in now if one != site] if site in now else [*now, site]
    result = assess(plan.before.times, limit_min=5, open_sites=wanted)
    assert page.locator("[data-figure=covered]").inner_text() == count(result.people_served)
    assert sites.loc[site, "name"] in page.locator("[role=status]").inner_text()


def test_a_site_whose_layer_is_off_can_be_switched_too(open_page, plan):
    page = open_page(plan_map(plan))
    page.get_by_label("Existing sites: village clinic", exact=True).uncheck()
    page.locator("#search").fill("s7")
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup-content")
    assert "village clinic" in popup.inner_text()
    popup.locator(".switch").click()
    assert page.locator("[data-figure=closed]").inner_text() == "1"


def test_escape_closes_the_popup_and_goes_back(open_page, plan):
    page = open_page(plan_map(plan))
    page.locator("#search").fill("s7")
    page.locator("#search").press("Enter")
    page.wait_for_selector(".leaflet-popup-content .switch")
    page.keyboard.press("Escape")
    page.wait_for_function("() => document.activeElement.id === 'search'")
    page.wait_for_selector(".leaflet-popup", state="detached")
    assert page.locator("[data-figure=closed]").inner_text() == "0"


def test_more_is_found_than_eight(open_page, plan):
    page = open_page(plan_map(plan))
    page.locator("#search").fill("社区卫生站")
    assert page.locator("#found li").count() == 9
    page.locator("#found li button").last.click()
    assert page.locator("#found li").count() == 17
    assert page.locator("#found li button").last.inner_text() == "and 384 more"
    assert "s8" in page.evaluate("document.activeElement.textContent")


def test_a_place_by_its_coordinates_tells_what_a_click_would(open_page, plan):
    cell = plan.after.cells["people"].idxmax()
    at = plan.before.times.demand.geometry.to_crs(4326).loc[cell]
    page = open_page(plan_map(plan))
    page.locator("#search").fill(f"{at.y:.6f}, {at.x:.6f}")
    page.keyboard.press("Enter")
    for name in ("Gap with the chosen sites, by people", "People served today"):
        box = page.get_by_label(name, exact=True)
        if not box.is_checked():
            box.check()
    page.locator("#search").fill(f"{at.y:.6f}, {at.x:.6f}")
    page.keyboard.press("Enter")
    assert count(plan.after.cells.loc[cell, "people"]) in page.locator(".popup").last.inner_text()
