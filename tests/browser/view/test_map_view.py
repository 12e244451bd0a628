"""What the map shows at first: pins that never cover each other, a closed list, a legend, a view to share."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
import shapely
from halfhour.maps.plan_page.map import plan_map
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import city, counties, settled
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SIZES = [(1440, 900), (1024, 768), (390, 844)]

BOXES = """selector => [...document.querySelectorAll(selector)].map(node => node.getBoundingClientRect())
    .filter(box => box.width && box.height).map(box => [box.left, box.top, box.right, box.bottom])"""
FURNITURE = (
    ".leaflet-control-zoom, .compare, .layers-button, .map-legend, .leaflet-control-scale, "
    ".leaflet-control-attribution"
)
ADDED = """() => {
    const { squares, model } = halfhour, zoom = halfhour.map.getZoom();
    const sum = list => list.reduce((a, b) => a + b, 0);
    return [squares.used(halfhour.map), sum(squares.sums("gap", "choice", zoom)), model.figures().gap];
}"""


@pytest.fixture(scope="module")
def crowded():
    """A city of 2,000 cells whose nine new sites lie close together."""
    times = city(60, 34, existing=30, candidates=60)
    points = times.sites.geometry.to_numpy(copy=True)
    middle = shapely.centroid(shapely.multipoints(points))
    # New sites within a few streets of the middle: at the city's scale their pins would be one heap.
    angle = np.linspace(0, 2 * np.pi, 9, endpoint=False)
    near = [shapely.affinity.translate(middle, 900 * np.cos(a), 900 * np.sin(a)) for a in angle]
    points[30:39] = near
    sites = times.sites.set_geometry(points, crs=times.sites.crs)
    moved = dataclasses.replace(times, sites=sites)
    fixed = Scenario(moved, max_new=9, limit_min=15, must_open=[f"s{i}" for i in range(30, 39)])
    return plan_map(solve(fixed), units=counties(60, 34))


def apart(boxes):
    """Whether no two boxes lie over each other by more than a pixel."""
    over = [
        min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1
        for a, b in itertools.combinations(boxes, 2)
    ]
    return not any(over)


def at_size(open_page, shown, size, address=""):
    page = open_page(shown, address, size=size, layers=False)
    settled(page)
    return page


@pytest.mark.parametrize("size", SIZES)
def test_nothing_on_the_map_covers_anything_else(open_page, crowded, size):
    page = at_size(open_page, crowded, size)
    pins, furniture = page.evaluate(BOXES, ".proposed-mark"), page.evaluate(BOXES, FURNITURE)
    assert len(pins) == 9
    assert len(furniture) >= 6
    assert apart(pins + furniture)
    assert page.locator(".proposed-mark").all_inner_texts() == [str(n) for n in range(1, 10)]
    # A line leads from each pin that was moved to its place.
    assert page.locator("path.leader").count() >= 5
    page.evaluate("void halfhour.map.setZoom(16, { animate: false })")
    settled(page)
    assert apart(page.evaluate(BOXES, ".proposed-mark"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pins_without_room_are_told_by_their_neighbour(open_page, crowded, lang):
    page = at_size(open_page, crowded, (390, 844), f"#lang={lang}")
    page.evaluate("void halfhour.map.setZoom(3, { animate: false })")
    settled(page)
    assert apart(page.evaluate(BOXES, ".proposed-mark"))
    texts = [text for text in page.locator(".proposed-mark").all_inner_texts() if text]
    told = sum(1 + int(text.partition("+")[2] or 0) for text in texts)
    assert told == 9


def test_the_list_is_closed_grouped_and_left_by_escape(open_page, crowded):
    page = at_size(open_page, crowded, (1440, 900))
    button, listed = page.locator(".layers-button"), page.locator(".layers-list")
    assert (button.get_attribute("aria-expanded"), listed.is_visible()) == ("false", False)
    button.focus()
    page.keyboard.press("Enter")
    assert (button.get_attribute("aria-expanded"), listed.is_visible()) == ("true", True)
    headings = listed.locator("fieldset > legend").all_inner_texts()
    assert headings == ["Question", "Sites", "People", "Units", "Ground"]
    question = listed.locator("[data-group=question]").inner_text()
    assert "Gap with the chosen sites, by people" in question
    assert "Newly served people" in question
    assert "People in the gap by county" in question
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "checkbox"
    page.keyboard.press("Escape")
    assert not listed.is_visible()
    assert page.evaluate("document.activeElement.className") == "layers-button"


def test_the_open_list_never_covers_the_site_that_is_told_of(open_page, crowded):
    page = at_size(open_page, crowded, (390, 844))
    page.evaluate("void halfhour.map.setView(halfhour.siteMarks[30].layer.getLatLng(), 14)")
    settled(page)
    page.evaluate("void halfhour.map.panBy([-120, 60], { animate: false })")
    page.evaluate("halfhour.fly(30)")
    settled(page)
    page.evaluate("void halfhour.map.panBy([-120, 60], { animate: false })")
    page.locator(".layers-button").click()
    place = page.evaluate(
        """() => { const at = halfhour.map.latLngToContainerPoint(halfhour.siteMarks[30].layer.getLatLng());
            const box = halfhour.map.getContainer().getBoundingClientRect();
            return [at.x + box.left, at.y + box.top]; }"""
    )
    left, top, right, bottom = page.evaluate(BOXES, ".layers-list")[0]
    assert not (left < place[0] < right and top < place[1] < bottom)


def test_from_afar_cells_are_added_up_without_losing_anybody(open_page, crowded):
    page = at_size(open_page, crowded, (1440, 900))
    used, people, gap = page.evaluate(ADDED)
    assert not used
    page.evaluate("void halfhour.map.setZoom(halfhour.map.getZoom() - 2, { animate: false })")
    settled(page)
    used, people, gap = page.evaluate(ADDED)
    assert used
    assert people == pytest.approx(gap, abs=1e-6)
    page.evaluate("halfhour.toggle(45)")
    used, people, gap = page.evaluate(ADDED)
    assert people == pytest.approx(gap, abs=1e-6)
    # A click on a square tells its people and leads nearer.
    page.evaluate(
        """() => { const { squares, map } = halfhour, zoom = map.getZoom();
            const sums = squares.sums("gap", "choice", zoom), most = sums.indexOf(Math.max(...sums));
            const { column, row } = squares.grid(zoom);
            const at = map.unproject(L.point(column[most] * 12 + 6, row[most] * 12 + 6), zoom);
            halfhour.openAt(map, at, null); }"""
    )
    assert "people not served" in page.locator(".popup").inner_text()
    page.get_by_role("button", name="Zoom in here").click()
    settled(page)
    assert not page.evaluate("halfhour.squares.used(halfhour.map)")


def test_the_legend_says_what_is_drawn(open_page, crowded):
    page = open_page(crowded)
    key = page.locator(".map-legend .key")
    if not key.is_visible():
        page.locator(".legend-button").click()
    said = key.inner_text()
    for words in ("Proposed site", "Existing site", "Not served: beyond 15 minutes on foot."):
        assert words in said
    assert "Access zone" not in said
    switches = {
        "Proposed sites": "Proposed site",
        "Existing sites": "Existing site",
        "Newly served people": "Newly served",
        "Access zone, in rings": "Access zone",
        "Travel time to the nearest site": "Travel time",
        "Share served by county": "Share served by county",
        "People in the gap by county": "area of the circle",
        "Catchments: who is served where": "Catchment of a site",
        "Gap with the chosen sites, by people": "Not served",
    }
    for label, words in switches.items():
        box = page.get_by_label(label, exact=True)
        for _ in range(2):
            box.click()
            legend = expect(key, label)
            says = legend.to_contain_text if box.is_checked() else legend.not_to_contain_text
            says(words, use_inner_text=True)
    page.locator("[data-control=limit]").fill("0")
    assert "Not served: beyond 10 minutes on foot." in key.inner_text()
    assert "People in a cell" in key.inner_text()
    page.evaluate("void halfhour.map.setZoom(halfhour.map.getZoom() - 3, { animate: false })")
    settled(page)
    assert "People in a square of" in key.inner_text()
    page.locator(".legend-button").click()
    assert not key.is_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert not key.is_visible()


def test_a_view_goes_round_by_its_address(open_page, crowded):
    page = open_page(crowded)
    assert page.evaluate("location.hash") == ""
    page.evaluate("void halfhour.map.setView([39.95, 119.62], 13.5, { animate: false })")
    page.get_by_label("Access zone, in rings", exact=True).check()
    page.get_by_label("Existing sites", exact=True).uncheck()
    page.locator("[data-compare=swipe]").click()
    page.evaluate("halfhour.toggle(45)")
    page.wait_for_timeout(50)
    address = page.evaluate("location.hash")
    again = open_page(crowded, address)
    settled(again)
    assert again.evaluate("location.hash") == address
    centre = again.evaluate("halfhour.map.getCenter()")
    assert (centre["lat"], centre["lng"]) == pytest.approx((39.95, 119.62), abs=1e-4)
    assert again.evaluate("halfhour.map.getZoom()") == 13.5
    assert again.get_by_label("Access zone, in rings", exact=True).is_checked()
    assert not again.get_by_label("Existing sites", exact=True).is_checked()
    assert again.evaluate("halfhour.compare.mode()") == "swipe"
    assert again.evaluate("halfhour.model.open(45)")


def test_what_a_link_names_and_the_page_does_not_know_is_told(open_page, crowded):
    page = open_page(crowded, "#view=99,119,10&layers=no-such-layer&compare=sideways")
    status = page.locator("#explorer [role=status]").inner_text()
    for word in ("99,119,10", "no-such-layer", "sideways"):
        assert word in status


def test_a_switch_places_what_must_not_overlap_once_and_keeps_bubbles_that_stay(open_page, crowded):
    page = at_size(open_page, crowded, (1440, 900))
    times, kept = page.evaluate(
        """() => {
            const nodes = () => [...document.querySelectorAll(".bubble")];
            let times = 0;
            const leave = halfhour.declutter.join(halfhour.map, 99, () => { times++; return []; });
            halfhour.toggle(45);
            const switched = times, before = nodes();
            halfhour.declutter.run();
            leave();
            return [switched, before.length > 0 && nodes().every((node, i) => node === before[i])];
        }"""
    )
    assert (times, kept) == (1, True)


def test_bubbles_that_are_switched_say_the_new_people_at_once(open_page, crowded):
    page = at_size(open_page, crowded, (1440, 900))
    people, gap, before = page.evaluate(
        """() => {
            const sum = () => [...document.querySelectorAll(".bubble")]
                .reduce((all, node) => all + Number(node.dataset.people), 0);
            const before = sum();
            [45, 30, 31].forEach(site => halfhour.toggle(site));
            return [sum(), halfhour.model.figures().gap, before];
        }"""
    )
    assert people == pytest.approx(gap, abs=1e-6)
    assert people != pytest.approx(before)


def test_a_switch_is_painted_before_the_list_is_counted_anew(open_page, crowded):
    page = at_size(open_page, crowded, (1440, 900))
    page.wait_for_selector("#build:not([aria-busy])")
    counted, busy = page.evaluate(
        """() => new Promise(done => {
            const { model } = halfhour, count = model.servedWith, box = document.querySelector("#build");
            let counted = 0;
            model.servedWith = chosen => { counted++; return count(chosen); };
            halfhour.toggle(45);
            requestAnimationFrame(() => done([counted, box.getAttribute("aria-busy")]));
        })"""
    )
    assert (counted, busy) == (0, "true")
    page.wait_for_selector("#build:not([aria-busy])")
    assert "…" not in page.locator("#build [data-figure=adds]").all_inner_texts()
