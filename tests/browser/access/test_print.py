"""What stands on paper: two sheets, of A4 or A3, that say what the page says at that moment."""

from __future__ import annotations

import io
import re
import unicodedata

import geopandas as gpd
import halfhour as hh
import pandas as pd
import pytest
from halfhour.maps.compliance_page.map import compliance_map
from halfhour.maps.document.map_page import MapPage
from halfhour.maps.plan_page.map import plan_map
from line_town import write_line_town
from pypdf import PdfReader

pytestmark = pytest.mark.browser
MM_IN_POINTS = 72 / 25.4
SHORT_AND_LONG_MM = {"A4": (210, 297), "A3": (297, 420)}


@pytest.fixture(scope="module")
def compliance(tmp_path_factory: pytest.TempPathFactory) -> MapPage:
    checked = hh.check_compliance(write_line_town(tmp_path_factory.mktemp("line")), year=2020)
    layers = checked.layers
    tables = [*layers.units.values(), *layers.point_units.values()]
    units = pd.concat([table[["level", "name", "geometry"]] for table in tables])
    return compliance_map(
        checked, gpd.GeoDataFrame(units, crs=layers.demand.crs), notice="A made line of towns."
    )


def sheets(page, paper="A4", **options):
    """The text of each sheet, and the sizes of the sheets in mm."""
    pdf = PdfReader(io.BytesIO(page.pdf(format=paper, print_background=True, **options)))
    # Some fonts write a radical where the text has the character of the same look.
    texts = [unicodedata.normalize("NFKC", one.extract_text()) for one in pdf.pages]
    sizes = [
        tuple(round(float(side) / MM_IN_POINTS) for side in one.mediabox[2:]) for one in pdf.pages
    ]
    return [re.sub(r"\s+", " ", text) for text in texts], sizes


def plan_page(town, **options):
    return plan_map(
        town.plan, units=town.units, notice="Made town.", credits="Nobody's data", **options
    )


@pytest.mark.parametrize(("paper", "landscape"), [("A4", False), ("A4", True), ("A3", False)])
def test_a_plan_takes_a_sheet_for_its_map_and_one_for_its_tables(open_page, town, paper, landscape):
    page = open_page(plan_page(town))
    (first, second), sizes = sheets(page, paper, landscape=landscape)
    # This town is about as wide as high: it is largest on a portrait sheet, whatever is set.
    assert sizes == [SHORT_AND_LONG_MM[paper]] * 2
    share = f"{town.plan.after.share:.1%}"
    for words in ("three_clinics", "Made town.", share, "Limit: 30 minutes on foot"):
        assert words in first
    for words in ("Group: residents", "Sites: those of the plan", "Optimal", "Proposed site"):
        assert words in first
    for words in ("Data: Nobody's data", "Printed on ", f"Halfhour {hh.__version__}"):
        assert words in first
    assert re.search(r"\b[125]0* k?m", first)
    for site in town.plan.opened:
        name = town.plan.after.times.sites.loc[site, "name"]
        assert name in first
        assert name in second
    for words in (
        "Where to build, in order, and people added",
        "Covered people",
        "Figures by county",
    ):
        assert words in second
        assert words not in first
    # The table of units is there although its details are closed on the screen.
    assert "山海关区" in second
    assert "more in tables.xlsx" not in second


def test_a_chinese_page_is_printed_in_chinese(open_page, town):
    page = open_page(plan_page(town, lang="zh"))
    (first, second), _ = sheets(page)
    first, second = (text.replace(" ", "") for text in (first, second))
    assert "时限:步行30分钟" in first
    assert "打印日期:" in first
    assert "各区县指标" in second
    assert "Proposed" not in first + second


