# ruff: noqa: T201 - a benchmark talks to whoever runs it
"""Measure the map page in headless Chromium: ``python benchmarks/maps.py``.

Two pages: a plan of the sample city, and a made-up study of 100,000 cells, 500 candidates and 5 million
pairs. Needs Chromium at /usr/bin/chromium. What came of it stands in docs/performance/map-page.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import geopandas as gpd
import halfhour as hh
import numpy as np
import pandas as pd
from halfhour.geo.travel.times_table import travel_times_from_table
from halfhour.maps.document.map_page import MapPage
from measuring.rows import Row, machine, show, table
from playwright.sync_api import Page, sync_playwright
from scipy.spatial import KDTree

STUDIES: Final = ("city", "large")
COLUMNS, ROWS, STEP_M = 400, 250, 250.0
EXISTING, CANDIDATES, PAIRS = 20, 500, 5_000_000
BUDGETS: Final = {"city": (6.0, 2.0), "large": (25.0, 5.0)}
"""Megabytes, and seconds until the page can be used."""

TOGGLE_MS, FRAMES = 50.0, 30.0

_TOGGLES: Final = """async () => {
    const times = [];
    for (let i = 0; i < 25; i++) {
        const site = Math.floor(i * halfhour.model.sites.length / 25), start = performance.now();
        halfhour.toggle(site);
        times.push(performance.now() - start);
        await new Promise(requestAnimationFrame);
    }
    return times.sort((a, b) => a - b);
}"""

_PAN_FRAMES: Final = """() => new Promise((done) => {
    const times = [], start = performance.now();
    const step = (now) => {
        times.push(now);
        if (now - start < 2000) requestAnimationFrame(step);
        else done((times.length - 1) / (times[times.length - 1] - times[0]) * 1000);
    };
    requestAnimationFrame(step);
})"""


def main() -> int:
    """Measure, show, and return 1 if a budget is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", nargs="+", choices=STUDIES, default=list(STUDIES))
    parser.add_argument("--keep", type=Path, help="save the pages in this folder")
    options = parser.parse_args()
    print(", ".join(f"{name} {value}" for name, value in machine().items()), flush=True)
    makers: dict[str, Callable[[], Callable[[], MapPage]]] = {"city": city, "large": large}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for study in options.studies:
            make = makers[study]()
            start = time.perf_counter()
            page = make()
            made = Row(job=f"{study}: page made", value=time.perf_counter() - start, unit="s")
            for row in (made, *page_rows(study, page, options.keep or Path(folder))):
                rows.append(row)
                show(row)
    print("\n" + table(rows))
    return 1 if any(row.met is False for row in rows) else 0


def page_rows(study: str, page: MapPage, folder: Path) -> Iterator[Row]:
    """Measure one page: size, time to interactive, switching a site, panning."""
    path = page.save(folder / f"{study}.html")
    most_mb, most_s = BUDGETS[study]
    yield _row(f"{study}: size", path.stat().st_size / 1e6, "MB", most=most_mb)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        view = browser.new_page(viewport={"width": 1280, "height": 720})
        start = time.perf_counter()
        view.goto(path.as_uri(), wait_until="commit")
        view.wait_for_selector("html[data-ready]", timeout=60_000)
        view.evaluate("() => new Promise(requestAnimationFrame)")
        yield _row(f"{study}: interactive", time.perf_counter() - start, "s", most=most_s)
        times = view.evaluate(_TOGGLES)
        yield _row(f"{study}: switch a site, median", times[len(times) // 2], "ms", most=TOGGLE_MS)
        yield _row(f"{study}: switch a site, slowest", times[-1], "ms", most=TOGGLE_MS)
        frames = _pan(view)
        met = frames >= FRAMES
        target = f">= {FRAMES:g}"
        yield Row(job=f"{study}: pan", value=frames, unit="frames/s", target=target, met=met)
        browser.close()


def _pan(view: Page) -> float:
    """Drag the map to and fro with the mouse, and return the frames a second meanwhile."""
    view.evaluate(f"() => {{ window.frames_seen = ({_PAN_FRAMES})(); }}")
    view.mouse.move(800, 360)
    view.mouse.down()
    start = time.perf_counter()
    step = 0
    while time.perf_counter() - start < 2:
        step += 1
        view.mouse.move(800 + 200 * np.sin(step / 12), 360 + 120 * np.cos(step / 9))
    view.mouse.up()
    return float(view.evaluate("() => window.frames_seen"))


def _row(job: str, value: float, unit: str, *, most: float) -> Row:
    return Row(job=job, value=value, unit=unit, target=f"<= {most:g}", met=value <= most)


def city() -> Callable[[], MapPage]:
    """Answer the first scenario of the sample city, and return what draws it with all its layers."""
    study = hh.open_study(hh.sample_study())
    plan = hh.solve(next(iter(study.scenarios.values())))
    return lambda: hh.plan_map(plan)


def large() -> Callable[[], MapPage]:
    """Plan fifteen sites among 500, with ten thousand cells within reach of each."""
    random = np.random.default_rng(1)
    x, y = (a.ravel() * STEP_M for a in np.meshgrid(np.arange(COLUMNS), np.arange(ROWS)))
    people = np.ceil(random.gamma(0.7, 60, len(x)))
    demand = gpd.GeoDataFrame(
        {
            "residents": people,
            "elderly": np.floor(people * random.uniform(0.1, 0.3, len(x))),
            "county": (x // 25_000).astype(int).astype(str),
            "county_name": (x // 25_000).astype(int).astype(str),
        },
        geometry=gpd.points_from_xy(500_000 + x, 4_400_000 + y),
        crs="EPSG:4549",
        index=pd.Index(np.arange(len(x)).astype(str), name="cell_id"),
    )
    number = EXISTING + CANDIDATES
    spot = random.choice(len(x), number, replace=False)
    sites = gpd.GeoDataFrame(
        {
            "name": [f"Site {i}" for i in range(number)],
            "service": "clinic",
            "tier": "",
            "status": ["existing"] * EXISTING + ["candidate"] * CANDIDATES,
            "capacity": np.inf,
            "cost": 1.0,
        },
        geometry=demand.geometry.to_numpy()[spot],
        crs=demand.crs,
        index=pd.Index([f"s{i}" for i in range(number)], name="site_id"),
    )
    each = -(-PAIRS // number)
    distance_m, cell = KDTree(np.column_stack([x, y])).query(np.column_stack([x, y])[spot], k=each)
    pairs = pd.DataFrame(
        {
            "cell_id": demand.index.to_numpy()[cell.ravel()],
            "site_id": np.repeat(sites.index.to_numpy(), each),
            "cost": 1800
            * distance_m.ravel()
            / distance_m.max()
            * random.uniform(0.9, 1, cell.size),
        }
    )
    times = travel_times_from_table(demand, sites, pairs, limit_min=30, mode="drive")
    plan = hh.solve(hh.Scenario(times, max_new=15, name="large", time_limit_s=20))
    return lambda: hh.plan_map(plan)


if __name__ == "__main__":
    sys.exit(main())
