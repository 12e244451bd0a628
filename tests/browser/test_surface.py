from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from halfhour.coverage.zones.access_zones import ROAD_BUFFER_M
from halfhour.geo.travel.reach import reached_parts
from halfhour.maps.plan_page.map import plan_map
from page_fixtures import settled
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

RINGS, WHOLE = "Access zone, in rings", "Travel time to the nearest site"

SEEN = """async (places) => {
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const canvas = document.querySelector("canvas.halfhour-surface"), map = halfhour.map;
    const { width, height } = canvas, copy = Object.assign(document.createElement("canvas"), { width, height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const pixels = context.getImageData(0, 0, copy.width, copy.height);
    const corner = map.layerPointToContainerPoint(L.DomUtil.getPosition(canvas));
    const dense = canvas.width / canvas.offsetWidth;
    return places.map(([lon, lat]) => {
        const at = map.latLngToContainerPoint([lat, lon]).subtract(corner).multiplyBy(dense);
        const first = 4 * (Math.floor(at.y) * canvas.width + Math.floor(at.x));
        return Array.from(pixels.data.slice(first, first + 4));
    });
}"""


def places(plan, number=1500):
    """Random places of the town, in its CRS and in degrees."""
    demand = plan.before.times.demand
    west, south, east, north = demand.total_bounds
    random = np.random.default_rng(5)
    xy = np.column_stack([random.uniform(west, east, number), random.uniform(south, north, number)])
    to_degrees = pyproj.Transformer.from_crs(demand.crs, "EPSG:4326", always_xy=True)
    return xy, np.column_stack(to_degrees.transform(*xy.T))


def clear_of(state, limit, xy, margin_m=30):
    """Which places are inside the zone of a limit and which outside, leaving out those near its border."""
    [part] = state.times.road_parts
    sites = state.times.positions(state.open_sites)
    [reached] = reached_parts(part.search, sites, [limit])
    roads = reached.lines(part.search.network)
    points = shapely.points(xy)
    away_m = shapely.distance(points, roads[shapely.STRtree(roads).nearest(points)])
    return away_m < ROAD_BUFFER_M - margin_m, away_m > ROAD_BUFFER_M + margin_m


def with_rings(page):
    """The page with its access zones, which are off at first."""
    page.get_by_label(RINGS, exact=True).check()
    return page


@pytest.mark.parametrize("limit_min", [10, 15, 30])
def test_the_painted_zone_is_the_access_zone_at_every_limit(open_page, town, limit_min):
    page = with_rings(open_page(plan_map(town.plan), f"#limit={limit_min}"))
    settled(page)
    xy, degrees = places(town.plan)
    for side, state in (("choice", town.plan.after), ("today", town.plan.before)):
        page.evaluate(f"halfhour.compare.set('{side}')")
        seen = np.array(page.evaluate(SEEN, degrees.tolist()))
        inside, outside = clear_of(state, limit_min * 60, xy)
        assert inside.sum() > 50
        assert (seen[inside, 3] == 255).all()
        assert (seen[outside, 3] == 0).all()


def test_what_the_plan_adds_has_a_colour_of_its_own(open_page, town):
    page = with_rings(open_page(plan_map(town.plan)))
    settled(page)
    xy, degrees = places(town.plan)
    old, not_old = clear_of(town.plan.before, 1800, xy)
    planned, _ = clear_of(town.plan.after, 1800, xy)
    seen = np.array(page.evaluate(SEEN, degrees.tolist()))
    _, green, blue = seen[:, :3].T
    added = planned & not_old
    assert added.sum() > 20
    assert (green[added] > blue[added]).all()
    assert (blue[old] > green[old]).all()


def test_rings_grow_paler_with_the_travel_time(open_page, town):
    page = with_rings(open_page(plan_map(town.plan)))
    settled(page)
    page.evaluate("halfhour.compare.set('today')")
    xy, degrees = places(town.plan)
    light, state = [], town.plan.before
    for low, high in ((0, 300), (300, 600), (600, 900), (900, 1200), (1200, 1500), (1500, 1800)):
        ring, _ = clear_of(state, high, xy, 60)
        if low:
            ring &= clear_of(state, low, xy, 60)[1]
        seen = np.array(page.evaluate(SEEN, degrees[ring].tolist()))
        assert len(seen) >= 3
        assert len({tuple(colour) for colour in seen.tolist()}) == 1
        light.append(seen[0, :3].sum())
    assert light == sorted(light)
    assert len(set(light)) == 6


def test_the_surface_is_painted_beyond_the_limit(open_page, town):
    page = open_page(plan_map(town.plan), "#limit=10")
    settled(page)
    page.get_by_label(WHOLE, exact=True).check()
    page.evaluate("halfhour.compare.set('today')")
    xy, degrees = places(town.plan)
    seen = np.array(page.evaluate(SEEN, degrees.tolist()))
    beyond, _ = clear_of(town.plan.before, 1800, xy)
    beyond &= clear_of(town.plan.before, 600, xy)[1]
    assert beyond.sum() > 50
    assert (seen[beyond, 3] == 255).all()
    assert len({tuple(colour) for colour in seen[beyond].tolist()}) > 10


def test_the_legend_follows_limit_and_language(open_page, town):
    page = with_rings(open_page(plan_map(town.plan)))
    legend = page.locator(".map-legend .rings")
    swatches = legend.locator(".ring-row").first.locator("i")
    expect(swatches).to_have_count(6)
    assert legend.locator(".ring-ticks").first.inner_text().split() == [
        "minutes",
        "5",
        "10",
        "15",
        "20",
        "25",
        "30",
    ]
    limit = page.locator("input[data-control=limit]")
    limit.fill("1")
    expect(swatches).to_have_count(3)
    assert legend.locator(".ring-ticks").first.inner_text().split() == ["minutes", "5", "10", "15"]
    assert "not those chosen" not in legend.inner_text()
    page.evaluate("halfhour.toggle(halfhour.model.sites.length - 1)")
    assert "not those chosen" in legend.inner_text()
    page.evaluate("halfhour.setLang('zh')")
    chinese = page.locator(".map-legend .rings").inner_text()
    assert "分钟" in chinese
    assert "minutes" not in chinese


def test_with_today_s_sites_the_zone_is_today_s(open_page, town):
    page = with_rings(open_page(plan_map(town.plan)))
    settled(page)
    page.locator("[data-action=today]").click()
    xy, degrees = places(town.plan)
    inside, outside = clear_of(town.plan.before, 1800, xy)
    seen = np.array(page.evaluate(SEEN, degrees.tolist()))
    assert (seen[inside, 3] == 255).all()
    assert (seen[outside, 3] == 0).all()
