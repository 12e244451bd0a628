from __future__ import annotations

import base64
import csv
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import numpy as np
import pyproj
import pytest
from halfhour.maps.basemap.tiles import Tiles
from halfhour.maps.plan_page.map import plan_map
from page_fixtures import settled
from shared_cases import shared_case

pytestmark = pytest.mark.browser
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
GEOD = pyproj.Geod(ellps="WGS84")


@contextmanager
def tile_server():
    """A server of one and the same tile, which remembers what it was asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(PNG)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    host = f"http://127.0.0.1:{server.server_port}"
    try:
        yield SimpleNamespace(host=host, asked=asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def online(browser, tmp_path):
    """Open a saved map with a network that has nothing but this machine; requests and faults are kept."""
    context = browser.new_context(viewport={"width": 1440, "height": 810})

    def show(page_map):
        page = context.new_page()
        seen = SimpleNamespace(page=page, requests=[], errors=[])
        page.on("request", lambda r: seen.requests.append(r.url))
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.goto(page_map.save(tmp_path / "plan.html").as_uri())
        page.wait_for_selector("html[data-ready]")
        page.evaluate("halfhour.openLayers(true)")
        return seen

    yield show
    context.close()


def outside(requests):
    return [url for url in requests if not url.startswith(("file:", "data:"))]


def test_without_tiles_nothing_is_asked_for(online, town):
    seen = online(plan_map(town.plan))
    assert outside(seen.requests) == []
    assert "Online map" not in seen.page.locator(".leaflet-control-layers").inner_text()


def test_tiles_are_off_at_first_and_then_asked_for_at_their_server_only(online, town):
    with tile_server() as server:
        tiles = Tiles(
            url=server.host + "/{z}/{x}/{y}.png", crs="wgs84", attribution="© <b>", name="M"
        )
        seen = online(plan_map(town.plan, tiles=tiles))
        page = seen.page
        assert outside(seen.requests) == []
        box = page.get_by_label("Online map: M")
        assert not box.is_checked()
        box.check()
        page.wait_for_selector("img.leaflet-tile-loaded")
        assert server.asked
        assert all(url.startswith(server.host) for url in outside(seen.requests))
        assert "© <b>" in page.locator(".leaflet-control-attribution").inner_text()
        box.uncheck()
        assert page.locator("img.leaflet-tile").count() == 0
        assert seen.errors == []


def test_the_policy_lets_no_other_server_in(online, town):
    with tile_server() as named, tile_server() as other:
        tiles = Tiles(url=named.host + "/{z}/{x}/{y}.png", crs="wgs84")
        page = online(plan_map(town.plan, tiles=tiles)).page
        loads = """url => new Promise(done => {
            const image = new Image();
            image.onload = () => done(true);
            image.onerror = () => done(false);
            image.src = url;
        })"""
        assert page.evaluate(loads, named.host + "/1/1/1.png")
        assert not page.evaluate(loads, other.host + "/1/1/1.png")
        assert other.asked == []
        page.evaluate("url => fetch(url).catch(() => 0)", named.host + "/figures")
        assert "/figures" not in named.asked


def test_with_the_server_down_the_page_works_on_its_own_basemap(online, town):
    with tile_server() as server:
        host = server.host
    tiles = Tiles(url=host + "/{z}/{x}/{y}.png", crs="wgs84", name="Down")
    seen = online(plan_map(town.plan, units=town.units, tiles=tiles))
    page = seen.page
    page.get_by_label("Online map: Down").check()
    page.get_by_text("Online map: Down (cannot be reached)").wait_for()
    assert page.evaluate("halfhour.map.getContainer().classList.contains('with-land')")
    page.locator(".proposed-mark").first.click()
    page.locator(".switch").click()
    assert page.locator("[data-figure=opened]").inner_text() == "2"
    page.get_by_role("button", name="中文").click()
    assert "在线地图：Down（无法连接）" in page.locator(".leaflet-control-layers").inner_text()
    assert seen.errors == []


def test_gcj02_is_what_others_published(open_page, town):
    page = open_page(plan_map(town.plan))
    text = (shared_case("gcj02_vectors") / "vectors.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["kind"] == "wgs84_to_gcj02"]
    assert len(rows) == 4
    for row in rows:
        lat, lon, there_lat, there_lon = (
            float(row[key]) for key in ("in_lat", "in_lon", "out_lat", "out_lon")
        )
        found = page.evaluate("([lat, lon]) => halfhour.toGcj02(lat, lon)", [lat, lon])
        assert GEOD.inv(found[1], found[0], there_lon, there_lat)[2] < 0.01
        back = page.evaluate("([lat, lon]) => halfhour.fromGcj02(lat, lon)", [there_lat, there_lon])
        assert GEOD.inv(back[1], back[0], lon, lat)[2] < 0.01


def test_nothing_is_moved_outside_of_china(open_page, town):
    page = open_page(plan_map(town.plan))
    assert page.evaluate("halfhour.toGcj02(48.85, 2.35)") == [48.85, 2.35]


@pytest.mark.parametrize("zoom", [11, 14, 17])
def test_shifted_tiles_lie_where_their_middle_belongs(online, town, zoom):
    """A tile that is drawn in GCJ-02 has its middle on the map where the formula's inverse puts it."""
    with tile_server() as server:
        tiles = Tiles(url=server.host + "/{z}/{x}/{y}.png", crs="gcj02", name="Shifted")
        page = online(plan_map(town.plan, tiles=tiles)).page
        settled(page)
        page.evaluate(
            "zoom => halfhour.map.setView([39.9, 119.57], zoom, { animate: false })", zoom
        )
        page.get_by_label("Online map: Shifted").check()
        page.wait_for_selector("img.leaflet-tile-loaded")
        covered = page.evaluate(
            """() => {
                const frame = halfhour.map.getContainer().getBoundingClientRect();
                const tiles = [...document.querySelectorAll("img.leaflet-tile")];
                const sides = side => tiles.map(tile => tile.getBoundingClientRect()[side]);
                const least = side => Math.min(...sides(side)), most = side => Math.max(...sides(side));
                return least("left") <= frame.left && most("right") >= frame.right
                    && least("top") <= frame.top && most("bottom") >= frame.bottom;
            }"""
        )
        found = page.evaluate(
            """[...document.querySelectorAll("img.leaflet-tile")].map(tile => {
                const map = halfhour.map, frame = map.getContainer().getBoundingClientRect();
                const { x, y, width, height } = tile.getBoundingClientRect();
                const middle = [x + width / 2 - frame.x, y + height / 2 - frame.y];
                const at = map.containerPointToLatLng(middle);
                return [tile.src, at.lat, at.lng];
            })"""
        )
    assert len(found) >= 4
    for url, lat, lon in found:
        _, column, row = (int(part) for part in url.removesuffix(".png").split("/")[-3:])
        drawn_lon = (column + 0.5) / 2**zoom * 360 - 180
        drawn_lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * (row + 0.5) / 2**zoom))))
        true_lat, true_lon = true_place(drawn_lat, drawn_lon)
        pixel_m = 40075016.7 * np.cos(np.radians(lat)) / 2 ** (zoom + 8)
        assert GEOD.inv(lon, lat, true_lon, true_lat)[2] < 1 + 1.5 * pixel_m
        assert GEOD.inv(lon, lat, drawn_lon, drawn_lat)[2] > 400
    columns, rows = ({url.split("/")[at] for url, *_ in found} for at in (-2, -1))
    assert len(found) == len(columns) * len(rows)
    assert covered


