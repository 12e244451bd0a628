"""The page of a joint plan: its figures are those of each service's assessment, its sites those of the plan."""

from __future__ import annotations

import html
import itertools
import json
import re

import halfhour as hh
import pytest
from halfhour.common.errors import InputError
from halfhour.maps.document import packing
from halfhour.optimize.example_street import street_times


def joint_plan(**options: object) -> hh.JointPlan:
    """Clinics and rehabilitation rooms of one street; a room at 5 km only in the clinic there."""
    clinic = street_times()
    rehab = street_times(
        "rehab", existing={}, candidates={"r-far": 9.0, "r-in": 5.0}, host=["", "east"]
    )
    scenarios = {
        "clinic": hh.Scenario(clinic, limit_min=15),
        "rehab": hh.Scenario(rehab, limit_min=15, group="residents", max_new=1),
    }
    joint = hh.JointScenario(
        scenarios,
        max_new=2,
        name="Two & both",
        rules=[hh.HostedBy(service="rehab", host_service="clinic")],
        **options,
    )
    return hh.solve_together(joint)


@pytest.fixture(scope="module")
def plan() -> hh.JointPlan:
    return joint_plan(weights={"rehab": 3})


def panel(page: hh.MapPage, lang: str) -> list[str]:
    """The visible text of each section of the panel in a language."""
    body = page.content.partition("<aside")[2].partition("</aside>")[0]
    own = re.search(rf'<div class="words" lang="{lang}">(.*?)</details>', body, re.DOTALL)[1]
    sections = re.findall(r"<section.*?</section>", own, re.DOTALL)
    return [" ".join(html.unescape(re.sub("<[^>]+>", " ", one)).split()) for one in sections]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_service_has_the_figures_of_its_assessments(plan: hh.JointPlan, lang: str) -> None:
    services, shared, proof, *own, _ = panel(hh.joint_map(plan), lang)
    for one, text in zip(plan.plans.values(), own, strict=True):
        assert f"{one.before.share:.1%} {one.after.share:.1%}" in services
        for figure in (one.before.people_served, one.after.people_served, one.after.gap_people):
            assert f"{figure:.0f}" in text
        for site, gain in zip(one.opened, one.gains, strict=True):
            assert f"{site}" in text
            assert f"+{gain:.0f}" in text
    opened = sum(len(one.opened) for one in plan.plans.values())
    assert re.search(rf"{opened} of at most 2|{opened}.上限 2", shared)
    assert f"{plan.certificate.objective_value:.0f}" in proof.replace(" ", "").replace(",", "")


def test_a_hosted_site_names_its_host_and_is_linked_to_it(plan: hh.JointPlan) -> None:
    page = hh.joint_map(plan)
    assert plan.plans["rehab"].opened == ("r-in",)
    assert "r-in in east" in panel(page, "en")[4]
    data = json.loads(re.search(r'id="halfhour-data">(.*?)</script>', page.content, re.DOTALL)[1])
    [room] = data["services"][1]["sites"]
    [host] = [site for site in data["services"][0]["sites"] if site["id"] == "east"]
    assert room["host"] == {"name": "east", "at": host["at"]}


def test_an_infeasible_plan_says_why(plan: hh.JointPlan) -> None:
    clinic, rehab = plan.joint.scenarios["clinic"], plan.joint.scenarios["rehab"]
    scenarios = {
        "clinic": clinic.replace(forbidden=["east"]),
        "rehab": rehab.replace(must_open=["r-in"]),
    }
    none = hh.solve_together(hh.JointScenario(scenarios, max_new=2, rules=plan.joint.rules))
    assert none.certificate.status == "infeasible"
    proof = panel(hh.joint_map(none), "en")[2]
    assert "nfeasible" in proof
    assert all(str(conflict) in proof for conflict in none.conflicts)


def test_names_are_no_markup_and_wrong_options_are_refused(plan: hh.JointPlan) -> None:
    page = hh.joint_map(plan, notice="<script>alert(1)</script>")
    assert page.title == "Two & both"
    assert "<script>alert" not in page.content
    with pytest.raises(InputError, match="no messages in this language"):
        hh.joint_map(plan, lang="fr")
    assert hh.joint_map(plan).content == hh.joint_map(plan).content


@pytest.mark.browser
def test_a_page_whose_arrays_are_deflated_opens(open_page, plan, monkeypatch) -> None:
    # Those of a city are long enough; here all are.
    monkeypatch.setattr(packing, "_DEFLATED_FROM", 0)
    monkeypatch.setattr(packing, "_SAVED_LEAST", -99.0)
    drawn = hh.joint_map(plan)
    assert '"~' in drawn.content
    page = open_page(drawn)
    assert page.locator("html").get_attribute("data-ready") == "yes"


@pytest.mark.browser
def test_another_service_is_shown_by_a_button(open_page, plan) -> None:
    page = open_page(hh.joint_map(plan))
    pins = page.locator(".joint-pin")
    assert pins.count() == sum(len(one.opened) for one in plan.plans.values())
    # A room in a clinic stands at its place: both pins are seen.
    boxes = sorted((pin.bounding_box() for pin in pins.all()), key=lambda box: box["x"])
    assert all(b["x"] - a["x"] >= 20 for a, b in itertools.pairwise(boxes))
    assert page.locator("section.of-service:visible h2").inner_text().startswith("Clinics")
    states = "JSON.stringify(Array.from(halfhour.jointTable(halfhour.service()).served))"
    for name, one in reversed(plan.plans.items()):
        number = list(plan.plans).index(name)
        page.locator(f"button[data-service='{number}']:visible").click()
        assert page.locator("section.of-service:visible").count() == 1
        served = json.loads(page.evaluate(states))
        assert sum(served) == pytest.approx(one.after.people_served)
    page.get_by_role("button", name="中文").click()
    assert (
        "诊所" in page.locator("section.of-service:visible").inner_text()
        or "医疗" in page.locator("section.of-service:visible").inner_text()
    )
    page.locator("#search").fill("r-in")
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup-content")
    assert "依托设施" in popup.inner_text()
    assert "east" in popup.inner_text()
    assert page.locator("button[data-service='1']:visible").get_attribute("aria-pressed") == "true"
    page.keyboard.press("Escape")
    page.wait_for_selector(".leaflet-popup", state="detached")
