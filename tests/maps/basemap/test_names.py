from __future__ import annotations

import json
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from halfhour.common.errors import InputError
from halfhour.maps.basemap import names as basemap_names
from halfhour.maps.basemap.names import name_layer
from halfhour.maps.plan_page.map import plan_map
from page_fixtures import settled

WORLD = (-180.0, -90.0, 180.0, 90.0)


def places(rows, crs=4326):
    """A table of (name, kind, lon, lat)."""
    table = pd.DataFrame(rows, columns=["name", "kind", "lon", "lat"])
    points = gpd.points_from_xy(table["lon"], table["lat"])
    return gpd.GeoDataFrame(table[["name", "kind"]], geometry=points, crs=crs)


def data(layer):
    return json.loads(layer.json)


def test_larger_kinds_come_first_and_nameless_ones_not_at_all(town):
    some = places(
        [("Ham", "hamlet", 119.6, 39.9), ("Town", "town", 119.6, 39.9), ("", "city", 119.6, 39.9),
         (None, "city", 119.6, 39.9), ("  ", "city", 119.6, 39.9), ("Odd", None, 119.6, 39.9)]
    )  # fmt: skip
    assert data(name_layer(town.units, some, WORLD))["names"] == [
        "海港区",
        "山海关区",
        "Town",
        "Ham",
        "Odd",
    ]
    assert name_layer(None, some.iloc[2:5], WORLD) is None
    assert name_layer(None, None, WORLD) is None


def test_only_so_many_are_kept_the_larger_ones(monkeypatch):
    monkeypatch.setattr(basemap_names, "PLACES_MAX", 2)
    some = places([("a", "hamlet", 0, 0), ("b", "city", 0, 0), ("c", "town", 0, 0)])
    assert data(name_layer(None, some, WORLD))["names"] == ["b", "c"]


def test_a_frame_across_the_180th_meridian_has_both_sides():
    some = places([("west", "town", 179.9, 0), ("east", "town", -179.9, 0), ("far", "town", 0, 0)])
    assert data(name_layer(None, some, (179.0, -1.0, 181.0, 1.0)))["names"] == ["west", "east"]


def test_places_without_names_or_crs_are_refused(town):
    some = places([("a", "town", 119.6, 39.9)])
    with pytest.raises(InputError, match="places, name: is missing"):
        plan_map(town.plan, places=some.drop(columns="name"))
    with pytest.raises(InputError, match="places, crs: has no"):
        plan_map(town.plan, places=some.set_crs(None, allow_override=True))


def boxes(page):
    return page.evaluate(
        """[...document.querySelectorAll(".leaflet-names-pane .name")].map(node => {
            const box = node.getBoundingClientRect();
            return [node.textContent, box.left, box.top, box.right, box.bottom];
        })"""
    )


@pytest.mark.browser
def test_names_do_not_cover_each_other(open_page, town):
    random = np.random.default_rng(5)
    rows = [
        (f"Village {i}", "village", 119.5 + 0.15 * random.random(), 39.85 + 0.1 * random.random())
        for i in range(400)
    ]
    page = open_page(plan_map(town.plan, units=town.units, places=places(rows)))
    settled(page)
    page.evaluate("halfhour.map.setZoom(11, { animate: false })")
    assert {name for name, *_ in boxes(page)} == {"海港区", "山海关区"}
    page.evaluate("halfhour.map.setZoom(14, { animate: false })")
    shown = boxes(page)
    assert len(shown) > 10
    rectangles = np.array([shapely.box(*corners) for _, *corners in shown])
    one, other = np.triu_indices(len(shown), k=1)
    assert not shapely.intersects(rectangles[one], rectangles[other]).any()
    page.get_by_label("Names", exact=True).uncheck()
    assert boxes(page) == []


@pytest.mark.browser
def test_places_of_any_level_are_found(open_page, town):
    both = places([("和平村", "village", 119.52, 39.9), ("和平村", "village", 119.63, 39.9)])
    page = open_page(plan_map(town.plan, units=town.units, places=both))
    page.locator("#search").fill("和平")
    found = page.locator("#found button")
    assert found.all_inner_texts() == ["和平村\nvillage in 海港区", "和平村\nvillage in 山海关区"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settled(page)
    centre = page.evaluate("[halfhour.map.getCenter().lat, halfhour.map.getCenter().lng]")
    assert centre == pytest.approx([39.9, 119.63], abs=2e-3)
    assert re.sub(r"\s+", " ", page.locator(".popup").inner_text()) == "和平村 village in 山海关区"
    assert found.count() == 0
    page.get_by_role("button", name="中文").click()
    page.locator("#search").fill("和平")
    assert found.first.inner_text() == "和平村\n海港区，村"
    page.keyboard.press("Escape")
    assert found.count() == 0


@pytest.mark.browser
def test_whole_names_come_before_parts_and_sites_before_places(open_page, town):
    some = places(
        [("Parcel 11", "village", 119.6, 39.9), ("Upper Parcel 1", "village", 119.6, 39.9)]
    )
    page = open_page(plan_map(town.plan, units=town.units, places=some))
    page.locator("#search").fill("parcel 1")
    names = [text.split("\n")[0] for text in page.locator("#found button").all_inner_texts()]
    assert names[0] == "Parcel 1"
    assert names[1:3] == ["Parcel 10", "Parcel 11"]
    page.locator("#search").fill("海港")
    assert page.locator("#found button").all_inner_texts() == ["海港区\ncounty"]
    page.locator("#search").fill("39.9, 119.6")
    assert page.locator("#found button").first.inner_text() == "39.9, 119.6\nPlace"
    page.locator("#search").fill("no such place")
    assert page.locator("#found").inner_text() == "Nothing found."
