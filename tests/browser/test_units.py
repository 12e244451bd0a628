"""Units follow the sites of the moment: choropleth, circles, popups and table against Python's summary."""

from __future__ import annotations

import itertools
import math
from decimal import Decimal

import numpy as np
import pytest
from halfhour.coverage.assessment import assess
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.signs.classes import NO_PEOPLE_COLOUR, SHARE_CLASSES
from halfhour.maps.wording.words import count, percent
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import city, counties, settled

pytestmark = pytest.mark.browser

FILLS = """() => [...document.querySelectorAll(".leaflet-shares-pane path")].map(p => p.getAttribute("fill"))"""
RADII = """() => { const radii = []; halfhour.map.eachLayer(l => {
    if (l.options.className === "gap-circle") radii.push(l.getRadius()); }); return radii; }"""


@pytest.fixture(scope="module")
def plan():
    times = city(40, 25, existing=6, candidates=40)
    return solve(Scenario(times, max_new=8, by="county"))


def bounds_of(shares):
    """Quantiles at the coarsest round step that parts as many of the shares as any does."""
    known = np.sort(shares[~np.isnan(shares)])
    return max((_bounds(known, known), _bounds(known, np.unique(known))), key=len)


def _bounds(known, values):
    places = np.floor(np.array([1, 2, 3]) / 4 * (len(values) - 1) + 0.5).astype(int)
    best = []
    for step in ("0.1", "0.05", "0.02", "0.01", "0.005", "0.002", "0.001", "0.0005", "0.0001"):
        wanted = {
            float(math.floor(value / float(step) + 0.5) * Decimal(step)) for value in values[places]
        }
        found = [
            high
            for low, high in itertools.pairwise([-1.0, *sorted(wanted)])
            if ((known >= low) & (known < high)).any() and (known >= high).any()
        ]
        if len(found) > len(best):
            best = found
    return best


def colour(share, plan):
    """The colour of a share among those of today and of the plan."""
    if np.isnan(share):
        return NO_PEOPLE_COLOUR
    known = [one.summary(by="county")["share"].to_numpy() for one in (plan.before, plan.after)]
    bounds = bounds_of(np.concatenate(known))
    fills = [fill for _, fill, _ in SHARE_CLASSES]
    if not bounds:
        return fills[-2]
    number = sum(share >= bound for bound in bounds)
    return fills[math.floor(number * (len(fills) - 1) / len(bounds) + 0.5)]


def opened(open_page, plan, *layers):
    page = open_page(plan_map(plan, units=counties(40, 25)))
    for layer in layers:
        page.get_by_label(layer, exact=True).check()
    return page


def test_the_choropleth_follows_the_sites_and_the_side(open_page, plan):
    page = opened(open_page, plan, "Share served by county")
    today, then = (one.summary(by="county")["share"] for one in (plan.before, plan.after))
    fills = [[colour(share, plan) for share in shares] for shares in (today, then)]
    assert fills[0] != fills[1]
    assert page.evaluate(FILLS) == fills[1]
    page.locator("[data-action=today]").click()
    assert page.evaluate(FILLS) == fills[0]
    page.locator("[data-action=plan]").click()
    page.locator("[data-compare=today]").click()
    assert page.evaluate(FILLS) == fills[0]
    page.locator("[data-compare=swipe]").click()
    assert sorted(page.evaluate(FILLS)) == sorted([*fills[0], *fills[1]])
    clips = page.evaluate(
        "[...document.querySelectorAll('.leaflet-shares-pane svg')].map(s => s.style.clip)"
    )
    assert len(set(clips)) == 2
    page.locator("[data-compare=choice]").click()
    page.get_by_label("Share served by county", exact=True).uncheck()
    assert page.evaluate(FILLS) == []


def test_circles_are_as_large_as_the_gap(open_page, plan):
    page = opened(open_page, plan, "People in the gap by county")
    today, then = (one.summary(by="county")["gap"] for one in (plan.before, plan.after))
    for gap in (then, today):
        expected = 30 * np.sqrt(gap.to_numpy() / today.max())
        assert page.evaluate(RADII) == pytest.approx(np.maximum(3, expected), rel=1e-6)
        page.locator("[data-action=today]").click()


def rows(page):
    return [one.split("\t") for one in page.locator(".units tbody").inner_text().split("\n")]


def figures(result):
    table = result.summary(by="county")
    return [[r["name"], percent(r["share"]), count(r["gap"])] for _, r in table.iterrows()]


@pytest.mark.parametrize("limit_step", [0, 2])
def test_the_table_has_pythons_figures_and_sorts(open_page, plan, limit_step):
    page = opened(open_page, plan)
    page.locator(".units summary").click()
    page.locator("[data-control=limit]").fill(str(limit_step))
    limit = [600, 900, 1200, 1800][limit_step]
    result = assess(plan.scenario.times, limit_min=limit / 60, open_sites=plan.after.open_sites)
    table = result.summary(by="county")
    assert rows(page) == figures_by(result, table["gap"].sort_values(ascending=False).index)
    page.locator("[data-sort=share]").click()
    assert rows(page) == figures_by(result, table["share"].sort_values().index)
    assert page.locator(".units th[aria-sort]").get_attribute("aria-sort") == "ascending"
    page.locator("[data-sort=share]").click()
    assert rows(page) == figures_by(result, table["share"].sort_values(ascending=False).index)


def figures_by(result, order):
    place = dict(zip(result.summary(by="county").index, figures(result), strict=True))
    return [place[unit] for unit in order]


def test_a_click_in_the_table_flies_there_and_tells(open_page, plan):
    page = opened(open_page, plan)
    page.locator(".units summary").click()
    page.locator("[data-unit='130303'] button").click()
    settled(page)
    east = counties(40, 25).geometry.loc["130303"]
    where = page.evaluate("halfhour.map.getCenter()")
    assert east.contains(type(east.centroid)(where["lng"], where["lat"]))
    page.locator("[data-action=today]").click()
    page.locator("[data-unit='130303'] button").click()
    popup = page.locator(".popup").last.inner_text()
    unit = plan.before.summary(by="county").loc["130303"]
    assert unit["name"] in popup
    for said in (count(unit["people"]), count(unit["gap"]), percent(unit["share"])):
        assert said in popup
    assert popup.count(percent(unit["share"])) == 2


def test_units_that_are_drawn_but_hold_nobody_are_grey(open_page, plan):
    units = counties(40, 25).rename(index={"130303": "999999"})
    page = open_page(plan_map(plan, units=units))
    page.get_by_label("Share served by county", exact=True).check()
    share = plan.after.summary(by="county")["share"]["130302"]
    assert page.evaluate(FILLS) == [colour(share, plan), NO_PEOPLE_COLOUR]
