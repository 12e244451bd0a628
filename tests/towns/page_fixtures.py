from __future__ import annotations

import base64
import dataclasses
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from halfhour.geo.roads.network import RoadNetwork, build_network
from halfhour.geo.roads.road_lines import RoadLines
from halfhour.geo.travel.road_times import travel_times
from halfhour.geo.travel.travel_times import TravelTimes
from halfhour.maps.plan_page.map import plan_map
from halfhour.optimize.plan import Plan
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from playwright.sync_api import Browser, Error, Playwright, sync_playwright

CHROMIUM = [Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")]
"""The first is Chromium without its windows, which Playwright tests with: pages open in half the time."""
ONLY_HERE = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
CRS = "EPSG:4549"
WEST, SOUTH, STEP_DEG = 119.50, 39.85, 0.005


def roads(columns: int, rows: int) -> RoadNetwork:
    """Streets on a grid; every fifth is secondary, every tenth primary."""
    column, row = np.meshgrid(np.arange(columns), np.arange(rows), indexing="ij")
    ident = column * rows + row
    wobble = 0.0012 * np.sin(column / 3.0 + row / 5.0)
    lon, lat = WEST + column * STEP_DEG + wobble, SOUTH + row * STEP_DEG + wobble
    lines = [(slice(c, c + 1), slice(None)) for c in range(columns)]
    lines += [(slice(None), slice(r, r + 1)) for r in range(rows)]
    number = [*range(columns), *range(rows)]
    classes = [
        "primary" if n % 10 == 0 else "secondary" if n % 5 == 0 else "residential" for n in number
    ]
    sizes = [ident[line].size for line in lines]
    return build_network(
        RoadLines(
            vertex_id=np.concatenate([ident[line].ravel() for line in lines]).astype(np.int64),
            lon=np.concatenate([lon[line].ravel() for line in lines]),
            lat=np.concatenate([lat[line].ravel() for line in lines]),
            offsets=np.cumsum([0, *sizes]),
            tags=pd.DataFrame({"highway": classes}),
            source="streets.osm.pbf",
        ),
        pyproj.CRS.from_user_input(CRS),
    )


def city(
    columns: int, rows: int, *, existing: int, candidates: int, roads_cut: float = 0.8
) -> TravelTimes:
    """A town with people around its middle; the roads end before its eastern edge."""
    random = np.random.default_rng(7)
    column, row = (a.ravel() for a in np.meshgrid(np.arange(columns), np.arange(rows)))
    centre = np.hypot((column - 0.35 * columns) / columns, (row - 0.5 * rows) / rows)
    people = np.round(900 * np.exp(-9 * centre**2) * random.gamma(1.2, 0.8, len(column)), 1)
    lon, lat = WEST + column * STEP_DEG, SOUTH + row * STEP_DEG
    county = np.where(column < columns / 2, "130302", "130303")
    demand = gpd.GeoDataFrame(
        {
            "residents": people,
            "county": county,
            "county_name": np.where(county == "130302", "海港区", "山海关区"),
        },
        geometry=gpd.points_from_xy(lon, lat, crs="EPSG:4326"),
        index=pd.Index([f"c{i}" for i in range(len(lon))], name="cell_id"),
    ).to_crs(CRS)
    total = existing + candidates
    spot = random.choice(len(lon), total, replace=False, p=(people + 1) / (people + 1).sum())
    names = [f"社区卫生站 {i}" for i in range(existing)] + [
        f"Parcel {i}" for i in range(candidates)
    ]
    sites = gpd.GeoDataFrame(
        {
            "name": names,
            "service": "clinic",
            "tier": "",
            "status": ["existing"] * existing + ["candidate"] * candidates,
            "capacity": np.inf,
            "cost": 1.0,
        },
        geometry=gpd.points_from_xy(lon[spot], lat[spot], crs="EPSG:4326"),
        index=pd.Index([f"s{i}" for i in range(total)], name="site_id"),
    ).to_crs(CRS)
    network = roads(max(2, int(columns * roads_cut)), rows)
    return travel_times(demand, sites, network, mode="walk", limit_min=30)


def counties(columns: int, rows: int) -> gpd.GeoDataFrame:
    west, south = WEST - STEP_DEG / 2, SOUTH - STEP_DEG / 2
    middle, east, north = (
        west + columns / 2 * STEP_DEG,
        west + columns * STEP_DEG,
        south + rows * STEP_DEG,
    )
    return gpd.GeoDataFrame(
        {"name": ["海港区", "山海关区"], "level": "county"},
        geometry=[shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)],
        crs="EPSG:4326",
        index=pd.Index(["130302", "130303"], name="unit_id"),
    )


