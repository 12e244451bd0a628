"""A phone of 390 by 844 px: popups are seen whole, what is pressed is high enough, nothing scrolls sideways."""

from __future__ import annotations

import geopandas as gpd
import halfhour as hh
import pandas as pd
import pytest
from halfhour.maps.compliance_page.map import compliance_map
from halfhour.maps.document.map_page import MapPage
from halfhour.maps.plan_page.map import plan_map
from line_town import write_line_town
from page_fixtures import settled

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
WIDTH, HEIGHT = 390, 844

# What is seen of an element that can be pressed, and how high it is.
LOW = """() => {
    const all = "button, select, summary, input, .leaflet-bar a, .leaflet-control-layers-toggle, "
        + ".leaflet-popup-close-button";
    const high = node => (node.closest("label") || node).getBoundingClientRect().height;
    return [...document.querySelectorAll(all)].filter(node => node.getClientRects().length)
        .filter(node => !node.classList.contains("skip") && high(node) < 39.5)
        .map(node => node.outerHTML.slice(0, 120) + " " + high(node));
}"""

# Controls of the map that lie over the popup.
OVER = """() => {
    const popup = document.querySelector(".leaflet-popup-content-wrapper").getBoundingClientRect();
    const over = ".compare, .leaflet-control, .swipe b";
    return [...document.querySelectorAll(over)].filter(node => node.getClientRects().length)
        .filter(node => {
            const box = node.getBoundingClientRect();
            return box.width && box.left < popup.right && box.right > popup.left
                && box.top < popup.bottom && box.bottom > popup.top;
        }).map(node => node.className);
}"""


@pytest.fixture(scope="module")
def compliance(tmp_path_factory: pytest.TempPathFactory) -> MapPage:
    checked = hh.check_compliance(write_line_town(tmp_path_factory.mktemp("line")), year=2020)
    layers = checked.layers
    tables = [*layers.units.values(), *layers.point_units.values()]
    units = pd.concat([table[["level", "name", "geometry"]] for table in tables])
    return compliance_map(checked, gpd.GeoDataFrame(units, crs=layers.demand.crs))


@pytest.fixture
def phone(open_page):
    def show(page_map, lang):
        page = open_page(page_map, "#lang=" + lang, size=(WIDTH, HEIGHT), layers=False)
        page.evaluate("lang => halfhour.setLang(lang)", lang)
        settled(page)
        return page

    return show


def inside_the_map(page):
    """The popup lies whole within the map, and under nothing."""
    page.wait_for_selector(".leaflet-popup")
    settled(page)
    box = page.locator(".leaflet-popup-content-wrapper").bounding_box()
    frame = page.locator("main").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= WIDTH
    assert box["y"] >= frame["y"]
    assert box["y"] + box["height"] <= frame["y"] + frame["height"]
    assert page.evaluate(OVER) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_popups_of_a_plan_are_seen_whole(phone, town, lang):
    page = phone(plan_map(town.plan, units=town.units), lang)
    for number in range(len(town.plan.opened)):
        page.locator(".proposed-mark").nth(number).dispatch_event("click")
        inside_the_map(page)
    # Near the upper corners, where the buttons are.
    for x, y in ((30, 20), (195, 15), (370, 20), (30, 440), (360, 440)):
        page.evaluate(
            "([x, y]) => halfhour.openAt(halfhour.map, halfhour.map.containerPointToLatLng([x, y]), null)",
            [x, y],
        )
        inside_the_map(page)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_map_and_panel_share_the_screen(phone, town, compliance, lang):
    for page_map in (plan_map(town.plan, units=town.units), compliance):
        page = phone(page_map, lang)
        box = page.locator("main").bounding_box()
        assert box["y"] == 0
        assert 0.5 * HEIGHT <= box["height"] <= 0.6 * HEIGHT
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
        # The panel scrolls under the map, which stays.
        page.evaluate("window.scrollTo(0, 1e6)")
        assert page.locator("main").bounding_box()["y"] == 0
        page.evaluate("window.scrollTo(0, 0)")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.locator("#search").fill("1" if page_map is not compliance else "A")
        page.evaluate(
            """() => halfhour.tellAt(halfhour.map, halfhour.map.getCenter(),
                { title: "A place", rows: [["People", 1]] })"""
        )
        page.wait_for_selector(".leaflet-popup")
        assert page.evaluate(LOW) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
