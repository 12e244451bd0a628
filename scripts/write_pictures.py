"""Write the pictures of the documents to docs/images/: plans and pages of the embedded city, in few colours.

Names of the embedded city are Chinese: a Chinese font must be installed. Pages are photographed in a Chromium
of this computer.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Final

import halfhour as hh
from halfhour.maps.document.chromium import find_chromium
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images"
SERVICE, SCENARIO = "elderly_care", "care_3"
AT, TIER, CAPACITY = (119.491, 39.952), "institution", 120
"""The proposed site of the memo."""
DAY: Final = dt.date(2026, 11, 29)
"""The day of the memo: with today's the picture would be another each day."""

DPI = 90
COLOURS = 128
"""A picture in so many colours is a quarter as large, and looks the same."""
FIGURES: Final = ("plan", "frontier", "travel")
"""The pictures that are drawn."""
PAGES: Final = {
    "page": ("shelters_8/plan.html", "en", 1440, 900),
    "page-zh": ("shelters_8/plan.html", "zh", 1440, 900),
    "page-phone": ("shelters_8/plan.html", "en", 390, 844),
    "overview": ("index.html", "en", 1440, 900),
    "memo": ("check/check.html", "en", 1440, 900),
}
"""By picture the page, its language, and the window's width and height in pixels."""


def main() -> None:
    """Plan once, and write the plan and two charts."""
    study = hh.open_study(hh.sample_study(), services=[SERVICE])
    scenario = study.scenarios[SCENARIO]
    plan = hh.solve(scenario)
    figures = (
        hh.plan_picture(plan),
        hh.frontier_chart(hh.frontier(scenario, up_to=10)),
        hh.travel_chart(plan.after, groups=["residents", "elderly"]),
    )
    for name, figure in zip(FIGURES, figures, strict=True):
        in_few_colours(hh.save_figure(figure, FOLDER / f"{name}.png", dpi=DPI))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        written = Path(folder)
        hh.plan_study(hh.sample_study(), written)
        desk = hh.site_desk(study, SERVICE)
        desk.report(at=AT, tier=TIER, capacity=CAPACITY, date=DAY).save(written / "check")
        browser = playwright.chromium.launch(executable_path=find_chromium())
        for name, (page, lang, width, height) in PAGES.items():
            _photograph(browser, written / page, FOLDER / f"{name}.png", lang, width, height)
        browser.close()


def _photograph(
    browser: Browser, page: Path, path: Path, lang: str, width_px: int, height_px: int
) -> None:
    """Take the first view of a page, in a language."""
    window = browser.new_page(viewport={"width": width_px, "height": height_px})
    window.goto(page.as_uri())
    if window.locator("html").get_attribute("lang") != lang:
        window.locator(f"button[lang={lang}]").first.click()
    # Tiles and squares are drawn a little after the page is there.
    window.wait_for_timeout(2_000)
    window.screenshot(path=path)
    window.close()
    in_few_colours(path)


def in_few_colours(path: Path) -> None:
    """Write a picture again in few colours."""
    with Image.open(path) as image:
        # The octree keeps the colours of small areas; a median cut merges two classes of the gap.
        few = image.convert("RGB").quantize(
            COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
    few.save(path, optimize=True)
    print(path)


if __name__ == "__main__":
    main()
