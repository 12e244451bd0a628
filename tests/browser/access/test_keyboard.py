"""What keyboards and screen readers meet: an order, names, a way back, and the figures in a sentence."""

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

# Where the focus is: what it is, its name as a screen reader says it, and whether it is seen.
HERE = """() => {
    const node = document.activeElement, style = getComputedStyle(node);
    const label = node.labels && node.labels[0] ? node.labels[0].textContent : "";
    const name = node.getAttribute("aria-label") || label || node.textContent || node.title || "";
    const boxes = [node, ...node.querySelectorAll("*")].map(one => one.getBoundingClientRect());
    return {
        tag: node.tagName, name: name.trim(),
        where: node.closest("aside") ? "panel" : node.closest("main") ? "map" : "",
        outlined: style.outlineStyle !== "none" || node.matches(".leaflet-bar a, .swipe"),
        seen: boxes.some(box => box.width > 0 && box.height > 0),
        mark: node.matches(".proposed-mark"),
    };
}"""


@pytest.fixture(scope="module")
def compliance(tmp_path_factory: pytest.TempPathFactory) -> MapPage:
    checked = hh.check_compliance(write_line_town(tmp_path_factory.mktemp("line")), year=2020)
    layers = checked.layers
    tables = [*layers.units.values(), *layers.point_units.values()]
    units = pd.concat([table[["level", "name", "geometry"]] for table in tables])
    return compliance_map(checked, gpd.GeoDataFrame(units, crs=layers.demand.crs))


def walk(page, most=120):
    """Press Tab until the page is left, and say where the focus was."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here["tag"] == "BODY":
            return stops
        stops.append(here)
    return stops


PRESSED = """[...document.querySelectorAll("button, select, summary, input, a[href]")]
    .filter(node => node.checkVisibility() && node.tabIndex >= 0).length"""


def all_that_can_be_pressed(page):
    """Wait until nothing more is drawn that can be pressed, and say how much there is."""
    before, now = -1, page.evaluate(PRESSED)
    while now != before:
        page.wait_for_timeout(250)
        before, now = now, page.evaluate(PRESSED)
    return now


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_tab_reaches_everything_by_a_name(open_page, town, compliance, lang):
    for page_map in (plan_map(town.plan, units=town.units, lang=lang), compliance):
        page = open_page(page_map)
        pressed = all_that_can_be_pressed(page)
        stops = walk(page)
        assert [stop for stop in stops if not (stop["name"] and stop["seen"])] == []
        assert [stop for stop in stops if not stop["outlined"]] == []
        # First the way to the map, then the panel from its top, then the map.
        where = [stop["where"] for stop in stops]
        assert where[0] == ""
        assert where[1:] == sorted(where[1:], key=["panel", "map"].index)
        assert {"panel", "map"} <= set(where)
        # All that can be pressed is on the way.
        assert len([stop for stop in stops if stop["tag"] != "DIV"]) == pressed
    assert "" not in [stop["name"] for stop in stops]


def test_proposed_sites_are_stops_that_open_and_close(open_page, town):
    page = open_page(plan_map(town.plan, units=town.units))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "leaflet-container" in page.evaluate("document.activeElement.className")
    marks = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here["mark"]:
            marks += 1
            assert here["name"].startswith(("1: ", "2: ", "3: "))
            page.keyboard.press("Enter")
            page.wait_for_selector(".leaflet-popup")
            page.keyboard.press("Escape")
            page.locator(".leaflet-popup").wait_for(state="detached")
    assert marks == len(town.plan.opened)


def test_escape_closes_what_is_open_from_anywhere(open_page, town):
    page = open_page(plan_map(town.plan, units=town.units))
    page.locator(".proposed-mark").first.dispatch_event("click")
    page.wait_for_selector(".leaflet-popup")
    page.locator("#search").fill("Parcel")
    page.locator("[data-control=limit]").focus()
    page.keyboard.press("Escape")
    assert page.locator("#found li").count() == 0
    assert page.locator(".leaflet-popup").count() == 1
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert page.evaluate("document.activeElement.dataset.control") == "limit"


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "{share} served, {gap} people are not."),
        ("zh", "已覆盖 {share}\uff0c未覆盖 {gap} 人。"),
    ],
)
def test_a_switch_is_told_in_a_sentence(open_page, town, lang, sentence):
    page = open_page(plan_map(town.plan, units=town.units, lang=lang))
    page.wait_for_timeout(900)
    heard = page.locator(".heard")
    assert heard.get_attribute("aria-live") == "polite"
    # Nothing has changed yet.
    assert heard.text_content() == ""
    page.locator("[data-control=limit]").press("ArrowLeft")
    page.wait_for_timeout(900)
    figures = page.evaluate(
        """(({ share, gap }) => ({ share: halfhour.percent(share), gap: halfhour.count(gap) }))(
            halfhour.model.figures())"""
    )
    assert heard.text_content() == sentence.format(**figures)


def test_movement_is_left_out_for_whom_it_disturbs(browser, town, tmp_path):
    context = browser.new_context(offline=True, reduced_motion="reduce")
    page = context.new_page()
    page.goto(plan_map(town.plan).save(tmp_path / "plan.html").as_uri())
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate("halfhour.map.options.zoomAnimation") is False
    assert page.evaluate("halfhour.map.options.fadeAnimation") is False
    page.locator(".proposed-mark").first.dispatch_event("click")
    assert (
        page.evaluate(
            "getComputedStyle(document.querySelector('.leaflet-popup')).transitionProperty"
        )
        == "none"
    )
    context.close()


def test_words_of_the_other_language_say_so_and_tables_have_names(open_page, town):
    page = open_page(plan_map(town.plan, units=town.units))
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("details.units summary").click()
    page.wait_for_timeout(900)
    named = page.locator("aside .units tbody button", has_text="海港区")
    assert named.get_attribute("lang") == "zh"
    page.evaluate("halfhour.setLang('zh')")
    page.wait_for_timeout(100)
    assert (
        page.locator("aside .units tbody button", has_text="海港区").get_attribute("lang") is None
    )
    nameless = page.evaluate(
        """[...document.querySelectorAll("aside table")]
            .filter(one => !one.caption && !one.getAttribute("aria-label")).map(one => one.className)"""
    )
    assert nameless == []
    bare = page.evaluate(
        """[...document.querySelectorAll("aside thead th, aside tbody th")]
            .filter(one => !one.getAttribute("scope")).map(one => one.textContent)"""
    )
    assert bare == []


def test_words_in_both_languages_keep_their_own(open_page, compliance):
    page = open_page(compliance)
    said = "[...document.querySelectorAll('.words')].map(one => one.getAttribute('lang'))"
    before = page.evaluate(said)
    assert {"en", "zh"} == set(before)
    for lang in ("zh", "en", "zh"):
        page.evaluate("lang => halfhour.setLang(lang)", lang)
        page.wait_for_timeout(50)
        assert page.evaluate(said) == before


def test_the_map_has_a_name_and_lies_in_the_main_part(open_page, compliance):
    page = open_page(compliance)
    settled(page)
    assert page.get_by_role("region", name="Map").count() == 1
    assert page.get_by_role("main").locator(".leaflet-container").count() == 1
    assert page.get_by_role("complementary").count() == 1