@pytest.fixture(scope="session")
def town() -> SimpleNamespace:
    """A plan of three sites in a town of 600 cells, with its counties."""
    plan: Plan = solve(
        Scenario(city(30, 20, existing=4, candidates=20), max_new=3, name="three_clinics")
    )
    return SimpleNamespace(plan=plan, units=counties(30, 20))


@pytest.fixture(scope="session")
def explored() -> SimpleNamespace:
    """A plan among 6 clinics and 40 candidates, with two groups, odd costs and a place outside every unit."""
    times = city(40, 25, existing=6, candidates=40)
    random = np.random.default_rng(3)
    elderly = np.round(times.demand["residents"] * random.uniform(0.1, 0.4, len(times.demand)), 2)
    demand = times.demand.assign(elderly=elderly)
    demand.iloc[:7, demand.columns.get_indexer(["county", "county_name"])] = ""
    sites = times.sites.assign(cost=random.integers(1, 90, len(times.sites)).astype(float))
    times = dataclasses.replace(times, demand=demand, sites=sites)
    plan = solve(Scenario(times, max_new=4, limit_min=20, name="four", by="county"))
    page = plan_map(plan, units=counties(40, 25))
    return SimpleNamespace(plan=plan, times=times, page=page)


@pytest.fixture(scope="session")
def city_times() -> TravelTimes:
    """A city of 5,000 cells."""
    return city(100, 50, existing=14, candidates=60)


_RUNNING: list[Browser] = []
"""Two folders of tests have these fixtures, and a process can run only one Playwright at a time."""


def launched(playwright: Playwright) -> Browser:
    """Start the first Chromium that starts."""
    args = ["--no-sandbox", "--disable-gpu", f"--host-resolver-rules={ONLY_HERE}"]
    *quick, whole = CHROMIUM
    for path in quick:
        if path.exists():
            with suppress(Error):
                return playwright.chromium.launch(executable_path=path, args=args)
    return playwright.chromium.launch(executable_path=whole, args=args)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, cut off from every network but this machine's own."""
    if _RUNNING:
        yield _RUNNING[0]
        return
    try:
        with sync_playwright() as playwright:
            chromium = launched(playwright)
            _RUNNING.append(chromium)
            yield chromium
            _RUNNING.clear()
            chromium.close()
    except Error as error:
        if os.environ.get("HALFHOUR_REQUIRE_SHARED") == "1":
            raise
        pytest.skip(f"no browser: {error}")


def figure(page, name):
    """What the explorer shows under a name."""
    return page.locator(f"[data-figure={name}]").text_content()


def settled(page):
    """Wait until the map has come to rest."""
    page.evaluate(
        """async () => {
            let before = null, now = halfhour.map.getBounds();
            const moving = () => halfhour.map._animatingZoom || halfhour.map._panAnim?._inProgress;
            while (!before || moving() || !now.equals(before)) {
                before = now;
                await new Promise(done => setTimeout(done, 150));
                now = halfhour.map.getBounds();
            }
        }"""
    )


@pytest.fixture
def open_page(browser, tmp_path):
    """Open a saved map; at the end no request, console error or page error must have been seen.

    The list of layers is opened, so that tests can switch them, unless they ask for the page as it comes.
    """
    faults = []
    context = browser.new_context(
        offline=True, accept_downloads=True, viewport={"width": 1440, "height": 810}
    )

    def show(page_map, address="", *, size=None, layers=True):
        page = context.new_page()
        if size is not None:
            page.set_viewport_size({"width": size[0], "height": size[1]})
        page.on(
            "request",
            lambda r: faults.append(r.url) if not r.url.startswith(("file:", "data:")) else None,
        )
        page.on(
            "console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append("dialog"), dialog.dismiss()))
        page.goto(page_map.save(tmp_path / "plan.html").as_uri() + address)
        page.wait_for_selector("html[data-ready]")
        if layers:
            page.evaluate("halfhour.openLayers(true)")
        return page

    yield show
    context.close()
    assert not faults, faults


def packed_text(text: str) -> bytes:
    """Bytes out of the text of a page's packed array, which may be deflated."""
    if not text.startswith("~"):
        return base64.b64decode(text, validate=True)
    _, size, data = text.split("~")
    plain = zlib.decompress(base64.b64decode(data, validate=True), -15)
    assert len(plain) == int(size)
    return plain
