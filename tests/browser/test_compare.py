"""Before and after: each side of the map shows what it says, wherever the bar stands."""

from __future__ import annotations

import numpy as np
import pytest
from halfhour.maps.plan_page.map import plan_map
from page_fixtures import settled

pytestmark = pytest.mark.browser

# By canvas of cells: which container columns hold any painted pixel that its clip leaves visible.
SEEN = """() => {
    const names = new Map();
    halfhour.map.eachLayer(layer => {
        if (!(layer instanceof halfhour.CellLayer)) return;
        layer.sheets.forEach(one => names.set(one.canvas, layer.data.state));
    });
    const state = canvas => names.get(canvas);
    return Object.fromEntries([...document.querySelectorAll("canvas.halfhour-cells")].map(canvas => {
    const pen = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    pen.drawImage(canvas, 0, 0);
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
    const clip = canvas.style.clip.match(/-?[\\d.]+/g);
    const [right, left] = clip ? [Number(clip[1]), Number(clip[3])] : [Infinity, -Infinity];
    const frame = halfhour.map.getContainer().getBoundingClientRect();
    const corner = canvas.getBoundingClientRect().left - frame.left;
    const columns = new Set();
    for (let i = 3; i < data.length; i += 4) {
        const x = ((i - 3) / 4) % canvas.width;
        if (data[i] && x >= left && x < right) columns.add(Math.round(x + corner));
    }
    return [state(canvas) + " " + canvas.dataset.side, [...columns]];
    }));
}"""


def show(page, mode):
    page.locator(f"[data-compare={mode}]").click()


def columns(page):
    return {key: np.array(seen) for key, seen in page.evaluate(SEEN).items()}


def test_it_is_off_at_first_and_today_is_what_was(open_page, town):
    page = open_page(plan_map(town.plan))
    assert page.locator("[data-compare=choice]").get_attribute("aria-pressed") == "true"
    assert not page.locator(".swipe").is_visible()
    before, after = (town.plan.before.cells, town.plan.after.cells)
    seen = columns(page)
    assert set(seen) == {"gap choice", "new choice"}
    assert all(len(one) for one in seen.values())
    show(page, "today")
    then = columns(page)
    assert set(then) == {"gap today", "new today"}
    assert len(then["new today"]) == 0
    assert len(then["gap today"]) >= len(seen["gap choice"])
    cell = before.index[~before["served"] & after["served"]][0]
    at = town.plan.before.times.demand.geometry.to_crs(4326).loc[cell]
    popup = told(page, at)
    assert "Not served" in popup
    assert "With the plan" not in popup
    show(page, "choice")
    assert "Served within 30 minutes" in told(page, at)


def told(page, at):
    page.evaluate(
        "([lat, lon]) => { halfhour.map.setView([lat, lon], 15, { animate: false });"
        " halfhour.openAt(halfhour.map, L.latLng(lat, lon), null); }",
        [at.y, at.x],
    )
    return page.locator(".popup").last.inner_text()


@pytest.mark.parametrize("part", [0.2, 0.55, 0.9])
def test_a_swipe_parts_the_map_at_its_bar(open_page, town, part):
    page = open_page(plan_map(town.plan))
    show(page, "today")
    whole = columns(page)
    show(page, "choice")
    whole.update(columns(page))
    show(page, "swipe")
    page.evaluate("part => halfhour.compare.move(part)", part)
    edge = part * page.evaluate("halfhour.map.getSize().x")
    drawn = columns(page)
    assert set(drawn) == set(whole)
    for key, seen in drawn.items():
        own = {x for x in whole[key].tolist() if (x < edge) == key.endswith("today")}
        # A pixel at the very edge may be rounded to either side.
        assert {x for x in own ^ set(seen.tolist()) if abs(x - edge) > 2} == set()


def test_the_bar_is_dragged_by_the_pointer_and_moved_by_keys(open_page, town):
    page = open_page(plan_map(town.plan))
    show(page, "swipe")
    bar, box = page.locator(".swipe"), page.locator("main").bounding_box()
    centre = page.evaluate("halfhour.map.getCenter()")
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.25 * box["width"], middle[1], steps=5)
    page.mouse.up()
    assert bar.get_attribute("aria-valuenow") == "25"
    page.mouse.move(box["x"] + 0.8 * box["width"], middle[1])
    assert bar.get_attribute("aria-valuenow") == "25"
    assert page.evaluate("halfhour.map.getCenter()") == centre
    bar.focus()
    for key, expected in [("ArrowRight", 27), ("ArrowLeft", 25), ("Home", 0), ("End", 100)]:
        page.keyboard.press(key)
        assert bar.get_attribute("aria-valuenow") == str(expected)
    assert page.evaluate("halfhour.map.getCenter()") == centre


def test_sites_show_the_side_on_which_they_stand(open_page, town):
    page = open_page(plan_map(town.plan))
    show(page, "swipe")
    for part, off in [(0, 0), (1, 3)]:
        page.evaluate("part => halfhour.compare.move(part)", part)
        assert page.locator(".proposed-mark.off").count() == off
    show(page, "choice")
    assert page.locator(".proposed-mark.off").count() == 0
    show(page, "today")
    assert page.locator(".proposed-mark.off").count() == 3


def test_the_bar_keeps_its_place_while_the_map_moves(open_page, town):
    page = open_page(plan_map(town.plan))
    show(page, "swipe")
    page.evaluate("halfhour.map.panBy([140, 30], { animate: false })")
    page.evaluate("halfhour.map.setZoom(halfhour.map.getZoom() + 1, { animate: false })")
    settled(page)
    edge = 0.5 * page.evaluate("halfhour.map.getSize().x")
    seen = columns(page)
    assert seen["gap today"].max() <= edge + 2
    assert min(seen["gap choice"].min(), seen["new choice"].min()) >= edge - 2


def test_every_sheet_is_clipped_to_its_side(open_page, town):
    page = open_page(plan_map(town.plan))
    for box in page.locator(".leaflet-control-layers-selector").all():
        box.check()
    show(page, "swipe")
    sheets = page.evaluate(
        """() => [...document.querySelectorAll(".leaflet-map-pane canvas[data-side]")].map(canvas => {
            const clip = canvas.style.clip.match(/-?[\\d.]+/g).map(Number);
            return [canvas.className, canvas.dataset.side, clip[1] < 9999, clip[3] > -9999];
        })"""
    )
    kinds = {name.split()[-1] for name, *_ in sheets}
    assert {"halfhour-cells", "halfhour-surface"} <= kinds
    for kind in kinds:
        own = [one for one in sheets if one[0].endswith(kind)]
        assert {side for _, side, *_ in own} == {"today", "choice"}
    for _, side, right, left in sheets:
        assert (right, left) == (side == "today", side == "choice")


def test_it_fits_a_phone_and_speaks_chinese(open_page, town):
    page = open_page(plan_map(town.plan, units=town.units, lang="zh"))
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    page.wait_for_selector("html[data-ready]")
    box = page.locator(".compare").bounding_box()
    assert box["x"] >= 0
    for other in (".leaflet-control-layers", ".leaflet-control-zoom"):
        beside = page.locator(other).bounding_box()
        apart = box["x"] >= beside["x"] + beside["width"] or beside["x"] >= box["x"] + box["width"]
        assert apart or box["y"] >= beside["y"] + beside["height"]
    assert page.locator(".compare").inner_text().split() == ["现状", "按所选站点", "左右对比"]
    show(page, "swipe")
    assert "50% 为现状" in page.locator(".swipe").get_attribute("aria-valuetext")
