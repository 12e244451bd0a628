"""Pictures of the pages at three sizes in both languages, kept in ``artifacts/`` for people to look at."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import geopandas as gpd
import halfhour as hh
import pandas as pd
import pytest
from halfhour.maps.compliance_page.map import compliance_map
from halfhour.maps.document.map_page import MapPage
from halfhour.maps.plan_page.map import plan_map
from line_town import write_line_town
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
ARTIFACTS = Path(__file__).parents[2] / "artifacts"
SIZES = {"laptop": (1280, 720), "desk": (1920, 1080), "phone": (390, 844)}
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def pages(town, tmp_path_factory: pytest.TempPathFactory) -> dict[str, MapPage]:
    checked = hh.check_compliance(write_line_town(tmp_path_factory.mktemp("line")), year=2020)
    layers = checked.layers
    tables = [*layers.units.values(), *layers.point_units.values()]
    units = pd.concat([table[["level", "name", "geometry"]] for table in tables])
    return {
        "plan": plan_map(town.plan, units=town.units, notice="Synthetic sample data"),
        "compliance": compliance_map(checked, gpd.GeoDataFrame(units, crs=layers.demand.crs)),
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["plan", "compliance"])
def test_pages_fit_their_window(
    browser: Browser, pages: dict[str, MapPage], tmp_path: Path, name: str, size: str, lang: str
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(offline=True, viewport={"width": width, "height": height})
    page = context.new_page()
    page.goto(pages[name].save(tmp_path / "page.html").as_uri())
    page.wait_for_selector("html[data-ready]")
    page.evaluate("lang => halfhour.setLang(lang)", lang)
    page.locator(".leaflet-zoom-anim").wait_for(state="detached")
    ARTIFACTS.mkdir(exist_ok=True)
    path = ARTIFACTS / f"{name}-{size}-{lang}.png"
    assert page.screenshot(path=path).startswith(PNG)
    # Nothing is cut off at the side, and the map takes a good part of the window.
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator(".leaflet-container").bounding_box()
    assert box is not None
    assert box["width"] * box["height"] > 0.5 * width * height
    assert box["x"] + box["width"] <= width + 1
    context.close()


@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize("name", ["plan", "compliance"])
def test_pages_are_printed_on_few_sheets(
    browser: Browser, pages: dict[str, MapPage], tmp_path: Path, name: str, paper: str
) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(pages[name].save(tmp_path / "page.html").as_uri())
    page.wait_for_selector("html[data-ready]")
    ARTIFACTS.mkdir(exist_ok=True)
    path = ARTIFACTS / f"{name}-print-{paper}.pdf"
    printed = page.pdf(path=path, format=paper, landscape=True, prefer_css_page_size=False)
    sheets = len(re.findall(rb"/Type\s*/Page\b", printed))
    assert 1 <= sheets <= 5
    # A page too wide for its paper is shrunk: 300 dots of Chromium's grid are 96 pixels only where it is not.
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", printed, re.DOTALL)
    begins = [
        zlib.decompressobj().decompress(one)[:100] for one in streams if one.startswith(b"x\x9c")
    ]
    scales = [found[1] for one in begins if (found := re.search(rb" cm\nq\n([\d.]+) 0 0 ", one))]
    assert scales
    assert {float(scale) for scale in scales} == {300 / 96}
    context.close()
