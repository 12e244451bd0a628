"""The memo of a check in a browser: two sheets of A4 whatever it holds, its map, its languages, its access."""

from __future__ import annotations

import io
import json
import re
import unicodedata

import pytest
from check_fixtures import HEAD, checked, crowded, memo
from halfhour.common.errors import InputError
from halfhour.maps.check_page.map_cells import STATES
from halfhour.maps.document.chromium import find_chromium
from page_fixtures import settled
from pypdf import PdfReader

pytestmark = pytest.mark.browser
MM_IN_POINTS = 72 / 25.4
A4_MM = [210, 297]
FITS = """() => Array.from(document.querySelectorAll(
    `.sheet[lang=${halfhour.lang()}] > *`)).every(part => part.scrollHeight <= part.clientHeight + 1)"""


@pytest.fixture(scope="module")
def pages():
    return {
        (kind, lang): memo(of, lang=lang)
        for kind, of in (("usual", checked()), ("crowded", crowded()))
        for lang in ("en", "zh")
    }


def sheets(pdf: PdfReader) -> list[str]:
    """The text of each sheet; all are of A4, upright."""
    sizes = [[round(float(side) / MM_IN_POINTS) for side in one.mediabox[2:]] for one in pdf.pages]
    assert sizes == [A4_MM] * len(sizes)
    texts = [unicodedata.normalize("NFKC", one.extract_text()) for one in pdf.pages]
    return [re.sub(r"\s+", " ", text) for text in texts]


def on_paper(page) -> None:
    """Show a page as it is printed, and wait until its map has the size of the paper."""
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.evaluate(
        """async () => {
            while (halfhour.map.options.zoomSnap) await new Promise(done => setTimeout(done, 20));
        }"""
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["usual", "crowded"])
def test_a_memo_takes_two_sheets(open_page, pages, kind, lang):
    page = open_page(pages[kind, lang])
    words, drawn = sheets(PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True))))
    for text in (words, drawn):
        assert HEAD.id in text
        assert "2026-11-29" in text
    said = {"en": ("Signature", "Still not served", "Hash"), "zh": ("签字", "仍未覆盖", "校验")}[
        lang
    ]
    assert said[0] in words.replace(" ", "")
    assert said[1].replace(" ", "") in drawn.replace(" ", "")
    assert said[2] in words.replace(" ", "")
    if kind == "crowded":
        # What has no room is counted, and the sheet says where it stands.
        assert len(re.findall(r"\bcheck\.xlsx", words)) >= 5


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["usual", "crowded"])
def test_no_part_of_the_first_sheet_is_cut(open_page, pages, kind, lang):
    page = open_page(pages[kind, lang], size=(718, 1047))
    on_paper(page)
    assert page.evaluate(FITS)
    rows = "Array.from(document.querySelectorAll('.sheet [data-list] > [hidden]')).length"
    assert (page.evaluate(rows) > 0) is (kind == "crowded")
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(rows) == 0
    assert page.locator(".sheet:visible").evaluate("one => one.style.cssText") == ""


def test_what_is_hidden_for_paper_is_counted_there(open_page, pages):
    page = open_page(pages["crowded", "en"], size=(718, 1047))
    on_paper(page)
    reasons = page.locator(".sheet:visible .points").first
    hidden = reasons.locator("li").count() - reasons.locator("li:visible").count()
    assert hidden > 0
    line = reasons.locator("xpath=following-sibling::p[1]")
    assert line.inner_text() == f"… {hidden} more in check.xlsx"


def test_the_other_language_is_printed_after_it_was_chosen(open_page, pages):
    page = open_page(pages["usual", "en"], layers=False)
    page.get_by_role("button", name="中文").click()
    words, drawn = sheets(PdfReader(io.BytesIO(page.pdf(format="A4"))))
    assert "选址核查备忘录" in words.replace(" ", "")
    assert "Site check memo" not in words + drawn


def test_the_map_tells_of_sites_and_cells(open_page, pages):
    of = checked()
    page = open_page(pages["usual", "en"], layers=False)
    settled(page)
    pins = page.locator(".check-pin")
    assert pins.count() == len(of.comparison.better) + 2
    best = of.comparison.better.iloc[0]
    page.evaluate("halfhour.map.closePopup()")
    page.locator(f".check-pin[title='{best['name']}']").dispatch_event("click")
    popup = page.locator(".leaflet-popup-content")
    assert f"{best['more']:.0f}" in re.sub(r"\s", "", popup.inner_text())
    page.evaluate("halfhour.map.closePopup()")
    lon, lat = of.check.at
    page.evaluate(f"halfhour.openAt(halfhour.map, L.latLng({lat}, {lon}), null)")
    assert "Served as before, sooner" in popup.inner_text()
    seen = "JSON.stringify(Array.from(halfhour.jointTable(0).state))"
    assert {STATES[state][0] for state in json.loads(page.evaluate(seen))} == {
        *("Served as before", "Still not served"),
        *("Served as before, sooner", "Newly served"),
    }
    for words in ("Site applied for", "Better site", "Village farthest from help", "Unit border"):
        assert words in page.locator("main .map-foot:visible").inner_text()
    # No place counts here: nobody is without one.
    assert "no place" not in page.locator("main .map-foot:visible").inner_text()


def opacities(resources) -> list[float]:
    """How opaque each layer of a printed sheet is said to be, layers within layers as well."""
    known = resources.get_object()
    found = [
        float(state.get_object().get("/ca", 1))
        for state in known.get("/ExtGState", {}).get_object().values()
    ]
    for one in known.get("/XObject", {}).get_object().values() if "/XObject" in known else ():
        if "/Resources" in one.get_object():
            found += opacities(one.get_object()["/Resources"])
    return found


def test_no_canvas_of_the_printed_map_wipes_those_below(open_page, pages):
    """A canvas is printed with what cleared it, which must reach no further than its own layer."""
    page = open_page(pages["usual", "en"], size=(1440, 900))
    canvases = page.locator("main canvas").count()
    assert canvases > 1
    drawn = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True))).pages[1]
    layers = [one for one in opacities(drawn["/Resources"]) if 0.99 < one < 1]
    on_paper(page)
    seen = page.evaluate(
        "Array.from(document.querySelectorAll('main canvas'), one => Number(getComputedStyle(one).opacity))"
    )
    assert all(one < 1 for one in seen)
    assert layers


def test_a_pdf_of_two_sheets_is_saved(tmp_path, pages):
    try:
        find_chromium()
    except InputError as error:
        pytest.skip(str(error))
    path = pages["crowded", "zh"].save_pdf(tmp_path / "check.pdf")
    assert len(sheets(PdfReader(path))) == 2
