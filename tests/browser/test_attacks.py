"""Names that would like to be code are shown as text, wherever data reach the page."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import pytest
from halfhour.maps.basemap.tiles import Tiles
from halfhour.maps.plan_page.map import plan_map
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import city, counties, settled

pytestmark = pytest.mark.browser

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}",
    "{% raw %}",
    "${alert(1)}",
    "</script><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "&lt;b&gt;",
)
ALL = " ".join(ATTACKS)
BELOW = 119.55, 39.9


@pytest.fixture(scope="module")
def hostile():
    """A plan in which every text is an attack."""
    times = city(30, 20, existing=4, candidates=20)
    demand = times.demand.assign(county_name=ALL)
    demand[ALL] = demand["residents"] / 2
    sites = times.sites.assign(name=ALL, tier=ALL, service=ALL)
    sites.index = [f"{ALL} {number}" for number in range(len(sites))]
    sites.index.name = "site_id"
    network = dataclasses.replace(times.network, source=ALL + ".osm.pbf")
    times = dataclasses.replace(times, demand=demand, sites=sites, network=network)
    plan = solve(Scenario(times, max_new=3, name=ALL, group=ALL))
    return dataclasses.replace(plan, notes=(ALL,))


@pytest.fixture
def page(open_page, hostile):
    units = counties(30, 20).assign(name=ALL)
    places = gpd.GeoDataFrame(
        {"name": [ALL], "kind": [ALL]},
        geometry=gpd.points_from_xy([BELOW[0]], [BELOW[1]], crs=4326),
    )
    tiles = Tiles(url="http://127.0.0.1:9/{z}/{x}/{y}", crs="wgs84", name=ALL, attribution=ALL)
    return open_page(
        plan_map(
            hostile, units=units, title=ALL, notice=ALL, credits=ALL, places=places, tiles=tiles
        )
    )


def clean(page):
    """Nothing that an attack would have made is in the page."""
    assert (
        page.evaluate("document.querySelectorAll('img, iframe, object, embed, [onerror]').length")
        == 0
    )
    assert (
        page.evaluate("document.querySelectorAll('[onload], [onmouseover], [onclick]').length") == 0
    )
    texts = page.evaluate("document.body.innerText")
    assert "49" not in [word.strip(",;:()") for word in texts.split() if "7*7" in word]
    return texts


def test_panel_and_layers(page):
    clean(page)
    for where in ("h1", ".notice", ".question", ".leaflet-control-layers", ".proposed [data-site]"):
        assert ALL in page.locator(where).first.inner_text(), where
    assert page.title() == ALL
    assert ALL in page.locator(".caption", has_text=ATTACKS[0]).last.inner_text()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert ALL in page.locator(".about").first.inner_text()
    assert ALL in page.locator(".leaflet-control-attribution").inner_text()
    options = page.locator("[data-control=group] option").all_inner_texts()
    assert ALL in options


def test_popups_and_labels(page):
    settled(page)
    for kind in (".proposed-mark", ".mark.existing"):
        page.locator(kind).first.dispatch_event("click")
        assert page.locator(".popup h4").last.inner_text() == ALL
        assert ALL in page.locator(".popup").last.inner_text()
        clean(page)
    page.locator(".proposed-mark").first.dispatch_event("mouseover")
    assert ALL in page.locator(".leaflet-tooltip").last.inner_text()
    page.evaluate("halfhour.map.setView([39.9, 119.55], 16, { animate: false })")
    assert page.locator(".name").all_inner_texts() == [ALL]
    page.evaluate("halfhour.openAt(halfhour.map, halfhour.map.getCenter(), null)")
    clean(page)


def test_search_and_choice(page):
    for words in (*ATTACKS, ALL):
        page.locator("#search").fill(words)
        found = page.locator("#found button")
        assert found.count() >= 8
        assert ALL in found.first.inner_text()
        clean(page)
    page.locator("#search").fill(ALL + "?")
    assert page.locator("#found").inner_text() == "Nothing found."
    page.locator(".next .small").first.click()
    assert ALL in page.locator(".status").inner_text()
    assert ALL in page.locator("[data-figure=worst]").inner_text()
    clean(page)


def test_a_link_that_would_like_to_be_code(page):
    page.evaluate("words => { location.hash = 'open=' + encodeURIComponent(words); }", ATTACKS[1])
    page.get_by_text(ATTACKS[1]).last.wait_for()
    assert ATTACKS[1] in page.locator(".status").inner_text()
    clean(page)


def test_paper_and_the_other_language(page):
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert ATTACKS[0] in page.locator(".paper h1").inner_text()
    assert ALL in page.locator(".paper-tables").inner_text()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="中文").click()
    assert ALL in page.locator("h1").inner_text()
    assert ALL in page.locator(".leaflet-control-layers").inner_text()
    clean(page)
