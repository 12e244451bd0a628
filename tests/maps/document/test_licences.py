from __future__ import annotations

import datetime as dt
from importlib.metadata import version

import folium
import pytest
from halfhour.maps.document.licences import inlined_licences
from halfhour.maps.plan_page.map import plan_map
from xstatic.pkg import leaflet


def test_every_inlined_package_is_named_with_its_licence_and_owner():
    named = {licence.name: licence for licence in inlined_licences()}
    assert list(named) == ["Leaflet", "folium", "branca"]
    assert named["Leaflet"].version == leaflet.VERSION
    assert named["folium"].version == folium.__version__
    assert named["folium"].licence == named["branca"].licence == "MIT"
    assert named["Leaflet"].licence == "BSD-2-Clause"
    assert "Agafonkin" in named["Leaflet"].owner
    assert all(licence.owner for licence in named.values())


def test_the_page_says_what_it_holds_when_it_was_made_and_from_whose_data(town):
    html = plan_map(town.plan, date=dt.date(2026, 3, 1)).html()
    for licence in inlined_licences():
        assert f"<li>{licence}</li>" in html
    assert f"Made with Halfhour {version('halfhour')} (MIT)" in html
    assert "The plan was made on 2026-03-01." in html
    assert "规划制定日期：2026-03-01。" in html
    assert "Data: Roads © OpenStreetMap contributors" in html
    own = plan_map(town.plan, credits="City office").html()
    assert "Data: City office" in own
    assert "The plan was made on 2" not in own


@pytest.mark.browser
def test_about_can_be_opened_by_keyboard(open_page, town):
    page = open_page(plan_map(town.plan))
    page.locator(".about summary:visible").focus()
    page.keyboard.press("Enter")
    assert "folium" in page.locator(".about:visible").inner_text()
