"""In a Chinese page nothing speaks English but data and names of works."""

from __future__ import annotations

import dataclasses
import re

import geopandas as gpd
import pytest
from halfhour.maps.basemap.tiles import named_tiles
from halfhour.maps.plan_page.map import plan_map
from page_fixtures import settled

pytestmark = pytest.mark.browser

NAMES = {
    *("Halfhour", "Leaflet", "folium", "branca", "OpenStreetMap", "MIT", "BSD", "Clause"),
    *("English", "Language"),
    *(
        "Volodymyr",
        "Vladimir",
        "Agafonkin",
        "CloudMade",
        "Folium",
        "developers",
        "Martin",
        "Journois",
    ),
    *("km", "m", "sites"),
}
"""Works, licences, their owners, what chooses the language, units of length on the scale bar, and the layer
``sites`` of the results."""

SEEN = """() => {
    const found = [document.title];
    document.querySelectorAll("body *").forEach(node => {
        const other = ".words:not([lang='" + document.documentElement.lang + "'])";
        if (["SCRIPT", "STYLE"].includes(node.tagName) || node.closest("[hidden], " + other)) return;
        node.childNodes.forEach(one => { if (one.nodeType === 3) found.push(one.textContent); });
        ["title", "placeholder", "aria-label", "alt"].forEach(name => {
            if (node.getAttribute(name)) found.push(node.getAttribute(name));
        });
    });
    return found;
}"""


def english(page, data=()):
    """Words in Latin letters that are neither data nor names."""
    texts = page.evaluate(SEEN)
    assert len(texts) > 60
    for word in data:
        texts = [text.replace(word, "") for text in texts]
    words = {word for text in texts for word in re.findall(r"[A-Za-z]{2,}", text)}
    return words - NAMES


def test_a_chinese_page_speaks_chinese(open_page, town):
    times = town.plan.scenario.times
    sites = times.sites.copy()
    sites["name"] = [f"站点{number}" for number in range(len(sites))]
    sites.index = [f"{number}号" for number in range(len(sites))]
    rename = dict(zip(times.sites.index, sites.index, strict=True))
    times = dataclasses.replace(times, sites=sites)
    plan = dataclasses.replace(
        town.plan,
        opened=tuple(rename[site] for site in town.plan.opened),
        before=renamed(town.plan.before, times, rename),
        after=renamed(town.plan.after, times, rename),
        scenario=town.plan.scenario.replace(times=times, name="三处卫生站"),
    )
    villages = gpd.GeoDataFrame(
        {"name": ["和平村", "城关"], "kind": ["village", "town"]},
        geometry=gpd.points_from_xy([119.52, 119.6], [39.9, 39.9], crs="EPSG:4326"),
    )
    page = open_page(
        plan_map(
            plan,
            units=town.units,
            places=villages,
            tiles=named_tiles("tianditu", key="0123abc"),
            lang="zh",
        )
    )
    settled(page)
    assert english(page) == set()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.locator("#search").fill("站点")
    assert english(page) == set()
    page.locator("#search").fill("没有这样的地方")
    for kind in (".proposed-mark", ".mark.existing", ".bubble"):
        page.locator(kind).first.dispatch_event("click")
        page.wait_for_selector(".popup")
        assert english(page) == set()
    page.locator(".leaflet-popup .switch, .next .small").first.dispatch_event("click")
    assert english(page) == set()
    for cell in range(0, 600, 40):
        point = times.demand.geometry.to_crs(4326).iloc[cell]
        page.evaluate("at => halfhour.openAt(halfhour.map, L.latLng(at), null)", [point.y, point.x])
        assert english(page) == set()
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert english(page) == set()


def renamed(assessment, times, rename):
    """The same coverage by sites of other ids."""
    return dataclasses.replace(
        assessment,
        times=times,
        open_sites=type(assessment.open_sites)(rename[site] for site in assessment.open_sites),
    )


def test_what_is_looked_for_can_be_found(open_page, town):
    page = open_page(plan_map(town.plan, units=town.units, lang="zh"))
    page.evaluate("document.querySelector('#explorer h2').textContent = 'Key figures'")
    assert {"Key", "figures"} <= english(page)
    assert {"Parcel", "three"} <= english(page)


def test_switching_back_and_forth_leaves_the_page_as_it_was(open_page, town):
    page = open_page(plan_map(town.plan, units=town.units, lang="zh"))
    settled(page)
    first = page.evaluate(SEEN)
    page.get_by_role("button", name="English").click()
    assert "What if?" in page.locator("aside").inner_text()
    assert not re.search("[\u4e00-\u9fff]", page.locator("#explorer h2").inner_text())
    page.get_by_role("button", name="中文").click()
    page.wait_for_timeout(400)
    assert page.evaluate(SEEN) == first
