"""The page of a server by axe-core's rules of WCAG 2.1, levels A and AA, and by keyboard alone."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import halfhour as hh
import pytest
from halfhour.app.example_study import street_study
from halfhour.app.server.run import study_desks
from halfhour.app.server.settings import ServerSettings
from running_server import running_server

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[3] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    opened = hh.open_study(street_study(tmp_path_factory.mktemp("street")))
    desks = study_desks(opened, reopen=lambda: opened, report=lambda _: None)
    desks.prepare()
    with running_server(desks, ServerSettings()) as found:
        yield found


def violations(page) -> list[str]:
    if not AXE.exists():
        if os.environ.get("HALFHOUR_REQUIRE_SHARED") == "1":
            raise FileNotFoundError(AXE)
        pytest.skip("axe-core is not installed: make page")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = {"runOnly": {"type": "tag", "values": TAGS}}
    found = page.evaluate(f"axe.run(document, {json.dumps(rules)})")
    assert len(found["passes"]) > 10
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(("size", "lang"), [((1440, 900), "en"), ((390, 844), "zh")])
def test_no_rule_is_broken(browser, address, size, lang) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.goto(f"{address}/?lang={lang}")
    page.wait_for_selector("html[data-ready]")
    for place in ("120.033, 40", "121.5, 40"):
        page.fill("#at", place)
        page.keyboard.press("Enter")
        page.wait_for_selector("#answer-box:not([hidden])")
        page.wait_for_selector("#status:empty", state="attached")
        page.locator("form.save button").click()
        page.wait_for_selector(".saved")
        if place.startswith("120"):
            page.locator(".keep").click()
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.wait_for_selector("#register-list tbody tr")
    assert violations(page) == []
    page.close()


def test_a_place_is_asked_about_by_keyboard_alone(browser, address) -> None:
    page = browser.new_page()
    page.goto(f"{address}/")
    page.wait_for_selector("html[data-ready]")
    page.wait_for_selector("#preparing:empty", state="attached")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
        if reached[-1] == "at":
            break
    assert {"search", "service", "limit", "at"} <= set(reached)
    page.keyboard.type("120.033, 40")
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer-box:not([hidden])")
    assert page.locator("#status").get_attribute("role") == "status"
    page.close()
