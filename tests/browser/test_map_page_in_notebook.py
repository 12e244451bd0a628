"""Maps as a notebook shows them: in a frame of its output, cut off from every network."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from halfhour.maps.document import map_page
from halfhour.maps.document.map_page import MapPage
from halfhour.maps.plan_page.map import plan_map
from playwright.sync_api import Browser, Frame, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def notebook(browser: Browser):
    """Show an output cell; at the end no request, error or dialog must have been seen."""
    faults: list[str] = []
    context = browser.new_context(offline=True, accept_downloads=True)
    page = context.new_page()
    page.on("request", lambda r: faults.append(r.url) if r.url.startswith("http") else None)
    page.on("console", lambda m: faults.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: (faults.append("dialog"), dialog.dismiss()))

    def show(output: str) -> tuple[Page, Frame]:
        page.set_content(f"<!DOCTYPE html><h1>Notebook</h1><div class=output>{output}</div>")
        frame = page.locator("iframe").element_handle().content_frame()
        frame.wait_for_selector("html[data-ready]")
        return page, frame

    yield show
    context.close()
    assert not faults


@pytest.mark.parametrize("plain_max", [10**9, 0], ids=["as it is", "packed"])
def test_the_explorer_works_inside_a_notebook(
    notebook, town: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, plain_max: int
) -> None:
    monkeypatch.setattr(map_page, "_PLAIN_MAX", plain_max)
    monkeypatch.setattr(map_page, "_SHOWN_MAX", 10**9)
    page, frame = notebook(plan_map(town.plan, units=town.units)._repr_html_())
    served = round(town.plan.after.people_served)
    figures = frame.locator("#explorer .figures")
    assert f"{served:,}".replace(",", " ") in figures.inner_text()
    frame.get_by_role("button", name="Today's sites").click()
    before = round(town.plan.before.people_served)
    assert f"{before:,}".replace(",", " ") in figures.inner_text()
    frame.get_by_role("button", name="中文").click()
    assert frame.locator("html").get_attribute("lang") == "zh"
    with page.expect_download() as saved:
        frame.get_by_role("button", name="导出").click()
    assert saved.value.suggested_filename == "halfhour-choice.json"
    # The page can neither read nor change the notebook around it.
    reach = "() => { try { return parent.document.title; } catch (error) { return error.name; } }"
    assert frame.evaluate(reach) == "SecurityError"


def test_packed_pages_are_smaller_and_always_the_same(town: SimpleNamespace) -> None:
    page = plan_map(town.plan, units=town.units)
    shown = page._repr_html_()
    assert shown == page._repr_html_()
    large = MapPage(title="large", content=page.content + "<!-- nothing more -->" * 40_000)
    assert len(large._repr_html_()) < len(large.content) / 2


def test_a_page_that_would_choke_a_notebook_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(map_page, "_SHOWN_MAX", 1000)
    text = MapPage(title="<b>city</b>", content="x" * 2000)._repr_html_()
    assert "<iframe" not in text
    assert "page.save(" in text
    assert "&lt;b&gt;city&lt;/b&gt;" in text
    assert re.search(r"0\.00 MB", text)