def test_paper_tells_the_choice_of_the_moment(open_page, town):
    page = open_page(plan_page(town))
    page.evaluate("halfhour.toggle(halfhour.model.first.open.findIndex((open) => !open))")
    limit = page.locator("[data-control=limit]")
    limit.focus()
    limit.press("ArrowLeft")
    closed = page.evaluate(
        "halfhour.limit(halfhour.data().reach.limits[halfhour.model.state().limit])"
    )
    (first, second), _ = sheets(page)
    assert f"Limit: {closed}" in first
    assert "chosen in the page: 4 new, 0 closed" in first
    share, covered = (
        page.locator(f"[data-figure={name}]").inner_text() for name in ("share", "covered")
    )
    assert f"→ {share}" in first
    # No figure stands twice: people in the table, their share in the head.
    assert covered in second


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_a_check_against_standards_takes_two_sheets(open_page, compliance, paper):
    page = open_page(compliance)
    (first, second), sizes = sheets(page, paper)
    # A line of towns is much wider than high.
    assert sizes == [SHORT_AND_LONG_MM[paper][::-1]] * 2
    for words in ("A made line of towns.", "short", "met", "no verdict", "Units on the map:"):
        assert words in first
    assert "All standards: Whole area" in second
    rules = page.evaluate("halfhour.rules().filter(rule => rule.of.has(0)).length")
    # The panel lists eight; on paper are all.
    assert len(re.findall(r"\brule\b", second)) == rules > 8


def test_what_has_no_room_is_counted(open_page, town):
    page = open_page(plan_page(town))
    page.evaluate(
        """() => document.querySelectorAll(".proposed tbody").forEach((body) => {
            for (let i = 0; i < 397; i++) {
                const row = body.rows[0].cloneNode(true);
                row.cells[1].textContent = "Further " + i + ".";
                body.append(row);
            }
        })"""
    )
    (first, second), _ = sheets(page)
    assert len(re.findall(r"Further \d+\.", first)) == 9
    assert "388 more on the next sheet" in first
    listed = [int(number) for number in re.findall(r"Further (\d+)\.", second)]
    assert listed == list(range(len(listed)))
    assert len(listed) > 20
    rest = re.search(r"(\d+) more in tables.xlsx", second)[1]
    assert 3 + len(listed) + int(rest) == 400


def on_paper(page):
    """Wait until the map has the size of the paper."""
    page.evaluate(
        """async () => {
            while (halfhour.map.options.zoomSnap) await new Promise(done => setTimeout(done, 20));
        }"""
    )


def test_the_map_fills_the_paper_and_comes_back(open_page, town):
    page = open_page(plan_page(town))
    page.evaluate("halfhour.map.setZoom(halfhour.map.getZoom() - 1, { animate: false })")
    view = "[halfhour.map.getZoom(), halfhour.map.getCenter().lat, halfhour.map.getCenter().lng]"
    page.set_viewport_size({"width": 718, "height": 1047})
    page.wait_for_timeout(300)
    before = page.evaluate(view)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    on_paper(page)
    filled = page.evaluate(
        """() => {
            const { map } = halfhour, size = map.getSize();
            const [a, b] = halfhour.data().paper.corners.map(at => map.latLngToContainerPoint(at));
            return [Math.abs(b.x - a.x) / size.x, Math.abs(b.y - a.y) / size.y];
        }"""
    )
    assert 0.93 < max(filled) <= 1
    map_box = page.locator(".folium-map").bounding_box()
    assert map_box["width"] > 710
    assert map_box["height"] > 0.5 * 1047
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(view) == pytest.approx(before)
    assert page.locator(".paper").count() == 0


def test_a_part_that_somebody_looks_at_is_printed_as_it_is_seen(open_page, town):
    page = open_page(plan_page(town))
    page.evaluate("halfhour.map.setZoom(halfhour.map.getZoom() + 2, { animate: false })")
    seen = """(bounds => [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()])(
        halfhour.map.getBounds())"""
    west, south, east, north = page.evaluate(seen)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    on_paper(page)
    to_west, to_south, to_east, to_north = page.evaluate(seen)
    assert to_west <= west
    assert to_south <= south
    assert to_east >= east
    assert to_north >= north
    wider, higher = (to_east - to_west) / (east - west), (to_north - to_south) / (north - south)
    assert min(wider, higher) < 1.1
