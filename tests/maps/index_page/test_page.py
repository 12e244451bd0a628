"""The overview in a browser: no network, no script, both languages, phone, paper, contrast."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from colours import contrast
from halfhour.coverage.assessment import assess
from halfhour.maps.index_page import page as index
from halfhour.maps.index_page.entries import Change, PlanEntry, ServiceToday
from halfhour.maps.index_page.page import index_page
from halfhour.maps.index_page.small_map import small_map
from halfhour.optimize.example_street import street_times
from playwright.sync_api import Browser, Page

# Of each element with text of its own its colour, and that of the nearest ground behind it.
INKS = """() => {
    const parse = colour => colour.match(/[\\d.]+/g).map(Number);
    const ground = node => {
        const colour = parse(getComputedStyle(node).backgroundColor);
        return colour.length === 3 ? colour : ground(node.parentElement);
    };
    const written = node => [...node.childNodes].some(one => one.nodeType === 3 && one.data.trim());
    const all = [...document.querySelectorAll("body *")].filter(node => node.offsetParent && written(node));
    return all.map(node => [parse(getComputedStyle(node).color), ground(node)]);
}"""

SMALL = small_map(assess(street_times()))


def both(text: str, zh: str = "") -> dict[str, str]:
    return {"en": text, "zh": zh or f"中{text}"}


def change(
    name: str = "Clinics", before: float = 50, after: float = 75, people: float = 100
) -> Change:
    words = {"service": both(name), "group": both("residents"), "limit": both("30 minutes by car")}
    return Change(words=words, people=people, served_before=before, served_after=after, sites=2)


def entry(title: str, *changes: Change, cost: str = "1 200") -> PlanEntry:
    return PlanEntry(
        title=both(title),
        proof=both("No other 2 of the 100 candidates serve more people: proven."),
        cost={"en": cost, "zh": cost},
        changes=changes or (change(),),
        folder=title,
        files=("plan.html", "plan.json"),
        picture=SMALL,
    )


def made(*plans: PlanEntry, left_out: int = 0) -> index.MapPage:
    services = [
        ServiceToday(
            title=both(name),
            group=both("residents"),
            limit=both("30 minutes by car"),
            share=0.789,
            gap=660_945,
            worst=both("Worst county: Haigang, 60.0%"),
            picture=SMALL,
        )
        for name in ("Clinics", "Elderly care", "Shelters", "Rehabilitation")
    ]
    return index_page(
        services, plans, title=both("A town"), notice=both("made up"), left_out=left_out, lang="en"
    )


FOUR = made(*(entry(f"plan {n}") for n in range(4)), left_out=3)


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page with four plans, in a browser without a network; nothing is asked for, nothing is wrong."""
    faults: list[str] = []
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.on(
        "request",
        lambda r: faults.append(r.url) if not r.url.startswith(("file:", "data:")) else None,
    )
    page.on("console", lambda message: faults.append(message.text))
    page.goto(FOUR.save(tmp_path / "index.html").as_uri())
    yield page
    context.close()
    assert not faults


@pytest.mark.browser
def test_languages_are_switched_without_a_script_by_mouse_and_keys(opened: Page) -> None:
    assert "25 people more are served" in opened.locator("main").inner_text()
    assert "新增覆盖" not in opened.locator("main").inner_text()
    opened.get_by_text("中文").click()
    text = opened.locator("main").inner_text()
    assert "新增覆盖 25 人" in text
    assert "people more" not in text
    opened.keyboard.press("ArrowLeft")
    assert "people more" in opened.locator("main").inner_text()


@pytest.mark.browser
def test_maps_are_drawn_and_a_phone_needs_no_sideways_scrolling(opened: Page) -> None:
    drawn = "[...document.images].every(one => one.complete && one.naturalWidth > 0)"
    assert opened.evaluate("document.images.length") == 8
    assert opened.evaluate(drawn)
    for width in (320, 390, 1024):
        opened.set_viewport_size({"width": width, "height": 844})
        assert opened.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["English", "中文"])
def test_four_services_and_four_plans_are_one_sheet_of_a4(opened: Page, lang: str) -> None:
    opened.get_by_text(lang, exact=True).click()
    sheet = opened.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    # Millimetres: 297 x 210.
    assert re.search(rb"/MediaBox\s*\[0 0 84[12][.\d]* 59[45]", sheet)


@pytest.mark.browser
def test_text_has_a_contrast_of_at_least_four_and_a_half(opened: Page) -> None:
    pairs = opened.evaluate(INKS)
    assert len(pairs) > 30
    assert min(contrast(ink, ground) for ink, ground in pairs) >= 4.5


def test_a_joint_plan_has_a_line_for_each_service_and_all_its_sites() -> None:
    page = made(entry("both", change("Clinics"), change("Rehab", 10, 5, 20))).content
    text = re.sub(r'<span lang="zh">.*?</span>|<[^>]*>', "", page)
    assert "New sites: 4 · Cost: 1 200" in text
    assert "25 people more are served" in text
    assert "(50.0% of the gap)" in text
    # Of the second fewer are served, so that no gap is closed.
    assert "5 people fewer are served · 2 new sites" in text


def test_nobody_and_no_gap_have_no_shares() -> None:
    page = made(
        entry("all", change(before=100, after=100)),
        entry("none", change(people=0, before=0, after=0)),
    )
    assert "nan" not in page.content
    assert "of the gap" not in page.content
    assert "- <span" in page.content


def test_maps_stop_where_the_page_would_grow_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "PICTURES_MAX", 3 * len(SMALL))
    assert 0 < made(*(entry(f"plan {n}") for n in range(30))).content.count("<img") < 5