def true_place(lat, lon):
    """WGS 84 of a place in GCJ-02, by the published one-step inverse repeated until it stands still."""
    a, b = lat, lon
    for _ in range(20):
        there = gcj02(a, b)
        a, b = a - (there[0] - lat), b - (there[1] - lon)
    return a, b


def gcj02(lat, lon):
    """The public formula, written from its description; checked against published pairs below."""
    x, y = lon - 105, lat - 35
    waves = np.array([6, 2]) * x
    common = 20 * np.sin(np.pi * waves).sum()
    north = np.polyval([0.2, 3 + 0.1 * x, -100 + 2 * x + 0.2 * abs(x) ** 0.5], y)
    east = np.polyval([0.1, 1 + 0.1 * y, 300 + 2 * y + 0.1 * abs(x) ** 0.5], x)
    periods = np.array([1, 3, 12, 30])
    north += 2 / 3 * (common + (np.array([20, 40, 160, 320]) * np.sin(np.pi * y / periods)).sum())
    east += 2 / 3 * (common + (np.array([20, 40, 150, 300]) * np.sin(np.pi * x / periods)).sum())
    axis, squared = 6378245.0, 0.00669342162296594323
    root = np.sqrt(1 - squared * np.sin(np.radians(lat)) ** 2)
    meridian = axis * (1 - squared) / root**3
    parallel = axis / root * np.cos(np.radians(lat))
    return lat + np.degrees(north / meridian), lon + np.degrees(east / parallel)


def test_the_oracle_agrees_with_published_pairs():
    assert gcj02(22.543847, 113.912316) == pytest.approx((22.540796131694766, 113.9171764808363))
    assert gcj02(31.1774276, 121.5272106) == pytest.approx((31.17530398364597, 121.531541859215))
