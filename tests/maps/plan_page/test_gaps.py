"""The list of gaps and the bubbles on the map are Python's, follow the choice, and lead to the places."""

from __future__ import annotations

from itertools import pairwise

import pytest
from halfhour.coverage.area_gaps import area_gaps
from halfhour.coverage.assessment import assess
from halfhour.coverage.gap_areas import gap_areas
from halfhour.maps.plan_page.map import plan_map
from halfhour.maps.wording.words import count
from halfhour.optimize.gap_list import gap_list
from halfhour.optimize.scenario import Scenario
from halfhour.optimize.solve import solve
from page_fixtures import city, counties, figure, settled

pytestmark = pytest.mark.browser

LISTED = """[...document.querySelectorAll("#gaps .gap-head")].map(
    head => [...head.children].map(one => one.textContent)
)"""
BOXES = """[...document.querySelectorAll(".bubble")].filter(one => one.offsetWidth).map(one => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return { left, right, top, bottom, people: Number(one.dataset.people) };
})"""


@pytest.fixture(scope="module")
def plan():
    return solve(
        Scenario(city(30, 20, existing=4, candidates=20), max_new=3, limit_min=15, name="three")
    )


@pytest.fixture
def page(open_page, plan):
    return ready(open_page(plan_map(plan, units=counties(30, 20))))


def ready(page):
    page.wait_for_selector("#gaps[data-ready]")
    return page


def require_listed(page, state):
    """The page lists the areas of an assessment, which add up to its gap."""
    table = area_gaps(state, gap_areas(state.times))
    table = table[table["unserved"] > 1e-6].sort_values("unserved", ascending=False)
    shown = page.evaluate(LISTED)
    assert [one[0] for one in shown] == table["name"].head(10).tolist()
    assert [one[1] for one in shown] == [count(people) for people in table["unserved"].head(10)]
    assert count(state.gap_people) in page.locator("#gaps > .caption").inner_text()


def test_the_list_is_python_s_and_says_why_no_site_is_proposed(page, plan):
    listed = gap_list(plan)
    require_listed(page, plan.after)
    text = " ".join(page.locator("#gaps").inner_text().split())
    first = listed.iloc[0]
    assert first["nearest_name"] in text
    assert f"Best candidate {first['candidate_name']} +{count(first['brings'])}" in text
    assert str(first["why_said"]).replace(",", " ") in text


def test_the_list_follows_limit_and_sites(page, plan):
    times, opened = plan.after.times, list(plan.after.open_sites)
    page.evaluate("halfhour.toggle(halfhour.siteNumber('s9'))")
    ready(page)
    changed = [one for one in opened if one != "s9"] if "s9" in opened else [*opened, "s9"]
    require_listed(page, assess(times, limit_min=15, open_sites=changed))
    page.locator("[data-control=limit]").fill("0")
    ready(page)
    require_listed(page, assess(times, limit_min=10, open_sites=changed))
    assert figure(page, "gap") in page.locator("#gaps > .caption").inner_text()
    # Why a plan has no site is said of the plan alone.
    assert "each proposed site adds" not in page.locator("#gaps").inner_text()


def test_opening_a_best_candidate_brings_what_was_said(page):
    said = page.locator(".gap-best b").first.inner_text()
    before = page.evaluate("halfhour.model.figures().gap")
    page.locator(".gap-best button").first.click()
    page.locator(".leaflet-popup .switch").click()
    ready(page)
    more = before - page.evaluate("halfhour.model.figures().gap")
    assert f"+{count(more)}" in said


def test_a_click_on_a_name_tells_the_area_there(page, plan):
    first = gap_list(plan).iloc[0]
    page.locator(".gap-head button").first.click()
    settled(page)
    popup = page.locator(".leaflet-popup-content").inner_text()
    assert first["name"] in popup
    assert count(first["unserved"]) in popup
    assert first["candidate_name"] in popup
    assert "No site is proposed here: its best candidate" in popup


def test_bubbles_do_not_overlap_and_add_up(page, plan):
    for side, state in (("choice", plan.after), ("today", plan.before)):
        page.evaluate("side => halfhour.compare.set(side)", side)
        boxes = page.evaluate(BOXES)
        assert sum(one["people"] for one in boxes) == pytest.approx(state.gap_people, abs=1e-3)
        boxes.sort(key=lambda one: one["left"])
        for one, other in pairwise(boxes):
            apart = one["right"] <= other["left"] or (
                one["bottom"] <= other["top"] or other["bottom"] <= one["top"]
            )
            assert apart


def test_bubbles_follow_the_choice_and_tell_their_area(page, plan):
    everything = (
        "halfhour.model.set({ ...halfhour.model.state(), open: halfhour.model.sites.map(() => 0) })"
    )
    page.evaluate(everything + "; halfhour.gaps.refresh()")
    boxes = page.evaluate(BOXES)
    assert sum(one["people"] for one in boxes) == pytest.approx(plan.after.people_total, abs=1e-3)
    page.locator(".bubble").first.dispatch_event("click")
    assert "Not served" in page.locator(".leaflet-popup-content").inner_text()
    ready(page)
    assert "nearest" not in page.locator("#gaps").inner_text()


def test_everybody_served_is_said(open_page, plan):
    page = open_page(plan_map(plan))
    page.evaluate(
        "halfhour.model.weight = () => 0; halfhour.model.toggle(0); halfhour.gaps.refresh()"
    )
    assert "Everybody is served." in page.locator("#gaps").inner_text()
    assert page.locator(".bubble").count() == 0


CROSSED = """() => {
    const box = one => one.getBoundingClientRect();
    const marks = [...document.querySelectorAll(".bubble, .proposed-mark")].filter(one => one.offsetWidth);
    const names = [...document.querySelectorAll(".name.first")];
    const crossed = names.flatMap(name => marks.filter(mark => {
        const a = box(name), b = box(mark);
        return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
    }).map(mark => name.textContent + " under " + mark.textContent));
    return [names.length, crossed];
}"""


def test_names_of_units_keep_clear_of_bubbles_and_pins(page):
    for lang in ("en", "zh"):
        page.evaluate("lang => halfhour.setLang(lang)", lang)
        settled(page)
        names, crossed = page.evaluate(CROSSED)
        assert names >= 2
        assert crossed == []


def test_why_no_site_is_there_is_seen_by_whoever_points_at_an_area(page):
    item = page.locator("#gaps li").first
    reason = item.locator(".gap-reason")
    assert reason.evaluate("node => getComputedStyle(node).opacity") == "0"
    for point in (item.hover, item.locator("button").first.focus):
        point()
        assert reason.evaluate("node => getComputedStyle(node).opacity") == "1"
        page.mouse.move(900, 500)
    # What a line cuts off stands in its title.
    lines = item.locator(".gap-why, .gap-best")
    assert [one.get_attribute("title") for one in lines.all()] == lines.all_text_contents()
