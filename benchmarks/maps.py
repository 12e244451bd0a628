# ruff: noqa: T201 - a benchmark talks to whoever runs it
"""Measure the map page in headless Chromium: ``python benchmarks/maps.py --run FOLDER``.

Pages: those of a run (``halfhour plan study.yaml --out FOLDER``), a plan of the sample city, and a made-up
study of 100,000 cells, 500 candidates and 5 million pairs, without capacities. Needs Chromium at
/usr/bin/chromium and, for times of the processor, Linux.
What came of it stands in docs/performance/map-page.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import geopandas as gpd
import halfhour as hh
import numpy as np
import pandas as pd
from halfhour.geo.travel.times_table import travel_times_from_table
from halfhour.maps.document.map_page import MapPage
from measuring.page_parts import page_parts
from measuring.rows import Row, machine, show, table
from playwright.sync_api import Browser, Page, sync_playwright
from scipy.spatial import KDTree

STUDIES: Final = ("city", "large")
COLUMNS, ROWS, STEP_M = 400, 250, 250.0
EXISTING, CANDIDATES, PAIRS = 20, 500, 5_000_000


@dataclass(frozen=True)
class Budget:
    """What a page may take."""

    size_mb: float
    interactive_s: float
    switch_ms: float


CITY: Final = Budget(4, 2, 50)
LARGE: Final = Budget(20, 5, 100)
FRAMES, SWITCHES, REST_MS, PART_MIN_BYTES = 30.0, 40, 300, 20_000

_SWITCH: Final = """site => new Promise((done) => {
    const start = performance.now();
    halfhour.toggle(site);
    // The frame is painted before the next message.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now() - start);
    requestAnimationFrame(() => port2.postMessage(0));
})"""

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
    parser.add_argument("--studies", nargs="*", choices=STUDIES, default=list(STUDIES))
    parser.add_argument("--run", type=Path, help="a folder that `halfhour plan` wrote")
    parser.add_argument("--keep", type=Path, help="save the pages in this folder")
    options = parser.parse_args()
    print(", ".join(f"{name} {value}" for name, value in machine().items()), flush=True)
    makers: dict[str, Callable[[], Callable[[], MapPage]]] = {"city": city, "large": large}
    rows = []
    for path in sorted(options.run.glob("*/plan.html")) if options.run else ():
        rows += list(shown(page_rows(path.parent.name, path, CITY)))
    with tempfile.TemporaryDirectory() as folder:
        for study in options.studies:
            make = makers[study]()
            start = time.perf_counter()
            page = make()
            made = Row(job=f"{study}: page made", value=time.perf_counter() - start, unit="s")
            path = page.save((options.keep or Path(folder)) / f"{study}.html")
            budget = LARGE if study == "large" else CITY
            rows += list(shown(chain([made], page_rows(study, path, budget))))
    print("\n" + table(rows))
    return 1 if any(row.met is False for row in rows) else 0


def shown(rows: Iterable[Row]) -> Iterator[Row]:
    """Show each row as it comes."""
    for row in rows:
        show(row)
        yield row


def page_rows(name: str, path: Path, budget: Budget) -> Iterator[Row]:
    """Measure one page: size in all and by part, time to interactive, switching a site, panning."""
    yield _row(f"{name}: size", path.stat().st_size / 1e6, "MB", most=budget.size_mb)
    for part, size in page_parts(path.read_text(encoding="utf-8")).items():
        if size >= PART_MIN_BYTES:
            yield Row(job=f"{name}: of it {part}", value=size / 1e6, unit="MB")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        view = browser.new_page(viewport={"width": 1280, "height": 720})
        start = time.perf_counter()
        view.goto(path.as_uri(), wait_until="commit")
        view.wait_for_selector("html[data-ready]", timeout=60_000)
        view.evaluate("() => new Promise(requestAnimationFrame)")
        ready_s = time.perf_counter() - start
        yield _row(f"{name}: interactive", ready_s, "s", most=budget.interactive_s)
        for clock, times in zip(("", ", processor"), _switches(view, browser), strict=True):
            for words, share in (("median", 50), ("95th percentile", 95)):
                job, value = f"{name}: switch a site{clock}, {words}", np.percentile(times, share)
                yield _row(job, float(value), "ms", most=budget.switch_ms)
        frames = _pan(view)
        met = frames >= FRAMES
        target = f">= {FRAMES:g}"
        yield Row(job=f"{name}: pan", value=frames, unit="frames/s", target=target, met=met)
        browser.close()


def _switches(view: Page, browser: Browser) -> tuple[list[float], list[float]]:
    """Switch sites one after the other; return milliseconds from each to the next painted frame.

    Then those of the processor in the page's main thread, which do not count what other programs take.
    """
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    pages = [one["id"] for one in found if one["type"] == "renderer"]
    sites = int(view.evaluate("() => halfhour.model.sites.length"))
    times, processor = [], []
    for i in range(SWITCHES):
        # What is looked up when the hand rests is no part of the next switch.
        view.wait_for_timeout(REST_MS)
        before_ms = sum(map(_processor_ms, pages))
        times.append(float(view.evaluate(_SWITCH, i * sites // SWITCHES)))
        processor.append(sum(map(_processor_ms, pages)) - before_ms)
    return times, processor


def _processor_ms(process: int) -> float:
    """Return what the main thread of a process has had of the processor."""
    return int(Path(f"/proc/{process}/schedstat").read_text().split()[0]) / 1e6


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
