"""The page around the explorer: search, both languages, keyboard, paper, contrast, widths."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import numpy as np
import pytest
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.wording.messages import catalogue
from halfhour.maps.wording.words import count
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import counties, figure

pytestmark = pytest.mark.browser
PACIFIC = "EPSG:3832"
"""Mercator in metres around 150° E, which knows no edge at 180°."""
ATTACKS = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "${alert(1)}")


def test_search_finds_sites_units_and_places(open_page, explored):
    page = open_page(explored.page)
    page.locator("#search").fill("parcel 1")
    assert page.locator("#found button").first.inner_text().startswith("Parcel 1")
    page.locator("#search").fill("海港")
    page.keyboard.press("Enter")
    assert page.locator("#found li").count() == 0
    page.locator("#search").fill("39.9, 119.6")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => Math.hypot(halfhour.map.getCenter().lat - 39.9, halfhour.map.getCenter().lng - 119.6) < 0.01"
    )
    page.locator("#search").fill("nothing like it")
    assert "Nothing found" in page.locator("#found").inner_text()


def test_every_message_has_chinese_words(open_page, explored):
    page = open_page(explored.page)
    page.evaluate("""() => {
        window.missing = [];
        const own = {...halfhour.data().words.zh};
        halfhour.data().words.zh = new Proxy(own, {
            getOwnPropertyDescriptor: (words, key) => {
                if (!(key in words)) window.missing.push(key);
                return Object.getOwnPropertyDescriptor(words, key);
            },
        });
    }""")
    page.get_by_role("button", name="中文").click()
    page.locator(".proposed-mark").first.click()
    page.locator("[data-action=today]").click()
    for site in range(8):
        page.evaluate("site => { halfhour.toggle(site); halfhour.fly(site); }", site)
    page.evaluate("halfhour.openAt(halfhour.map, halfhour.map.getCenter(), null)")
    page.locator("#search").fill("nothing like it")
    assert page.evaluate("missing") == []
    assert "新增站点" in page.locator(".leaflet-control-layers").inner_text()
    head = page.locator(".words[lang=zh] .certificate").text_content()
    assert count(explored.plan.after.people_served, "zh") in head
    assert not page.locator(".words[lang=en]").first.is_visible()


def test_the_page_opens_in_chinese(open_page, explored):
    page = open_page(plan_map(explored.plan, lang="zh"))
    assert page.evaluate("document.documentElement.lang") == "zh"
    assert catalogue("zh")["What if?"] in page.locator("#explorer").inner_text()


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_text_everywhere_in_the_page(open_page, explored, attack):
    sites = explored.times.sites.assign(name=attack, tier=attack)
    times = dataclasses.replace(explored.times, sites=sites)
    plan = solve(Scenario(times, max_new=2))
    units = counties(40, 25).assign(name=attack)
    page = open_page(plan_map(plan, units=units, title=attack, notice=attack, credits=attack))
    page.locator("#search").fill(attack[:4])
    assert attack in page.locator("#found").inner_text()
    page.evaluate("halfhour.toggle(0)")
    assert attack in page.locator("[role=status]").inner_text()
    page.wait_for_selector("#explorer .next li button")
    assert attack in page.locator("#explorer .next").inner_text()
    assert page.locator("main img").count() == 0
    assert page.locator("aside script, aside img").count() == 0
    assert page.locator("h1").inner_text() == attack


def test_the_page_can_be_used_by_keyboard(open_page, explored):
    page = open_page(explored.page)
    page.locator("#search").focus()
    page.keyboard.type("Parcel 3")
    page.keyboard.press("Tab")
    name = page.evaluate("document.activeElement.textContent")
    assert name.startswith("Parcel 3")
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup-content .switch")
    before = figure(page, "opened")
    page.locator(".leaflet-popup-content .switch").focus()
    page.keyboard.press("Enter")
    assert figure(page, "opened") != before


def test_paper_shows_map_and_figures_without_controls(open_page, explored):
    page = open_page(explored.page)
    seen = page.evaluate("halfhour.map.getZoom()")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for hidden in ("#search", ".actions", ".leaflet-control-layers", ".leaflet-control-zoom"):
        assert not page.locator(hidden).is_visible()
    for shown in ("#printed", ".legend >> visible=true", ".paper .figures", ".north"):
        assert page.locator(shown).is_visible()
    assert page.locator(".paper h1").inner_text() == "four"
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("halfhour.map.getZoom()") == seen


CONTRASTS = """() => {
    const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
        .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (node) => {
        for (let at = node; at; at = at.parentElement) {
            const colour = rgb(getComputedStyle(at).backgroundColor);
            if (colour.length === 3 || colour[3] > 0.9) return colour;
        }
        return [255, 255, 255];
    };
    return [...document.querySelectorAll("aside *, .leaflet-control *, .leaflet-popup-content *")]
        .filter(n => !n.closest("svg") && n.offsetParent && n.getBoundingClientRect().height > 0)
        .filter(n => [...n.childNodes].some(c => c.nodeType === 3 && c.textContent.trim()))
        .map(n => {
            const a = light(rgb(getComputedStyle(n).color)), b = light(behind(n));
            return [n.textContent.trim().slice(0, 30), (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)];
        });
}"""


def test_all_text_has_enough_contrast(open_page, explored):
    page = open_page(explored.page)
    page.locator(".words[lang=en] .about summary").click()
    page.locator(".proposed-mark").first.click()
    page.wait_for_selector("#explorer .next li button")
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 60
    assert [text for text, ratio in contrasts if ratio < 4.5] == []


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (390, 844)])
def test_nothing_is_wider_than_the_screen(open_page, explored, size):
    page = open_page(explored.page)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    box = page.locator("main").bounding_box()
    assert box["width"] >= 0.7 * size[0]
    assert box["height"] >= 0.5 * size[1]


def test_a_city_across_the_180th_meridian_is_one(open_page, explored):
    demand = explored.times.demand.to_crs(4326)
    shift = 180 - demand.geometry.x.mean()

    def moved(table):
        x = table.geometry.to_crs(4326).x + shift
        x = np.where(x > 180, x - 360, x)
        y = table.geometry.to_crs(4326).y
        return table.set_geometry(gpd.points_from_xy(x, y, crs=4326), crs=4326).to_crs(PACIFIC)

    times = dataclasses.replace(
        explored.times,
        demand=moved(explored.times.demand),
        sites=moved(explored.times.sites),
        network=None,
    )
    plan = solve(Scenario(times, max_new=2))
    page = open_page(plan_map(plan))
    width = page.evaluate("halfhour.map.getBounds().getEast() - halfhour.map.getBounds().getWest()")
    assert width < 2
