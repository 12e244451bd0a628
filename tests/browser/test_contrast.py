"""Contrast as WCAG 2.2 measures it (1.4.3 for text, 1.4.11 for signs that carry meaning)."""

from __future__ import annotations

import re

import geopandas as gpd
import numpy as np
import pytest
from colours import contrast, rgb
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.signs import classes as ground_layers
from halfhour.maps.signs import states as cell_layer

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
TEXT, LARGE_TEXT, SIGN = 4.5, 3.0, 3.0

# Every element that shows text of its own: the text, its colour, what lies behind it, size and weight.
TEXTS = """() => {
    const parse = text => {
        const n = text.match(/[\\d.]+/g).map(Number);
        return n.length < 4 ? [...n.slice(0, 3), 1] : n;
    };
    const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3]));
    const behind = node => {
        const layers = [];
        for (let at = node; at; at = at.parentElement) {
            const colour = parse(getComputedStyle(at).backgroundColor);
            if (colour[3] > 0) layers.push(colour);
            if (colour[3] === 1) break;
        }
        return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
    };
    const opacity = node => {
        let all = 1;
        for (let at = node; at; at = at.parentElement) all *= Number(getComputedStyle(at).opacity);
        return all;
    };
    const found = [];
    document.querySelectorAll("body *").forEach(node => {
        if (["SCRIPT", "STYLE", "OPTION"].includes(node.tagName)) return;
        const hint = node.placeholder && !node.value ? node.placeholder : "";
        const texts = [...node.childNodes].filter(one => one.nodeType === 3);
        const own = hint || texts.map(one => one.textContent.trim()).join("");
        const box = node.getBoundingClientRect(), style = getComputedStyle(node);
        if (!own || !box.width || !box.height || style.visibility === "hidden") return;
        // What waits for the pointer is not there for the eye.
        if (opacity(node) === 0) return;
        const svg = node.ownerSVGElement;
        const shape = svg ? svg.querySelector("path, circle, rect") : null;
        const ground = svg ? over(parse(getComputedStyle(shape).fill), behind(svg)) : behind(node);
        const inked = hint ? getComputedStyle(node, "::placeholder").color : style.color;
        let ink = parse(svg ? style.fill : inked);
        ink = over([...ink.slice(0, 3), ink[3] * opacity(node)], ground);
        const where = node.tagName + "." + node.getAttribute("class");
        found.push([own, ink, ground, parseFloat(style.fontSize), Number(style.fontWeight), where]);
    });
    return found;
}"""


def poor(page):
    """Texts with too little contrast."""
    texts = page.evaluate(TEXTS)
    assert len(texts) > 40
    result = []
    for text, ink, ground, size_px, weight, where in texts:
        large = size_px >= 24 or (size_px >= 18.66 and weight >= 700)
        least = LARGE_TEXT if large else TEXT
        if contrast(ink, ground) < least:
            result.append(f"{where} {text!r}: {contrast(ink, ground):.2f} of {ink} on {ground}")
    return sorted(set(result))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_text_can_be_read(open_page, town, lang):
    villages = gpd.GeoDataFrame(
        {"name": ["和平村", "Old town"], "kind": ["village", "town"]},
        geometry=gpd.points_from_xy([119.52, 119.6], [39.9, 39.9], crs="EPSG:4326"),
    )
    page = open_page(
        plan_map(
            town.plan,
            units=town.units,
            places=villages,
            notice="合成 synthetic",
            credits="©",
            lang=lang,
        )
    )
    page.locator(".about summary").first.evaluate("node => { node.parentElement.open = true; }")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.locator("#search").fill("1")
    assert poor(page) == []
    page.locator("#search").fill("nothing of this name")
    page.evaluate("halfhour.map.setZoom(14, { animate: false })")
    assert poor(page) == []
    for kind in (".proposed-mark", ".mark.existing", ".bubble"):
        page.locator(kind).first.dispatch_event("click")
        faded_in(page)
        assert poor(page) == []
    page.evaluate(
        "([lat, lon]) => halfhour.openAt(halfhour.map, L.latLng(lat, lon), null)",
        where_it_is_not_served(town),
    )
    page.wait_for_selector(".popup .reason")
    faded_in(page)
    assert poor(page) == []


def faded_in(page):
    """Wait until the popup is there in full."""
    page.evaluate(
        """async () => {
            const popup = () => document.querySelector(".leaflet-popup:last-child");
            while (!popup() || getComputedStyle(popup()).opacity !== "1") {
                await new Promise(done => setTimeout(done, 50));
            }
        }"""
    )


def where_it_is_not_served(town):
    cells = town.plan.after.cells
    cell = cells.index[~cells["served"] & (cells["people"] > 0)][0]
    point = town.plan.after.times.demand.geometry.to_crs(4326).loc[cell]
    return [point.y, point.x]


def test_what_is_measured_can_fail(open_page, town):
    page = open_page(plan_map(town.plan))
    page.evaluate("document.querySelector('.caption').style.color = '#aaa'")
    assert len(poor(page)) == 1


def test_signs_stand_out_from_the_map(open_page, town):
    """Sites, candidates, outlines and the strongest class of each palette against land and ground."""
    page = open_page(plan_map(town.plan, units=town.units))
    ground = rgb_of(page.evaluate("getComputedStyle(halfhour.map.getContainer()).backgroundColor"))
    land = rgb(re.search(r'fillColor: "(#\w+)", fillOpacity: 1, pane: "ground"', code(page))[1])
    signs = ["#5b2a86", "#12355b", "#3d3a36", "#4a4640", "#8a1c10"]
    signs += [cell_layer.GAP_COLOURS[-1], cell_layer.NEW_COLOURS[-1], cell_layer.SERVED_COLOURS[-1]]
    signs += [ground_layers.SHARE_CLASSES[-1][1]]
    for sign in signs:
        assert contrast(rgb(sign), ground) >= SIGN, sign
        assert contrast(rgb(sign), land) >= SIGN, sign


def code(page):
    return page.evaluate("[...document.scripts].map(one => one.textContent).join('')")


def rgb_of(text):
    return np.array([float(n) for n in re.findall(r"[\d.]+", text)][:3])


def test_controls_have_edges_that_can_be_seen_and_show_where_the_focus_is(open_page, town):
    page = open_page(plan_map(town.plan, units=town.units))
    edges = page.evaluate(
        """[...document.querySelectorAll("aside input, aside select, aside .actions button")]
            .filter(node => node.offsetWidth && !["checkbox", "range"].includes(node.type))
            .map(node => getComputedStyle(node).borderTopColor)"""
    )
    paper = rgb(re.search(r"--paper: (#\w+)", page.locator("style").last.text_content())[1])
    assert len(edges) >= 5
    for edge in edges:
        assert contrast(rgb_of(edge), paper) >= SIGN
    seen = []
    page.locator("#search").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => {
                    const node = document.activeElement, style = getComputedStyle(node);
                    const width = parseFloat(style.outlineWidth);
                    return [node.tagName, style.outlineStyle, style.outlineColor, width];
                }"""
            )
        )
    assert len({tag for tag, *_ in seen}) >= 2
    for tag, style, colour, width_px in seen:
        if tag == "BODY":
            continue
        assert (style, tag) == ("solid", tag)
        assert width_px >= 2
        assert contrast(rgb_of(colour), paper) >= SIGN
